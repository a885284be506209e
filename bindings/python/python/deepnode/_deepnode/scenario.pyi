# Written by stubs.py; change the Rust source and run it again.
"""
Scenario files: commands with their times, and what is expected of them.
"""

from collections.abc import Iterable
from typing import Any, Final, final

from deepnode.errors import Refused
from typing_extensions import Self

from . import Address, Domain, Params
from .commands import Command
from .signing import Receipt, Signed

__all__ = ["Item", "Scenario", "Step"]

@final
class Item:
    """
    A command of a batch.
    """

    __match_args__: Final = ("command", "error")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, command: Command, error: str | None) -> Item: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def command(self, /) -> Command:
        """
        What is asked for.
        """
    @property
    def error(self, /) -> str | None:
        """
        The code of the refusal that is expected; it means nothing where the whole envelope is refused.
        """
    def replace(self, /, *, command: Command = ..., error: str | None = ...) -> Self:
        """
        The same with some fields changed.
        """

@final
class Scenario:
    """
    A domain's parameters and the commands that it is given.

    >>> scenario = deepnode.Scenario(chain_id=8453, contract="0x" + "99" * 20, params=Params(), steps=[])
    >>> deepnode.Scenario.parse(scenario.to_json()) == scenario
    True
    >>> scenario.run().sequence
    0
    """

    __match_args__: Final = ("chain_id", "contract", "params", "steps", "about")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        chain_id: int,
        contract: Address | str | bytes,
        params: Params,
        steps: Iterable[Step],
        about: str | None = None,
    ) -> Scenario: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def about(self, /) -> str | None:
        """
        For readers.
        """
    @property
    def chain_id(self, /) -> int:
        """
        The chain of the contract.
        """
    @property
    def contract(self, /) -> Address:
        """
        The contract that the domain settles with.
        """
    @property
    def params(self, /) -> Params:
        """
        Version 1 of the parameters.
        """
    @staticmethod
    def parse(json: str | bytes) -> Scenario:
        """
        Reads a whole file, given as text or bytes.

        Raises `deepnode.errors.MalformedScenario` for JSON of another form, or `ScenarioParams` for parameters that
        break a rule.
        """
    def replace(
        self,
        /,
        *,
        chain_id: int = ...,
        contract: Address | str | bytes = ...,
        params: Params = ...,
        steps: Iterable[Step] = ...,
        about: str | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    def run(self, /, until: int | None = None) -> Domain:
        """
        The domain after the first `until` steps, or after all of them.

        Raises `deepnode.errors.Unexpected` for the first step that goes otherwise than announced.
        """
    @property
    def steps(self, /) -> tuple[Step, ...]:
        """
        The steps, in order.
        """
    def to_json(self, /) -> str:
        """
        The JSON form.
        """

@final
class Step:
    """
    What somebody asks for, and whether it is expected to be refused: a command, signed or of a signer that the host
    has authenticated, or a signed batch.

    >>> step = deepnode.scenario.Step(now=1_000, signer=bridge, command=commands.Deposit(to=ana, amount=DN(5)))
    >>> step.error is None
    True
    """

    __match_args__: Final = ("now", "signer", "command", "batch", "signed", "error", "note")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        now: int,
        signer: Address | str | bytes,
        command: Command | None = None,
        batch: Iterable[Item] | None = None,
        signed: Signed | None = None,
        error: str | None = None,
        note: str | None = None,
    ) -> Step: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def batch(self, /) -> tuple[Item, ...] | None:
        """
        The commands of a signed batch.
        """
    @property
    def command(self, /) -> Command | None:
        """
        The command, unless it is a batch of them.
        """
    @property
    def error(self, /) -> str | None:
        """
        The code of the refusal that is expected, of the whole envelope if it is a signed one.
        """
    def give(self, /, domain: Domain) -> Receipt:
        """
        Gives the step to a domain, whatever it announces, and says what became of it.

        Raises the refusal, a `deepnode.errors.Refused`.
        """
    @property
    def note(self, /) -> str | None:
        """
        For readers.
        """
    @property
    def now(self, /) -> int:
        """
        The host's time, in milliseconds.
        """
    def replace(
        self,
        /,
        *,
        now: int = ...,
        signer: Address | str | bytes = ...,
        command: Command | None = ...,
        batch: Iterable[Item] | None = ...,
        signed: Signed | None = ...,
        error: str | None = ...,
        note: str | None = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def signed(self, /) -> Signed | None:
        """
        The nonce, the validity and the signature, of a signed step.
        """
    @property
    def signer(self, /) -> Address:
        """
        Who asks.
        """
