"""Why a model could not be loaded or a task not be run: the kinds of :class:`deepnode.errors.InferenceError`.

Messages say what was expected and what was found; the fields hold both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InferenceError

if TYPE_CHECKING:
    from pathlib import Path

    from ..words import Verdict
    from .words import Reason


class Io(InferenceError):
    """A file of the folder could not be read."""

    code = "io"
    file: Path
    """The file."""
    reason: str
    """What the operating system said."""


class Json(InferenceError):
    """A file that should hold JSON does not."""

    code = "json"
    file: Path
    """The file."""
    message: str
    """Where reading stopped and why."""


class Field(InferenceError):
    """A field is missing, of the wrong type or out of its range."""

    code = "field"
    file: Path
    """The file."""
    field: str
    """The field, with dots between the levels."""
    expected: str
    """What would have been accepted."""
    found: str
    """What stands there."""


class Unsupported(InferenceError):
    """The folder asks for something that is not done. It is never ignored, because the result would be another model's."""

    code = "unsupported"
    file: Path
    """The file."""
    field: str
    """The field."""
    found: str
    """What stands there."""
    supported: str
    """What would be accepted."""


class Safetensors(InferenceError):
    """A safetensors file is truncated or its header does not describe it."""

    code = "safetensors"
    file: Path
    """The file."""
    message: str
    """Which promise of the format is broken."""


class MissingTensor(InferenceError):
    """A parameter of the architecture is in no file."""

    code = "missing_tensor"
    file: Path
    """The file or the index that should have it."""
    tensor: str
    """The tensor."""


class UnexpectedTensor(InferenceError):
    """A tensor that the architecture has no place for."""

    code = "unexpected_tensor"
    file: Path
    """The file."""
    tensor: str
    """The tensor."""
    reason: str
    """Why it has no place."""


class Shape(InferenceError):
    """A tensor has another shape than ``config.json`` asks for."""

    code = "shape"
    file: Path
    """The file."""
    tensor: str
    """The tensor."""
    expected: tuple[int, ...]
    """The shape that follows from ``config.json``."""
    found: tuple[int, ...]
    """The shape in the file's header."""


class Dtype(InferenceError):
    """A tensor's numbers are of a type that cannot be widened to f32."""

    code = "dtype"
    file: Path
    """The file."""
    tensor: str
    """The tensor."""
    found: str
    """The type in the file's header."""


class Tokenizer(InferenceError):
    """The tokenizer cannot be read, or cannot encode or decode what it was given."""

    code = "tokenizer"
    file: Path
    """The file."""
    message: str
    """What the tokenizer said."""


class TokenizerMismatch(InferenceError):
    """The tokenizer has ids that the model has no row for."""

    code = "tokenizer_mismatch"
    file: Path
    """The tokenizer's file."""
    highest: int
    """The tokenizer's highest id."""
    vocab_size: int
    """The model's number of ids."""


class UnknownDevice(InferenceError, ValueError):
    """The text names no device."""

    code = "unknown_device"
    found: str
    """The text."""


class NoDevice(InferenceError):
    """The device cannot be used: not built in, not present, or no such index."""

    code = "no_device"
    device: str
    """The device asked for."""
    reason: str
    """Why it is not available."""


class NotThisModel(InferenceError):
    """A task for another kind of model."""

    code = "not_this_model"
    expected: str
    """What could run it."""
    found: str
    """What the model is."""


class EmptyPrompt(InferenceError, ValueError):
    """A prompt without a token: there is no position to predict from, and no text to embed."""

    code = "empty_prompt"


class TokenOutOfRange(InferenceError, ValueError):
    """A token id that the model has no row for."""

    code = "token_out_of_range"
    token: int
    """The id."""
    position: int
    """Its place in the prompt."""
    vocab_size: int
    """The model's number of ids."""


class TooLong(InferenceError, ValueError):
    """Prompt and limit together do not fit the model's context."""

    code = "too_long"
    prompt: int
    """Tokens in the prompt."""
    limit: int
    """Tokens asked for."""
    context: int
    """Positions that the model was made for."""


class Sampler(InferenceError, ValueError):
    """A sampler setting out of its range."""

    code = "sampler"
    field: str
    """The setting."""
    expected: str
    """Its range."""
    found: str
    """What it was."""


class NotFinite(InferenceError):
    """A logit is NaN or infinite, so that no token can be chosen."""

    code = "not_finite"
    token: int
    """The id whose logit it is."""
    value: float
    """The logit."""


class NoDirection(InferenceError):
    """A number of an embedding is NaN or infinite, so that the text has no direction."""

    code = "no_direction"
    index: int
    """Its place in the embedding, from 0."""
    value: float
    """The number."""


class InBatch(InferenceError):
    """One job or text of a batch was refused; nothing was run. Its cause is the refusal."""

    code = "in_batch"
    index: int
    """The job's place in the batch, from 0."""
    reason: InferenceError
    """Why it was refused."""


class Stopped(InferenceError):
    """Whoever watched a batch wanted no more of it."""

    code = "stopped"
    done: int
    """Texts or jobs that were done."""
    total: int
    """Texts or jobs in the batch."""


class Overflow(InferenceError):
    """A number of the model is not finite, or could grow beyond its room in exact mode."""

    code = "overflow"
    tensor: str
    """The tensor."""
    what: str
    """Which number."""
    found: float
    """The greatest magnitude that it could have."""
    limit: float
    """What there is room for."""


class NotExact(InferenceError):
    """The device does not multiply whole numbers exactly, neither as floats nor as integers."""

    code = "not_exact"
    reason: str
    """The first known answer that it missed."""


class Backend(InferenceError):
    """The tensor library, or an engine of the host's, failed in the middle of a computation. An engine's exception is its cause."""

    code = "backend"
    reason: str
    """What it said."""


class NotFromMiner(InferenceError):
    """A parcel that the miner has not signed for this assignment. Anybody could have sent it."""

    code = "not_from_miner"


class NotAllowed(InferenceError, ValueError):
    """A verdict that a reason cannot have in a policy."""

    code = "not_allowed"
    reason: Reason
    """The reason."""
    verdict: Verdict
    """The verdict."""
    expected: str
    """What would be allowed."""
