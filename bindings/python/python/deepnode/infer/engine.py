"""What a miner computes with, and a validator checks with."""

from __future__ import annotations

from collections.abc import Collection, Generator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .._deepnode.infer import Claim, Embed, Job, Manifest, Reading
    from .words import Checks


class Engine(Protocol):
    """Something that runs tasks. A :class:`deepnode.infer.Model` is one; a host can plug in its own (vLLM, llama.cpp).

    It may be called from several threads. An engine whose results nobody can check yet needs to do no more than run:

    >>> from deepnode.infer import Checks, Claim, Generation, Job, Manifest, verify
    >>> class Server:
    ...     manifest = Manifest(arch=1, mode=1, weights_root=keccak(b"my weights"))
    ...     checks = Checks.NONE
    ...     end_tokens = (2,)
    ...
    ...     def run(self, job):
    ...         tokens = []
    ...         for token in [5] * job.limit:  # what the server answers
    ...             tokens.append(token)
    ...             yield token
    ...         return Claim(Generation(tokens, "limit"))
    >>> claim = Claim(Generation([5, 5], "limit"))
    >>> verify(Server(), Server.manifest, Job([1], 2), claim).reason
    Reason.UNCHECKED
    """

    @property
    def manifest(self) -> Manifest:
        """The promise that its results keep. Asked for once, when the engine is handed over."""
        ...

    @property
    def checks(self) -> Checks | str:
        """How its results can be checked. Asked for once."""
        ...

    @property
    def end_tokens(self) -> Collection[int]:
        """The tokens that end a text; an encoder has none. Asked for once."""
        ...

    def run(self, input: Job | Embed, /) -> Claim | Generator[int, None, Claim]:
        """Runs a task.

        Either it gives the claim at once, or it yields each token as it comes, so that it can be stopped in time, and
        returns the claim. A generator that is stopped is closed.
        """
        ...

    def read(self, input: Job | Embed, claim: Claim, /) -> Reading:
        """Runs the task as a validator does: reads the claimed output once instead of generating it.

        Needed with ``Checks.EXACT``, and with ``Checks.SAME_ENGINE`` to measure how far off another output is. A claimed
        token that the model does not have is a :class:`deepnode.infer.errors.TokenOutOfRange`, its position counted from
        the beginning of the prompt; it is held against the miner, every other exception is the engine's own failure.
        """
        ...
