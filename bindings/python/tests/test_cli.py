"""``python -m deepnode``, as a shell sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from deepnode import Domain

SCENARIOS = Path(__file__).resolve().parents[3] / "deepnode-core" / "tests" / "scenarios"
FILES = sorted(file for file in SCENARIOS.glob("*.json") if not file.name.endswith(".expected.json"))


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-m", "deepnode", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize("file", FILES[::8], ids=lambda file: str(file.stem))
def test_replay_prints_the_expected_state(file: Path) -> None:
    """A sample of them; all go through `Scenario` elsewhere."""
    done = run("replay", file)
    assert done.returncode == 0, done.stderr
    assert done.stdout == file.with_suffix(".expected.json").read_bytes()
    assert not done.stderr


def test_replay_stops_where_it_is_told() -> None:
    done = run("replay", FILES[0], "--until", 0)
    assert done.returncode == 0
    assert json.loads(done.stdout)["time"] == 0
    assert run("replay", FILES[0], "--until", 10**6).stdout == run("replay", FILES[0]).stdout


def test_a_step_that_goes_otherwise_is_named(tmp_path: Path) -> None:
    scenario = json.loads(FILES[0].read_text())
    step = next(place for place, step in enumerate(scenario["steps"]) if "error" not in step)
    scenario["steps"][step]["error"] = "busy"
    file = tmp_path / "other.json"
    file.write_text(json.dumps(scenario))
    done = run("replay", file)
    assert done.returncode == 1
    assert not done.stdout
    assert f"{file}: step {step}: expected busy, found" in done.stderr.decode()


def test_what_is_no_scenario(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text("{}")
    for file, why in ((empty, "malformed scenario"), (tmp_path / "none.json", "No such file")):
        done = run("replay", file)
        assert done.returncode == 2
        assert not done.stdout
        assert why in done.stderr.decode()
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("fly",), ("replay",), ("replay", "x", "--until", "-1"), ("demo", "--tasks", "0")]
)
def test_wrong_use(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert b"usage: python -m deepnode" in done.stderr
    assert b"Traceback" not in done.stderr


def test_demo_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = (run("demo", "--tasks", 5, "--seed", 3, "--json", tmp_path / name) for name in "ab")
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert run("demo", "--tasks", 5, "--seed", 4).stdout != first.stdout


def test_demo_tells_the_whole_story(tmp_path: Path) -> None:
    done = run("demo", "--json", tmp_path / "demo.json")
    said = done.stdout.decode()
    for words in (
        "Miners",
        "Validators",
        "Where every unit of the revenue went",
        "Cases",
        "executed",
        "Audit: nothing",
    ):
        assert words in said
    result = json.loads((tmp_path / "demo.json").read_text())
    assert result["audit"] == []
    assert len(result["tasks"]) == 12
    assert set(result["state"]["tasks"]) == {str(task["task"]) for task in result["tasks"]}
    assert any(case["status"] == "executed" for case in result["state"]["cases"].values())


def test_demo_with_a_model_shows_its_answers(tmp_path: Path) -> None:
    model = SCENARIOS.parents[2] / "deepnode-infer" / "tests" / "data" / "f16-tied"
    done = run("demo", "--tasks", 3, "--model", model, "--json", tmp_path / "demo.json")
    assert done.returncode == 0, done.stderr
    assert "Some of the answers" in done.stdout.decode()
    assert all(task["answer"] for task in json.loads((tmp_path / "demo.json").read_text())["tasks"])
    other = run("demo", "--model", tmp_path)
    assert other.returncode == 2
    assert b"config.json" in other.stderr
    assert b"Traceback" not in other.stderr


def test_demo_says_what_it_cannot_write(tmp_path: Path) -> None:
    done = run("demo", "--tasks", 1, "--json", tmp_path / "no" / "folder.json")
    assert done.returncode == 2
    assert b"No such file or directory" in done.stderr


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = [sys.executable, "-m", "deepnode", "replay", str(FILES[0])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b"the result could not be printed: Broken pipe\n"
    assert running.returncode == 2


def test_inspect_says_what_is_in_a_snapshot(tmp_path: Path) -> None:
    file = tmp_path / "state.bin"
    assert run("demo", "--tasks", 5, "--snapshot", file).returncode == 0
    domain = Domain.restore(file.read_bytes())
    done = run("inspect", file)
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode()
    assert f"Domain {domain.id}" in said
    assert f"head {domain.head}" in said
    assert "tasks: 5 settled" in said
    assert "Audit: every invariant holds." in said
    for miner in domain.miners():
        assert str(miner.address) in said


def test_inspect_refuses_other_bytes(tmp_path: Path) -> None:
    file = tmp_path / "state.bin"
    file.write_bytes(b"nothing")
    for name in (file, tmp_path / "none.bin"):
        done = run("inspect", name)
        assert done.returncode == 2
        assert not done.stdout
        assert b"Traceback" not in done.stderr


def test_version() -> None:
    import deepnode

    assert run("--version").stdout.decode() == f"deepnode {deepnode.__version__}\n"
