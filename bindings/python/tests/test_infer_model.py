"""Models: loading, reading, embedding, and what they are known by."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from deepnode import infer
from deepnode.infer import BertConfig, Job, LlamaConfig, Mode, Sampler
from infer_models import DATA, DECODERS, ENCODERS, KJV, cases, kjv, model


@pytest.mark.parametrize("name", DECODERS)
def test_logits_are_those_of_another_implementation(name: str) -> None:
    for case in cases(DATA / name):
        logits = model(name).logits(case["tokens"])
        assert logits.dtype == np.float32 and logits.shape == (model(name).config.vocab_size,)
        np.testing.assert_allclose(logits, case["logits"], atol=2e-3)
        rows = model(name).all_logits(case["tokens"])
        assert rows.shape == (len(case["tokens"]), len(logits))
        np.testing.assert_allclose(rows[-1], logits, atol=1e-4)


@pytest.mark.parametrize("name", ENCODERS)
def test_embeddings_are_those_of_another_implementation(name: str) -> None:
    expected = cases(DATA / name)
    embeddings = model(name).embed([case["text"] for case in expected])
    assert embeddings.dtype == np.float32 and embeddings.shape == (
        len(expected),
        len(expected[0]["embedding"]),
    )
    assert embeddings.flags.writeable and embeddings.flags.c_contiguous
    np.testing.assert_allclose(embeddings, [case["embedding"] for case in expected], atol=2e-5)
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-6)


def test_texts_and_their_tokens_have_the_same_embeddings() -> None:
    bert = model("bert-f32")
    text = "the quick brown fox"
    tokens = bert.tokenizer.encode(text)
    alone = bert.embed(text)
    assert alone.shape == (1, 32)
    assert np.array_equal(alone, bert.embed([tokens]))
    assert np.array_equal(alone, bert.embed([np.array(tokens)]))
    several: list[str | list[int]] = [tokens, "the house"]
    mixed = bert.embed(iter(several))
    np.testing.assert_allclose(mixed[0], alone[0], atol=1e-6)
    assert bert.embed([]).shape == (0, 32)


def test_progress_and_pieces_change_no_bit() -> None:
    bert = model("bert-f32")
    texts = [[1] * (1 + n % 24) for n in range(900)]
    told: list[tuple[int, int]] = []
    watched = bert.embed(texts, progress=lambda done, total: told.append((done, total)))
    assert np.array_equal(watched, bert.embed(texts))
    assert len(told) > 2 and told[-1] == (900, 900) and told == sorted(told)


def test_an_exception_of_progress_stops_it() -> None:
    def fail(done: int, total: int) -> None:
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        model("bert-f32").embed([[1] * 24] * 900, progress=fail)


def test_a_switch_that_is_on_stops_a_batch() -> None:
    switch = infer.Cancel()
    switch.cancel()
    with pytest.raises(infer.errors.Stopped) as stopped:
        model("bert-f32").embed([[1] * 24] * 900, cancel=switch)
    assert 0 < stopped.value.done < stopped.value.total == 900
    with pytest.raises(infer.errors.Stopped):
        model("f16-tied").generate_batch([Job([1], 9)], cancel=switch)


def test_what_a_model_says_of_itself() -> None:
    llama, bert = model("rope-llama3", exact=True), model("bert-f16")
    assert isinstance(llama.config, LlamaConfig) and isinstance(bert.config, BertConfig)
    assert (llama.embeds, llama.device, llama.mode) == (False, "cpu", Mode.EXACT)
    assert (bert.embeds, bert.mode, bert.end_tokens) == (True, "f32", ())
    assert llama.end_tokens == llama.config.eos
    assert llama.config.rope.scaling is not None
    for record in (llama.config, bert.config, llama.manifest):
        assert pickle.loads(pickle.dumps(record)) == record
        assert eval(repr(record), {**vars(infer), "Hash": type(llama.manifest.weights_root)}) == record
    assert repr(bert) == "<encoder of 3 layers of width 48, f32 on cpu>"


def test_ids_are_those_of_another_implementation() -> None:
    ids = {
        "bert-f32": "0xd6971e0b42c040d5fe8770972078388c6bf0a939bb6f865f04141fa6fcaf86cd",
        "f16-tied": "0x9ed23323711e5561b7d90b9846d55479686048e4437f801ecb00255ec19ae606",
        "f32-untied": "0x61c2ddf0927ae4e2b7718915429395757793b2f5b9a153bd3fe8403129f03441",
    }
    for name, known in ids.items():
        manifest = model(name).manifest
        assert str(manifest.hash()) == known
        assert infer.Manifest.from_bytes(manifest.to_bytes()) == manifest
        assert infer.Manifest(*(getattr(manifest, field) for field in manifest.__match_args__)) == manifest


def test_text_becomes_tokens_and_text_again() -> None:
    tokenizer = kjv().tokenizer
    tokens = tokenizer.encode("In the beginning")
    assert tokens[0] == 0 and tokenizer.decode(tokens) == "In the beginning"


EXACT = {
    "bf16-tied": (
        [184, 26, 226, 91, 36, 64, 132, 56, 80, 31, 137, 184],
        "0xddf2426e94c4857d15fefdf4e560cf4c9e40459872acb9d43d1823ada90c3384",
    ),
    "f16-tied": (
        [38, 210, 8, 6, 6, 93, 46, 1, 6, 102, 142, 145],
        "0x56632865749b952f89d4a97394d91efc72f1aa83d5cf727c6304291b6c50aafe",
    ),
    "head-dim": (
        [224, 216, 165, 157, 216, 11, 19, 11, 103, 55, 120, 215],
        "0xa965099e923d6d8103aed69bdc9f269d5eb3e251ca67b489d4e0931a4746df90",
    ),
}
"""Tokens and roots from another implementation, ``deepnode-infer/tests/exact.py``."""


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("options", [{}, {"kernel": "scalar", "piece": 2, "pad": 30}], ids=["plain", "slow"])
def test_exact_mode_has_one_result(name: str, options: dict[str, object]) -> None:
    exact = infer.load(DATA / name, exact=True, **options)  # type: ignore[arg-type]
    claim = exact.run(Job([5, 6, 7, 40, 41], 12, stop_at_eos=False))
    tokens, root = EXACT[name]
    assert claim.output == infer.Generation(tokens, "limit")
    assert str(claim.cell_root) == root


def test_a_batch_is_what_its_jobs_are_alone() -> None:
    samplers = [Sampler.seeded(bytes([n] * 32), temperature=0.8, top_k=20, top_p=0.9) for n in range(3)]
    jobs = [Job(range(1, 3 + n), 4 + n, sampler) for n, sampler in enumerate([infer.Greedy(), *samplers])]
    exact = model("head-dim", exact=True)
    assert exact.run_batch(jobs) == tuple(exact.run(job) for job in jobs)
    told: list[int] = []
    batch = exact.generate_batch(jobs, progress=lambda done, total: told.append(done))
    assert batch == tuple(exact.generate(job).result() for job in jobs)
    assert told == sorted(told) and told[-1] == 4
    bert = model("bert-f32", exact=True)
    texts = [infer.Embed([2, *range(5, 5 + n), 3]) for n in range(1, 9)]
    claims = bert.run_batch(texts)
    assert claims == tuple(bert.run(text) for text in texts)
    fourth = claims[3].output
    assert isinstance(fourth, infer.Embedding)
    np.testing.assert_allclose(fourth.to_numpy(), bert.embed([texts[3].tokens])[0], atol=1e-7)


def test_run_shows_tokens_and_can_be_stopped() -> None:
    tokens: list[int] = []

    def stop_at_three(token: int) -> bool:
        tokens.append(token)
        return len(tokens) == 3

    claim = model("f16-tied").run(Job([1, 2, 3], 20), stop_at_three)
    assert claim.output == infer.Generation(tokens, "stopped") and len(tokens) == 3

    def fail(token: int) -> None:
        raise KeyError(token)

    with pytest.raises(KeyError):
        model("f16-tied").run(Job([1, 2, 3], 20), fail)


def test_threads_share_a_model() -> None:
    jobs = [Job([n + 1, 7], 20) for n in range(16)]
    alone = [model("head-dim").generate(job).result() for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda job: model("head-dim").generate(job).result(), jobs)) == alone
        rows = list(pool.map(lambda n: model("bert-f32").embed([[2, n, 3]])[0], range(5, 21)))
    assert np.array_equal(rows, np.concatenate([model("bert-f32").embed([[2, n, 3]]) for n in range(5, 21)]))


def test_other_threads_go_on_while_a_model_works() -> None:
    ticks = 0
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(kjv().generate_batch, [Job([0], 120, stop_at_eos=False)] * 4)
        while not work.done():
            ticks += 1
            time.sleep(0.001)
    assert ticks > 3


def test_devices() -> None:
    assert infer.devices()[0] == "cpu"
    assert isinstance(infer.has_cuda(), bool)
    if not infer.has_cuda():
        with pytest.raises(infer.errors.NoDevice, match="this build has no CUDA") as missing:
            infer.load(KJV, device="cuda:1")
        assert missing.value.device == "cuda:1" and missing.value.fields["reason"]
    with pytest.raises(infer.errors.UnknownDevice, match="unknown device `gpu`"):
        infer.load(KJV, device="gpu")


def test_numpy_is_imported_when_an_array_is_asked_for() -> None:
    script = """
import sys, deepnode
from deepnode import infer
assert not {"numpy", "asyncio"} & set(sys.modules), "too much is imported"
infer.load(sys.argv[1]).generate([1], limit=2).result()
assert "numpy" not in sys.modules
infer.load(sys.argv[1]).logits([1])
assert "numpy" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script, str(DATA / "f16-tied")], check=True)


def test_a_bar_is_drawn_if_it_is_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    model("f16-tied").generate_batch([Job([1], 3)] * 2, progress=True)
    assert "jobs: 100%" in capfd.readouterr().err
    model("f16-tied").generate_batch([Job([1], 3)] * 2, progress=False)
    assert capfd.readouterr().err == ""


AGAIN = """
import sys
import deepnode
for name in [name for name in sys.modules if name.split(".")[0] == "deepnode"]:
    del sys.modules[name]
import deepnode
deepnode.Address(bytes(20))
"""


def test_the_package_can_be_imported_again() -> None:
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
