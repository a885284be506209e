"""Runs real models, turns their results into hashes, and checks those of others.

A :class:`Model` is loaded from a folder in the Hugging Face layout by :func:`load`. It is a decoder (Llama), which
continues texts, or an encoder (BERT, for instance MiniLM), which embeds them. :func:`verify` looks at the :class:`Claim` of
a miner by an engine and comes to a :class:`Finding`; a :class:`Policy` makes a verdict of it.
"""

from typing import Union

from .._deepnode.infer import *
from .._deepnode.infer import Embed, Embedding, Generation, Job
from .._deepnode.sdk import Cancel
from . import errors, words
from .engine import Engine
from .words import Checks, Finish, Kernel, Mode, Reason

Input = Union[Job, Embed]
"""What a task asks for: a text to be continued, or one to be embedded."""

Output = Union[Generation, Embedding]
"""What came out."""
