"""Runs real models, turns their results into hashes, and checks those of others.

A :class:`Model` is loaded from a folder in the Hugging Face layout by :func:`load`. It is a decoder (Llama), which
continues texts, or an encoder (BERT, for instance MiniLM), which embeds them. :func:`verify` looks at the :class:`Claim` of
a miner by an engine and comes to a :class:`Finding`; a :class:`Policy` makes a verdict of it.

>>> from deepnode import infer
>>> model = infer.load(MODELS / "f16-tied", exact=True)
>>> job = infer.Job(model.tokenizer.encode("the quick brown"), limit=8)
>>> claim = model.run(job)
>>> finding = infer.verify(model, model.manifest, job, claim)
>>> finding.reason, infer.Policy().verdict(finding)
(Reason.AGREES, Verdict.CORRECT)

What is wrong with a folder, a task or a device is said by a :class:`deepnode.errors.InferenceError`, whose kinds are in
:mod:`deepnode.infer.errors`. Calls that take long release the GIL, let Ctrl-C through, and have a form to be awaited.
"""

from .._deepnode.infer import (
    BertConfig,
    Claim,
    Delivery,
    Distance,
    Embed,
    Embedding,
    EmbeddingDistance,
    EmbeddingReading,
    Finding,
    Generation,
    Greedy,
    Job,
    Llama3,
    LlamaConfig,
    Manifest,
    Model,
    Policy,
    Reading,
    Rope,
    Sampler,
    Seeded,
    Seen,
    TextDistance,
    TextReading,
    Tokenizer,
    Tokens,
    Unmeasured,
    body_root,
    devices,
    has_cuda,
    input_hash,
    load,
    output_hash,
    output_root,
    verify,
)
from .._deepnode.sdk import Cancel
from . import errors, words
from .engine import Engine
from .words import Checks, Finish, Kernel, Mode, Reason

Input = Job | Embed
"""What a task asks for: a text to be continued, or one to be embedded."""

Output = Generation | Embedding
"""What came out."""

__all__ = [
    "BertConfig",
    "Cancel",
    "Checks",
    "Claim",
    "Delivery",
    "Distance",
    "Embed",
    "Embedding",
    "EmbeddingDistance",
    "EmbeddingReading",
    "Engine",
    "Finding",
    "Finish",
    "Generation",
    "Greedy",
    "Input",
    "Job",
    "Kernel",
    "Llama3",
    "LlamaConfig",
    "Manifest",
    "Mode",
    "Model",
    "Output",
    "Policy",
    "Reading",
    "Reason",
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
    "errors",
    "has_cuda",
    "input_hash",
    "load",
    "output_hash",
    "output_root",
    "verify",
    "words",
]
