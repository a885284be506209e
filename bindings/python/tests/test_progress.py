"""How far a long call is."""

from __future__ import annotations

import io
import sys

import pytest
from deepnode.progress import Bar, bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def no_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)


def test_a_function_is_told() -> None:
    told: list[tuple[int, int]] = []
    with bar(2, "tasks", lambda done, total: told.append((done, total))) as shown:
        shown.update(1)
        shown.update(2)
    assert told == [(1, 2), (2, 2)]


def test_what_the_function_raises_goes_through() -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), bar(2, "tasks", stop) as shown:
        shown.update(1)


def test_silence(capsys: pytest.CaptureFixture[str]) -> None:
    with bar(2, "tasks", progress=False) as shown:
        assert type(shown) is Bar
        shown.update(2)
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("no_tqdm")
def test_a_terminal_gets_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    with bar(4, "tasks") as shown:
        for done in range(1, 5):
            shown.update(done)
    lines = out.getvalue().split("\r")
    assert lines[1].startswith("tasks ███████░") and lines[1].endswith(" 1/4")
    assert lines[-1] == "tasks " + "█" * 30 + " 4/4\n"


@pytest.mark.usefixtures("no_tqdm")
def test_a_call_that_breaks_off_leaves_the_line_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    with pytest.raises(ValueError, match="broken"), bar(0, "tasks") as shown:
        shown.update(0)
        raise ValueError("broken")
    assert out.getvalue().endswith("0/0\n")


@pytest.mark.usefixtures("no_tqdm")
def test_a_pipe_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    with bar(4, "tasks") as shown:
        shown.update(4)
    assert out.getvalue() == ""


def test_tqdm_counts_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tqdm")
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    with bar(10, "tasks") as shown:
        shown.update(4)
        shown.update(10)
    assert "tasks: 100%" in out.getvalue() and "10/10" in out.getvalue()
