"""Every way in which a folder, a task or a device can be wrong has its own exception, with its fields."""

from __future__ import annotations

import inspect
import json
import pickle
import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from deepnode import infer
from deepnode.errors import REFUSALS, DeepNodeError, InferenceError, InvalidValue, Malformed, SdkError
from deepnode.infer import Claim, Embed, Generation, Job, Sampler, errors
from deepnode.signing import Key
from infer_models import DATA, model

RUST = DATA.parents[1] / "src" / "error.rs"
WEIGHTS = "model.safetensors"
QUERIES = "model.layers.1.self_attn.q_proj.weight"

Header = dict[str, dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "f32-untied", tmp_path / "model"))


def config(folder: Path, **fields: object) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))


def weights(folder: Path, change: Callable[[Header, bytearray], None]) -> None:
    """Writes the weights anew, with another header or other numbers."""
    whole = (folder / WEIGHTS).read_bytes()
    length = struct.unpack("<Q", whole[:8])[0]
    header, numbers = json.loads(whole[8 : 8 + length]), bytearray(whole[8 + length :])
    change(header, numbers)
    text = json.dumps(header).encode()
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(text)) + text + bytes(numbers))


def fails(kind: type[InferenceError], call: Callable[[], object], **fields: object) -> Any:
    """It raises just this, with these fields at least."""
    with pytest.raises(InferenceError) as raised:
        call()
    error = raised.value
    assert type(error) is kind, repr(error)
    for name, value in fields.items():
        assert getattr(error, name) == value, (name, error.fields)
    assert set(error.fields) == set(kind.__annotations__), "each field has its type, and no other is there"
    copied = pickle.loads(pickle.dumps(error))
    assert (type(copied), str(copied), set(copied.fields)) == (kind, str(error), set(error.fields))
    return error


def test_a_missing_file(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    error = fails(errors.Io, lambda: infer.load(folder), file=folder / "tokenizer.json")
    assert "tokenizer.json" in str(error) and error.code == "io"


def test_no_json(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    fails(errors.Json, lambda: infer.load(folder), file=folder / "config.json")


def test_a_field_out_of_range(folder: Path) -> None:
    config(folder, hidden_size=0)
    fails(errors.Field, lambda: infer.load(folder), field="hidden_size", found="0")


def test_what_is_not_supported(folder: Path) -> None:
    config(folder, model_type="mistral")
    fails(errors.Unsupported, lambda: infer.load(folder), field="model_type", found='"mistral"')


def test_damaged_weights(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1])
    fails(errors.Safetensors, lambda: infer.load(folder), file=folder / WEIGHTS)


def test_a_tensor_too_few(folder: Path) -> None:
    def rename(header: Header, numbers: bytearray) -> None:
        header["other"] = header.pop(QUERIES)

    weights(folder, rename)
    fails(errors.MissingTensor, lambda: infer.load(folder), tensor=QUERIES)


def test_a_tensor_too_many(folder: Path) -> None:
    def add(header: Header, numbers: bytearray) -> None:
        header["other"] = {"dtype": "F32", "shape": [1], "data_offsets": [len(numbers), len(numbers) + 4]}
        numbers.extend(bytes(4))

    weights(folder, add)
    fails(errors.UnexpectedTensor, lambda: infer.load(folder), tensor="other")


def test_another_shape(folder: Path) -> None:
    def turn(header: Header, numbers: bytearray) -> None:
        rows, columns = header[QUERIES]["shape"]
        header[QUERIES]["shape"] = [rows * 2, columns // 2]

    weights(folder, turn)
    error = fails(errors.Shape, lambda: infer.load(folder), tensor=QUERIES)
    assert error.found == (2 * error.expected[0], error.expected[1] // 2)


def test_another_dtype(folder: Path) -> None:
    weights(folder, lambda header, numbers: header[QUERIES].update(dtype="I32"))
    fails(errors.Dtype, lambda: infer.load(folder), tensor=QUERIES, found="I32")


def test_a_broken_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    fails(errors.Tokenizer, lambda: infer.load(folder), file=folder / "tokenizer.json")


def test_a_tokenizer_of_another_model(folder: Path) -> None:
    file = folder / "tokenizer.json"
    tokenizer = json.loads(file.read_text())
    tokenizer["model"]["vocab"]["far away"] = 5000
    file.write_text(json.dumps(tokenizer))
    fails(errors.TokenizerMismatch, lambda: infer.load(folder), highest=5000, vocab_size=264)


def test_devices() -> None:
    fails(errors.UnknownDevice, lambda: infer.load(DATA / "f16-tied", "tpu"), found="tpu")
    fails(errors.NoDevice, lambda: infer.load(DATA / "f16-tied", "cuda:63"), device="cuda:63")


def test_a_task_for_another_kind_of_model() -> None:
    decoder, encoder = model("f16-tied"), model("bert-f32")
    fails(errors.NotThisModel, lambda: encoder.logits([1]), expected="a decoder", found="an encoder")
    fails(errors.NotThisModel, lambda: decoder.embed(["one"]), expected="an encoder", found="a decoder")
    fails(errors.InBatch, lambda: decoder.run_batch([Embed([1])]), index=0)


def test_prompts_that_cannot_be_read() -> None:
    small = model("f16-tied")
    vocab_size, context = small.config.vocab_size, small.config.context
    fails(errors.EmptyPrompt, lambda: small.run(Job([], 1)))
    out = {"token": 99999, "position": 1, "vocab_size": vocab_size}
    fails(errors.TokenOutOfRange, lambda: small.run(Job([1, 99999], 1)), **out)
    long = {"prompt": 2, "limit": 10_000, "context": context}
    fails(errors.TooLong, lambda: list(small.generate([1, 2], 10_000)), **long)
    error = fails(errors.InBatch, lambda: small.generate_batch([Job([1], 1), Job([], 1)]), index=1)
    assert type(error.reason) is errors.EmptyPrompt and type(error.__cause__) is errors.EmptyPrompt


def test_a_sampler_out_of_range() -> None:
    none = Sampler.seeded(bytes(32), top_p=0)
    fails(errors.Sampler, lambda: model("f16-tied").run(Job([1], 1, none)), field="top_p", found="0")
    with pytest.raises(ValueError, match="from 0 to below 65536, found -1"):
        Sampler.seeded(bytes(32), temperature=-1)


def no_numbers(header: Header, numbers: bytearray) -> None:
    numbers[:] = np.full(len(numbers) // 4, np.nan, dtype="<f4").tobytes()


def test_logits_that_are_no_numbers(folder: Path) -> None:
    weights(folder, no_numbers)
    broken = infer.load(folder)
    error = fails(errors.NotFinite, lambda: broken.run(Job([1], 1)), token=0)
    assert np.isnan(error.value)
    fails(errors.Overflow, lambda: infer.load(folder, exact=True))


def test_an_embedding_without_a_direction(tmp_path: Path) -> None:
    bert = Path(shutil.copytree(DATA / "bert-f32", tmp_path / "bert"))
    weights(bert, no_numbers)
    broken = infer.load(bert)
    assert np.isnan(fails(errors.NoDirection, lambda: broken.embed(["one"]), index=0).value)


def test_a_batch_that_was_stopped() -> None:
    switch = infer.Cancel()
    switch.cancel()
    batch = [Job([1], 5)] * 3
    fails(errors.Stopped, lambda: model("f16-tied").generate_batch(batch, cancel=switch), done=0, total=3)


def test_bytes_of_strangers() -> None:
    with pytest.raises(Malformed, match="expected 125 bytes, found 3"):
        infer.Manifest.from_bytes(b"abc")
    with pytest.raises(Malformed, match="expected at least"):
        infer.Delivery.from_bytes(b"dndl1", Job([1], 4))
    claim = Claim(Generation([5], "eos"))
    key, domain, job = Key.create(), bytes(32), Job([1], 4)
    parcel = infer.Delivery(claim, bytes(32)).sign(key, domain, 1)
    with pytest.raises(errors.NotFromMiner):
        infer.Delivery.open(parcel, job, domain, 1, "0x" + "11" * 20)
    with pytest.raises(errors.NotAllowed) as refused:
        infer.Policy(truncated="correct")
    assert refused.value.reason is infer.Reason.TRUNCATED and refused.value.verdict == "correct"
    with pytest.raises(ValueError, match="expected one of"):
        infer.Policy(nonsense="major")
    with pytest.raises(Malformed):
        infer.Policy.from_json('{"truncated": "correct"}')


def test_what_is_of_another_type() -> None:
    with pytest.raises(TypeError, match="expected a text or its token ids, found int"):
        model("bert-f32").embed([1, 2])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"expected a deepnode\.infer\.Job or Embed, found str"):
        model("f16-tied").run("text")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected one of: `auto` `integers` `scalar`"):
        infer.load(DATA / "f16-tied", kernel="fast")


def test_numbers_of_an_embedding_have_32_bits() -> None:
    assert infer.Embedding([-(2**31), 2**31 - 1]).numbers == (-(2**31), 2**31 - 1)
    for number in (2**31, -(2**31) - 1, 2**40):
        with pytest.raises(InvalidValue, match=rf"in -2147483648..=2147483647, found {number}\b"):
            infer.Embedding([number])
    with pytest.raises(TypeError, match="expected an int, found a bool"):
        infer.Embedding([True])


def kinds(module: Any) -> dict[str, type[DeepNodeError]]:
    return {
        name: kind
        for name, kind in vars(module).items()
        if inspect.isclass(kind) and issubclass(kind, DeepNodeError) and kind.__module__ == module.__name__
    }


def test_classes_are_the_variants_of_the_crate() -> None:
    variants = dict(
        re.findall(r"^    (\w+)(?: \{\n(.*?)^    \}|\(String\))?,\n", RUST.read_text(), re.M | re.S)
    )
    beside = {"NotFromMiner", "NotAllowed"}
    assert set(kinds(errors)) - beside == set(variants)
    for name, body in variants.items():
        fields = re.findall(r"^        (\w+): ", body, re.M)
        if fields:
            assert list(kinds(errors)[name].__annotations__) == fields, name


def test_codes_are_words_of_their_own() -> None:
    from deepnode.sdk import errors as sdk

    every = [*kinds(errors).values(), *kinds(sdk).values()]
    codes = [kind.code for kind in every]
    assert len({*codes, *REFUSALS}) == len(codes) + len(REFUSALS)
    assert all(issubclass(kind, InferenceError | SdkError) for kind in every)
