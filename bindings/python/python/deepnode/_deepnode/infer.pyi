# Written by stubs.py; change the Rust source and run it again.
"""
Models, what they make, and checks of it.
"""

from collections.abc import Callable, Coroutine, Iterable
from os import PathLike
from typing import Any, Final, final

from deepnode.infer.aio import AsyncTokens
from deepnode.infer.engine import Engine
from deepnode.infer.words import Checks, Finish, Kernel, Mode, Reason
from deepnode.words import Verdict
from numpy import float32
from numpy.typing import NDArray
from typing_extensions import Self, disjoint_base

from . import Address, Hash
from .sdk import Cancel
from .signing import Key

__all__ = [
    "BertConfig",
    "Claim",
    "Delivery",
    "Distance",
    "Embed",
    "Embedding",
    "EmbeddingDistance",
    "EmbeddingReading",
    "Finding",
    "Generation",
    "Greedy",
    "Job",
    "Llama3",
    "LlamaConfig",
    "Manifest",
    "Model",
    "Policy",
    "Reading",
    "Rope",
    "Sampler",
    "Seeded",
    "Seen",
    "TextDistance",
    "TextReading",
    "Tokenizer",
    "Tokens",
    "Unmeasured",
    "body_root",
    "devices",
    "has_cuda",
    "input_hash",
    "load",
    "output_hash",
    "output_root",
    "verify",
]

@final
class BertConfig:
    """
    The numbers of a BERT-architecture encoder, whose embedding of a text is the mean over its tokens, of length 1.
    """

    __match_args__: Final = (
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "layers",
        "heads",
        "context",
        "type_vocab_size",
        "layer_norm_eps",
        "max_tokens",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        vocab_size: int,
        hidden_size: int,
        intermediate_size: int,
        layers: int,
        heads: int,
        context: int,
        type_vocab_size: int,
        layer_norm_eps: float,
        max_tokens: int,
    ) -> BertConfig: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def context(self, /) -> int:
        """
        Number of positions that there are embeddings for.
        """
    @property
    def heads(self, /) -> int:
        """
        Number of heads; divides `hidden_size`.
        """
    @property
    def hidden_size(self, /) -> int:
        """
        Width of the residual stream, and length of an embedding.
        """
    @property
    def intermediate_size(self, /) -> int:
        """
        Width of the feed-forward layers.
        """
    @property
    def layer_norm_eps(self, /) -> float:
        """
        Added to the variance in LayerNorm.
        """
    @property
    def layers(self, /) -> int:
        """
        Number of layers.
        """
    @property
    def max_tokens(self, /) -> int:
        """
        Tokens after which a text is cut, special ones included.
        """
    def replace(
        self,
        /,
        *,
        vocab_size: int = ...,
        hidden_size: int = ...,
        intermediate_size: int = ...,
        layers: int = ...,
        heads: int = ...,
        context: int = ...,
        type_vocab_size: int = ...,
        layer_norm_eps: float = ...,
        max_tokens: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def type_vocab_size(self, /) -> int:
        """
        Kinds of token that there are embeddings for; the tokens of one text are all of the first.
        """
    @property
    def vocab_size(self, /) -> int:
        """
        Number of token ids. Ids are below it.
        """

@final
class Claim:
    """
    A result as a miner hands it to its committee.

    The `output_root` of task, model and claim is what the miner's seal on the ledger hides.
    """

    __match_args__: Final = ("output", "cell_root")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, output: Generation | Embedding, cell_root: Hash | str | bytes = ...) -> Claim: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cell_root(self, /) -> Hash:
        """
        The root over the states of every layer at every token, in exact mode; zero in f32.
        """
    @property
    def output(self, /) -> Generation | Embedding:
        """
        What came out: a `Generation` or an `Embedding`.
        """
    def replace(
        self, /, *, output: Generation | Embedding = ..., cell_root: Hash | str | bytes = ...
    ) -> Self:
        """
        The same with some fields changed.
        """

@final
class Delivery:
    """
    A claim, with what opens the miner's seal on it.

    A *parcel* is a delivery that its miner has signed for one assignment of one domain.

    >>> from deepnode.infer import Claim, Delivery, Generation, Job
    >>> job = Job([1, 2, 3], 16)
    >>> delivery = Delivery(Claim(Generation([5, 6, 7], "eos")), salt=bytes(32))
    >>> Delivery.from_bytes(delivery.to_bytes(), job) == delivery
    True
    """

    __match_args__: Final = ("claim", "salt")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, claim: Claim, salt: Hash | str | bytes) -> Delivery: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def claim(self, /) -> Claim:
        """
        What the miner says about its work.
        """
    @staticmethod
    def from_bytes(bytes: bytes, input: Job | Embed) -> Delivery:
        """
        Reads an answer to `input`. Each delivery has one form; all other bytes are refused.

        Raises `deepnode.errors.Malformed` with the first thing that is wrong.
        """
    @staticmethod
    def max_parcel(input: Job | Embed) -> int:
        """
        The greatest length of a parcel with an answer to this input. Whoever receives parcels refuses longer ones, best
        before they are in memory.
        """
    @staticmethod
    def open(
        parcel: bytes,
        input: Job | Embed,
        domain: Hash | str | bytes,
        assignment: int,
        miner: Address | str | bytes,
    ) -> Delivery:
        """
        Reads a parcel that should be this miner's for this assignment.

        Raises `deepnode.infer.errors.NotFromMiner` for somebody else's parcel, one for another assignment, or one that
        was changed on the way; `deepnode.errors.Malformed` where the miner has signed what is no delivery.
        """
    def replace(self, /, *, claim: Claim = ..., salt: Hash | str | bytes = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def salt(self, /) -> Hash:
        """
        What its seal was made with.
        """
    def seal(
        self,
        /,
        promised: Manifest,
        input: Job | Embed,
        domain: Hash | str | bytes,
        assignment: int,
        miner: Address | str | bytes,
    ) -> Hash:
        """
        The seal that this delivery opens, if the miner has put it onto the ledger.
        """
    def sign(self, /, miner: Key, domain: Hash | str | bytes, assignment: int) -> bytes:
        """
        A parcel for the committee of an assignment.
        """
    def to_bytes(self, /) -> bytes:
        """
        The canonical bytes.
        """

@disjoint_base
class Distance:
    """
    How far a claimed output is from what the reader's model gives.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str:
        """
        In words.
        """
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """

@final
class Embed:
    """
    A text to be embedded, by an encoder.
    """

    __match_args__: Final = ("tokens",)
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, tokens: Iterable[int]) -> Embed: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, *, tokens: Iterable[int] = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def tokens(self, /) -> tuple[int, ...]:
        """
        Its token ids, special ones included.
        """

@final
class Embedding:
    """
    A direction of length 1, as a result: numbers in steps of 2^-24.
    """

    __match_args__: Final = ("numbers",)
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, numbers: Iterable[int]) -> Embedding: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def numbers(self, /) -> tuple[int, ...]:
        """
        One for each dimension.
        """
    def replace(self, /, *, numbers: Iterable[int] = ...) -> Self:
        """
        The same with some fields changed.
        """
    def to_numpy(self, /) -> NDArray[float32]:
        """
        The numbers as a NumPy array of float32, `[hidden_size]`.
        """

@final
class EmbeddingDistance(Distance):
    """
    Between embeddings.
    """

    __match_args__: Final = ("unequal", "greatest", "cosine")
    def __new__(cls, /, unequal: int, greatest: int, cosine: float) -> EmbeddingDistance: ...
    @property
    def cosine(self, /) -> float:
        """
        The cosine of the angle between them, from -1 to 1; 0 if one of them has no direction.
        """
    @property
    def greatest(self, /) -> int:
        """
        The greatest difference of two numbers, in steps of 2^-24.
        """
    @property
    def unequal(self, /) -> int:
        """
        Numbers that differ.
        """

@final
class EmbeddingReading(Reading):
    """
    Of an embedding.
    """

    __match_args__: Final = ("numbers", "cell_root")
    def __new__(cls, /, numbers: Iterable[int], cell_root: Hash | str | bytes) -> EmbeddingReading: ...
    @property
    def cell_root(self, /) -> Hash:
        """
        The root over states.
        """
    @property
    def numbers(self, /) -> tuple[int, ...]:
        """
        What the reader's model computes.
        """

@final
class Finding:
    """
    What came of looking at a miner's claim: why it is right or wrong, and how far it is from right.
    """

    __match_args__: Final = ("reason", "distance", "detail")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, reason: Reason | str, distance: Distance = ..., detail: str = ...) -> Finding: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str:
        """
        In words.
        """
    @property
    def detail(self, /) -> str:
        """
        What was expected and what was found, for people; empty where the reason says it all.
        """
    @property
    def distance(self, /) -> Distance:
        """
        How far the claimed output is from what the reader's model gives.
        """
    @property
    def reason(self, /) -> Reason:
        """
        Why.
        """
    def replace(self, /, *, reason: Reason | str = ..., distance: Distance = ..., detail: str = ...) -> Self:
        """
        The same with some fields changed.
        """

@final
class Generation:
    """
    Tokens that continue a text.
    """

    __match_args__: Final = ("tokens", "finish")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, tokens: Iterable[int], finish: Finish | str) -> Generation: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def finish(self, /) -> Finish:
        """
        Why it ended.
        """
    def replace(self, /, *, tokens: Iterable[int] = ..., finish: Finish | str = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def tokens(self, /) -> tuple[int, ...]:
        """
        The new tokens, without the prompt. An end token that stopped it is the last of them.
        """

@final
class Greedy(Sampler):
    """
    The token of greatest logit.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Greedy: ...

@final
class Job:
    """
    A text to be continued, by a decoder.

    >>> from deepnode.infer import Job
    >>> Job([1, 2, 3], 16)
    Job(prompt=(1, 2, 3), limit=16, sampler=Greedy(), stop_at_eos=True)
    """

    __match_args__: Final = ("prompt", "limit", "sampler", "stop_at_eos")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, prompt: Iterable[int], limit: int, sampler: Sampler = ..., stop_at_eos: bool = True
    ) -> Job: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def limit(self, /) -> int:
        """
        The greatest number of tokens to generate. With the prompt it must fit the context.
        """
    @property
    def prompt(self, /) -> tuple[int, ...]:
        """
        Token ids to continue, at least one.
        """
    def replace(
        self,
        /,
        *,
        prompt: Iterable[int] = ...,
        limit: int = ...,
        sampler: Sampler = ...,
        stop_at_eos: bool = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def sampler(self, /) -> Sampler:
        """
        How each token is chosen.
        """
    @property
    def stop_at_eos(self, /) -> bool:
        """
        Whether one of the model's end tokens ends the generation. Without it, exactly `limit` tokens come.
        """

@final
class Llama3:
    """
    The frequency stretching of Llama 3.1 and later.
    """

    __match_args__: Final = ("factor", "low_freq_factor", "high_freq_factor", "original_context")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, factor: float, low_freq_factor: float, high_freq_factor: float, original_context: int
    ) -> Llama3: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def factor(self, /) -> float:
        """
        By how much slow frequencies are stretched.
        """
    @property
    def high_freq_factor(self, /) -> float:
        """
        Where stretching ends; above `low_freq_factor`.
        """
    @property
    def low_freq_factor(self, /) -> float:
        """
        Where full stretching begins.
        """
    @property
    def original_context(self, /) -> int:
        """
        Positions before stretching.
        """
    def replace(
        self,
        /,
        *,
        factor: float = ...,
        low_freq_factor: float = ...,
        high_freq_factor: float = ...,
        original_context: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """

@final
class LlamaConfig:
    """
    The numbers of a Llama-architecture decoder.
    """

    __match_args__: Final = (
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "layers",
        "heads",
        "kv_heads",
        "head_dim",
        "context",
        "rms_norm_eps",
        "rope",
        "tied",
        "eos",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        vocab_size: int,
        hidden_size: int,
        intermediate_size: int,
        layers: int,
        heads: int,
        kv_heads: int,
        head_dim: int,
        context: int,
        rms_norm_eps: float,
        rope: Rope,
        tied: bool,
        eos: Iterable[int],
    ) -> LlamaConfig: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def context(self, /) -> int:
        """
        Number of positions that the model was made for.
        """
    @property
    def eos(self, /) -> tuple[int, ...]:
        """
        Tokens that end a text, in rising order; may be empty.
        """
    @property
    def head_dim(self, /) -> int:
        """
        Width of one head, even.
        """
    @property
    def heads(self, /) -> int:
        """
        Number of query heads.
        """
    @property
    def hidden_size(self, /) -> int:
        """
        Width of the residual stream.
        """
    @property
    def intermediate_size(self, /) -> int:
        """
        Width of the feed-forward layers.
        """
    @property
    def kv_heads(self, /) -> int:
        """
        Number of key and value heads; divides `heads`.
        """
    @property
    def layers(self, /) -> int:
        """
        Number of decoder layers.
        """
    def replace(
        self,
        /,
        *,
        vocab_size: int = ...,
        hidden_size: int = ...,
        intermediate_size: int = ...,
        layers: int = ...,
        heads: int = ...,
        kv_heads: int = ...,
        head_dim: int = ...,
        context: int = ...,
        rms_norm_eps: float = ...,
        rope: Rope = ...,
        tied: bool = ...,
        eos: Iterable[int] = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def rms_norm_eps(self, /) -> float:
        """
        Added to the mean square in RMSNorm.
        """
    @property
    def rope(self, /) -> Rope:
        """
        How positions turn queries and keys.
        """
    @property
    def tied(self, /) -> bool:
        """
        Whether the output head is the embedding matrix.
        """
    @property
    def vocab_size(self, /) -> int:
        """
        Number of token ids. Ids are below it.
        """

@final
class Manifest:
    """
    Everything that two parties must share to get the same results from "the same model".

    Its `hash()` is the model's id in a domain. A host that has an engine of its own makes one; what is left out is zero.

    >>> from deepnode.infer import Manifest
    >>> manifest = Manifest(arch=1, mode=1, weights_root=keccak(b"my weights"))
    >>> Manifest.from_bytes(manifest.to_bytes()) == manifest
    True
    """

    __match_args__: Final = (
        "arch",
        "mode",
        "weights_root",
        "tables_hash",
        "tokenizer_hash",
        "sampler",
        "seg_len",
        "k",
        "q_bits",
        "tau2",
        "margin_hard",
        "margin_mean",
    )
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        arch: int,
        mode: int,
        weights_root: Hash | str | bytes,
        tables_hash: Hash | str | bytes = ...,
        tokenizer_hash: Hash | str | bytes = ...,
        sampler: int = ...,
        seg_len: int = ...,
        k: int = ...,
        q_bits: int = ...,
        tau2: int = ...,
        margin_hard: int = ...,
        margin_mean: int = ...,
    ) -> Manifest: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def arch(self, /) -> int:
        """
        The architecture: 1 is Llama, 2 is BERT.
        """
    @staticmethod
    def from_bytes(bytes: bytes) -> Manifest:
        """
        From the canonical bytes. What the fields mean is not judged.

        Raises `deepnode.errors.Malformed` for another length, or another beginning than `dnim1`.
        """
    def hash(self, /) -> Hash:
        """
        The model's id: BLAKE3 of `dn/manifest` and the canonical bytes.
        """
    @property
    def k(self, /) -> int:
        """
        Numbers in one fingerprint.
        """
    @property
    def margin_hard(self, /) -> int:
        """
        Greatest accepted loss of one sampled token against the best, Q16.
        """
    @property
    def margin_mean(self, /) -> int:
        """
        Greatest accepted mean of that loss, Q16.
        """
    @property
    def mode(self, /) -> int:
        """
        How numbers are computed: 0 is exact, 1 is f32.
        """
    @property
    def q_bits(self, /) -> int:
        """
        Fraction bits of a fingerprint's numbers.
        """
    def replace(
        self,
        /,
        *,
        arch: int = ...,
        mode: int = ...,
        weights_root: Hash | str | bytes = ...,
        tables_hash: Hash | str | bytes = ...,
        tokenizer_hash: Hash | str | bytes = ...,
        sampler: int = ...,
        seg_len: int = ...,
        k: int = ...,
        q_bits: int = ...,
        tau2: int = ...,
        margin_hard: int = ...,
        margin_mean: int = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def sampler(self, /) -> int:
        """
        Version of the sampling rules; zero for encoders, which choose no tokens.
        """
    @property
    def seg_len(self, /) -> int:
        """
        Tokens in one fingerprint.
        """
    @property
    def tables_hash(self, /) -> Hash:
        """
        The version of exact mode's way of computing, and its tables; zero in f32.
        """
    @property
    def tau2(self, /) -> int:
        """
        Squared relative distance up to which two fingerprints agree, Q32.
        """
    def to_bytes(self, /) -> bytes:
        """
        The canonical bytes, of which there are 125.
        """
    @property
    def tokenizer_hash(self, /) -> Hash:
        """
        Covers the bytes of `tokenizer.json`.
        """
    @property
    def weights_root(self, /) -> Hash:
        """
        Covers the configuration numbers that change a result, and every parameter.
        """

@final
class Model:
    """
    A model loaded from a Hugging Face folder: a decoder, which continues texts, or an encoder, which embeds them.

    `load` makes it. It can be used from several threads at once.
    """
    def __repr__(self, /) -> str: ...
    def all_logits(self, /, tokens: Iterable[int]) -> NDArray[float32]:
        """
        The logits after every position of `tokens`, by reading them once: `[len, vocab_size]`. Row `i` says what follows
        `tokens[:i + 1]`.

        Raises as `logits` does.
        """
    @property
    def checks(self, /) -> Checks:
        """
        How its results can be checked, as an engine says it.
        """
    @property
    def config(self, /) -> LlamaConfig | BertConfig:
        """
        The numbers of the architecture.
        """
    @property
    def device(self, /) -> str:
        """
        Where the model runs, as `load` was told.
        """
    def embed(
        self,
        /,
        texts: str | Iterable[str | Iterable[int]],
        *,
        progress: bool | Callable[[int, int], object] | None = None,
        cancel: Cancel | None = None,
    ) -> NDArray[float32]:
        """
        The embeddings of texts, as a NumPy array of float32, `[texts, hidden_size]`: directions of length 1.

        A text is a `str` or its token ids; a single `str` is a list of one. `progress` is called with `(done, total)` after
        each piece of a long list, or draws a bar if it is True; `cancel` stops it between two pieces.

        >>> from deepnode import infer
        >>> model = infer.load(MODELS / "bert-f32")
        >>> a, b = model.embed(["the quick brown fox", "the house of the thing"])
        >>> bool(a @ a > 0.999), bool(a @ b < 0.999)
        (True, True)

        Raises `InBatch` (in `deepnode.infer.errors`) for the first text that cannot be read, before any is; `NotThisModel`
        for a decoder, and `Stopped` if it was cancelled.
        """
    def embed_async(
        self,
        /,
        texts: str | Iterable[str | Iterable[int]],
        *,
        progress: bool | Callable[[int, int], object] | None = None,
    ) -> Coroutine[Any, Any, NDArray[float32]]:
        """
        `embed`, to be awaited. Cancelling the task stops it between two pieces.
        """
    @property
    def embeds(self, /) -> bool:
        """
        Whether it is an encoder, which embeds texts; else it is a decoder, which continues them.
        """
    @property
    def end_tokens(self, /) -> tuple[int, ...]:
        """
        The tokens that end a text; none of an encoder.
        """
    def generate(
        self,
        /,
        prompt: str | Iterable[int] | Job,
        limit: int | None = None,
        sampler: Sampler | None = None,
        *,
        stop_at_eos: bool | None = None,
    ) -> Tokens:
        """
        Continues a prompt: an iterator of token ids, as they are chosen.

        The prompt is a text, its token ids, or a whole `Job`, which has the other arguments in it: giving them beside it is a
        `TypeError`. Without a `limit` it goes on to the end of the context; without a `sampler` it is greedy; and it stops
        where the text ends unless `stop_at_eos` is False. Ctrl-C, leaving a `with` block, `close()` and dropping the iterator
        stop it.

        >>> from deepnode import infer
        >>> model = infer.load(MODELS / "f32-untied")
        >>> with model.generate("the quick brown", limit=8) as tokens:
        ...     streamed = [token for token in tokens]
        >>> tuple(streamed) == tokens.result().tokens
        True

        What cannot be run is raised by the first token asked for: `deepnode.infer.errors.TooLong`, `TokenOutOfRange`,
        `EmptyPrompt`, `Sampler`, `NotThisModel` for an encoder.
        """
    def generate_async(
        self,
        /,
        prompt: str | Iterable[int] | Job,
        limit: int | None = None,
        sampler: Sampler | None = None,
        *,
        stop_at_eos: bool | None = None,
    ) -> AsyncTokens:
        """
        `generate` for `async for`. Cancelling the task stops it.
        """
    def generate_batch(
        self,
        /,
        jobs: Iterable[Job],
        *,
        progress: bool | Callable[[int, int], object] | None = None,
        cancel: Cancel | None = None,
    ) -> tuple[Generation, ...]:
        """
        Generates for several jobs at once, which is faster than one after the other.

        The jobs may differ in length, sampler and limit. Each gets what it would get alone; in f32 up to rounding.
        `progress` is called with the number of jobs that have ended, or draws a bar if it is True; `cancel` stops it after
        the next token.

        Raises `deepnode.infer.errors.InBatch` for the first job that cannot be run, before any is; `Stopped` if it was
        cancelled.
        """
    def generate_batch_async(
        self, /, jobs: Iterable[Job], *, progress: bool | Callable[[int, int], object] | None = None
    ) -> Coroutine[Any, Any, tuple[Generation, ...]]:
        """
        `generate_batch`, to be awaited. Cancelling the task stops it after the next token.
        """
    def logits(self, /, tokens: Iterable[int]) -> NDArray[float32]:
        """
        The logits of the token that would follow `tokens`, as a NumPy array of float32, `[vocab_size]`.

        Raises `deepnode.infer.errors.NotThisModel` for an encoder, `EmptyPrompt`, `TokenOutOfRange` and `TooLong` for tokens
        that the model cannot read.
        """
    @property
    def manifest(self, /) -> Manifest:
        """
        What the model is known by: its `hash()` is the model's id in a domain.
        """
    @property
    def mode(self, /) -> Mode:
        """
        What the model computes with.
        """
    def read(self, /, input: Job | Embed, claim: Claim) -> Reading:
        """
        What reading a claimed output shows, by this model.

        Raises why the task cannot be run, or the output cannot be read.
        """
    def run(
        self,
        /,
        input: Job | Embed,
        on_token: Callable[[int], object] | None = None,
        *,
        cancel: Cancel | None = None,
    ) -> Claim:
        """
        Runs a task and gives the claim that a miner would hand in.

        `on_token` is called with each token as it comes; if it answers True, no more are wanted. `cancel` stops it after the
        next token, too.

        >>> from deepnode import infer
        >>> model = infer.load(MODELS / "f16-tied", exact=True)
        >>> claim = model.run(infer.Job([1, 2, 3], 8))
        >>> claim.cell_root == Hash.ZERO
        False

        Raises why the task cannot be run.
        """
    def run_async(self, /, input: Job | Embed) -> Coroutine[Any, Any, Claim]:
        """
        `run`, to be awaited. Cancelling the task stops it after the next token.
        """
    def run_batch(
        self,
        /,
        inputs: Iterable[Job | Embed],
        *,
        progress: bool | Callable[[int, int], object] | None = None,
        cancel: Cancel | None = None,
    ) -> tuple[Claim, ...]:
        """
        Runs several tasks at once; each claim is, in exact mode bit for bit, what the task alone would give.

        `progress` and `cancel` are as for `embed` and `generate_batch`, and so are the exceptions.
        """
    def run_batch_async(
        self, /, inputs: Iterable[Job | Embed], *, progress: bool | Callable[[int, int], object] | None = None
    ) -> Coroutine[Any, Any, tuple[Claim, ...]]:
        """
        `run_batch`, to be awaited. Cancelling the task stops it at the next step.
        """
    @property
    def tokenizer(self, /) -> Tokenizer:
        """
        Text to tokens and back.
        """

@final
class Policy:
    """
    The table by which a validator turns a finding into a verdict.

    By default `agrees` is correct; what could not be judged, and `other_output`, is unverifiable; early or late ends, wrong
    units and what cannot be read are minor; swapped tokens and a wrong seal are major; other states, another model, null
    proofs and copies are critical. What is held against a miner can be set, reason by reason:

    >>> from deepnode.infer import Policy
    >>> Policy(other_output="major").verdict_on("other_output")
    Verdict.MAJOR

    Nothing but `agrees` is ever correct, and a miner does not answer for what could not be judged: other settings raise
    `deepnode.infer.errors.NotAllowed`.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, **verdicts: Verdict | str) -> Policy: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def from_json(text: str) -> Policy:
        """
        From the JSON form, where what is left out has its usual verdict.

        Raises `deepnode.errors.Malformed` for a text that is none.
        """
    def to_json(self, /) -> str:
        """
        The JSON form: an object of reasons and their verdicts.
        """
    def verdict(self, /, finding: Finding) -> Verdict:
        """
        The verdict on a finding.
        """
    def verdict_on(self, /, reason: Reason | str) -> Verdict:
        """
        The verdict for a reason.
        """

@disjoint_base
class Reading:
    """
    What reading a claimed output shows, by the reader's own model.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """

@final
class Rope:
    """
    Rotary position embedding: pair `i` of a head turns by `position * theta**(-2 * i / head_dim)`.
    """

    __match_args__: Final = ("theta", "scaling")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, theta: float, scaling: Llama3 | None) -> Rope: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, *, theta: float = ..., scaling: Llama3 | None = ...) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def scaling(self, /) -> Llama3 | None:
        """
        Where slow frequencies are stretched.
        """
    @property
    def theta(self, /) -> float:
        """
        The base.
        """

@disjoint_base
class Sampler:
    """
    How a token is chosen from the logits of a position: `Greedy()` or `Seeded(…)`.

    Both are functions of the logits and the seed alone, so that a validator that has the same logits chooses the same
    token. Ties go to the lowest id.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, **changes: Any) -> Self:
        """
        The same with some fields changed.
        """
    @staticmethod
    def seeded(
        seed: Hash | str | bytes, *, temperature: float = ..., top_k: int = ..., top_p: float = ...
    ) -> Sampler:
        """
        A draw that the seed decides.

        `seed` is 32 bytes, public and fresh for each task. A `temperature` above 1 flattens the probabilities, one below
        sharpens them, 0 is greedy. At most `top_k` tokens may be drawn, 0 means all; of those, the likeliest whose
        probabilities reach `top_p` together, above 0 and at most 1. Both shares are kept in steps of 2^-16.

        >>> from deepnode.infer import Sampler
        >>> Sampler.seeded(bytes(32), temperature=0.5, top_k=40).top_k
        40
        """

@final
class Seeded(Sampler):
    """
    A draw that the seed decides; `Sampler.seeded` makes one with usual values.
    """

    __match_args__: Final = ("seed", "temperature", "top_k", "top_p")
    def __new__(cls, /, seed: Hash | str | bytes, temperature: float, top_k: int, top_p: float) -> Seeded: ...
    @property
    def seed(self, /) -> Hash:
        """
        Decides the draws.
        """
    @property
    def temperature(self, /) -> float:
        """
        Above 1 flattens the probabilities, below sharpens them; 0 is greedy.
        """
    @property
    def top_k(self, /) -> int:
        """
        How many tokens may be drawn; 0 means all.
        """
    @property
    def top_p(self, /) -> float:
        """
        The share of probability from which tokens are drawn.
        """

@final
class Seen:
    """
    A bounded memory of answers: what was said to which input. When it is full, the oldest are forgotten.

    `capacity` is the number of roots and outputs that are remembered.

    >>> from deepnode.infer import Claim, Generation, Job, Seen
    >>> answer, seen = Claim(Generation(range(8), "limit")), Seen(1000)
    >>> seen.note(Job([1, 2, 3], 8), answer)
    >>> seen.elsewhere(Job([1, 2, 3], 8), answer), seen.elsewhere(Job([9], 8), answer)
    (False, True)
    """
    def __new__(cls, /, capacity: int) -> Seen: ...
    def elsewhere(self, /, input: Job | Embed, claim: Claim) -> bool:
        """
        Whether the same states, or the same output of at least 8 tokens or numbers, were given to another input. It means a
        copy only where the answer is wrong.
        """
    def note(self, /, input: Job | Embed, claim: Claim) -> None:
        """
        Remembers an answer.
        """

@final
class TextDistance(Distance):
    """
    Between texts.
    """

    __match_args__: Final = ("tokens", "unequal", "first", "shortfall")
    def __new__(
        cls, /, tokens: int, unequal: int, first: int | None, shortfall: float | None
    ) -> TextDistance: ...
    @property
    def first(self, /) -> int | None:
        """
        The place of the first of them, from 0.
        """
    @property
    def shortfall(self, /) -> float | None:
        """
        The greatest loss of a claimed token's score against the chosen one's, in logits; None if no scores were
        compared. A small one tells of a near tie, a large one of other weights or of tokens from elsewhere.
        """
    @property
    def tokens(self, /) -> int:
        """
        Tokens claimed.
        """
    @property
    def unequal(self, /) -> int:
        """
        Claimed tokens that the reader's model does not choose in their place. What is missing is not counted.
        """

@final
class TextReading(Reading):
    """
    Of a text.
    """

    __match_args__: Final = ("chosen", "shortfall", "cell_root")
    def __new__(
        cls, /, chosen: Iterable[int], shortfall: Iterable[float], cell_root: Hash | str | bytes
    ) -> TextReading: ...
    @property
    def cell_root(self, /) -> Hash:
        """
        The root over states, in exact mode; zero in f32.
        """
    @property
    def chosen(self, /) -> tuple[int, ...]:
        """
        What the sampler chooses after the prompt and each claimed token but the last: one for each claimed token,
        and one more that would follow.
        """
    @property
    def shortfall(self, /) -> tuple[float, ...]:
        """
        By how much the claimed token's score falls short of the chosen one's, for each claimed token, in logits.
        """

@final
class Tokenizer:
    """
    The tokenizer of a model.
    """
    def __repr__(self, /) -> str: ...
    def decode(self, /, tokens: Iterable[int]) -> str:
        """
        The text of token ids, without special tokens. Ids that the tokenizer does not know give no text.

        Raises `deepnode.infer.errors.Tokenizer` where the decoder fails.
        """
    def encode(self, /, text: str) -> list[int]:
        """
        The token ids of a text, with the special tokens that the tokenizer adds around a prompt.

        For an encoder, a text of more than `config.max_tokens` is cut at its end; for a decoder nothing is cut.

        Raises `deepnode.infer.errors.Tokenizer` where the text has a part that the vocabulary cannot express.
        """

@final
class Tokens:
    """
    The tokens of a generation, as they are chosen.

    A thread of its own computes ahead; this is its iterator. It ends where the generation does, after `close()`, or when
    nobody holds it any more: then no further token is computed. Several threads may take tokens from it.

    >>> from deepnode import infer
    >>> model = infer.load(MODELS / "f16-tied")
    >>> tokens = model.generate([1, 2, 3], limit=4)
    >>> len(list(tokens))
    4
    >>> tokens.result().finish
    Finish.LIMIT
    """
    def __enter__(self, /) -> Tokens: ...
    def __exit__(self, /, *_exception: object) -> None: ...
    def __iter__(self, /) -> Tokens: ...
    def __next__(self, /) -> int: ...
    def close(self, /) -> None:
        """
        Stops the generation; at most one more token is computed.
        """
    def result(self, /) -> Generation:
        """
        Waits for the end and gives all tokens, taken or not, and why it ended.

        Raises what the generation failed with.
        """
    @property
    def text(self, /) -> str:
        """
        The text of the tokens that have come so far, without the prompt.
        """

@final
class Unmeasured(Distance):
    """
    Nothing was compared.
    """

    __match_args__: Final = ()
    def __new__(cls, /) -> Unmeasured: ...

def body_root(claim: Claim) -> Hash:
    """
    The hash of a result: what came out, why it ended, and the roots over what was computed on the way.
    """

def devices() -> list[str]:
    """
    The devices that can be used here, as `load` takes them: `cpu`, and the GPUs that the driver lists.

    >>> from deepnode import infer
    >>> infer.devices()[0]
    'cpu'
    """

def has_cuda() -> bool:
    """
    Whether this build of the package can use NVIDIA GPUs, if the machine has one.
    """

def input_hash(input: Job | Embed) -> Hash:
    """
    The hash of what a task asks for, as the consumer posts it.

    >>> from deepnode.infer import Job, input_hash
    >>> input_hash(Job([1, 2, 3], 16))
    Hash('0xb5ab7135f2c3e42937a4b51e74fcd949bfccfc18e8c443e6e365192a0dc79fab')
    """

def load(
    dir: str | PathLike[str],
    device: str = ...,
    *,
    exact: bool = False,
    kernel: Kernel | str = ...,
    piece: int = ...,
    pad: int = ...,
) -> Model:
    """
    Loads a folder: `config.json`, `tokenizer.json`, and the weights as `model.safetensors` or in shards.

    `device` is `cpu`, `cuda` (the first GPU) or `cuda:N`; see `devices`. In exact mode everything is computed in whole
    numbers, with the same bits on every machine; `kernel` is what multiplies matrices then, without changing a result. Texts
    are read in pieces of `piece` tokens, which bounds memory, and filled up to `pad` tokens at least.

    >>> from deepnode import infer
    >>> model = infer.load(MODELS / "bert-f32")
    >>> model.embeds, model.device, model.mode
    (True, 'cpu', Mode.F32)

    Raises a `deepnode.errors.InferenceError` that says which file and field is missing, broken or not supported, or why the
    device cannot be used.
    """

def output_hash(output: Generation | Embedding) -> Hash:
    """
    The hash of what came out alone.
    """

def output_root(manifest: Manifest, input: Job | Embed, claim: Claim) -> Hash:
    """
    The hash that a miner seals and a validator compares: the model, what was asked and what came out.

    It is the same for everyone who ran the task honestly; in exact mode on any machine, in f32 where the tokens come out
    the same.
    """

def verify(
    engine: Model | Engine,
    promised: Manifest,
    input: Job | Embed,
    claim: Claim,
    *,
    is_over: Callable[[], object] | None = None,
) -> Finding:
    """
    Looks at a claim about `input`, by the engine at hand, for a model that was promised.

    An exact engine reads the claimed output once and compares tokens and states; one whose results only itself repeats runs
    the task again; for others, and for a model other than the engine's, nothing can be said. `is_over` is asked before the
    work and after each token that is generated: when it answers True, the finding is `out_of_time`.

    >>> from deepnode import infer
    >>> model = infer.load(MODELS / "f16-tied", exact=True)
    >>> job = infer.Job([1, 2, 3], 8)
    >>> claim = model.run(job)
    >>> infer.verify(model, model.manifest, job, claim).reason
    Reason.AGREES
    >>> short = claim.replace(output=claim.output.replace(tokens=claim.output.tokens[:4]))
    >>> infer.verify(model, model.manifest, job, short).reason
    Reason.TRUNCATED

    Raises what the engine failed with. That says nothing about the miner, whose own faults are findings.
    """
