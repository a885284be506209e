"""Who takes part in the play, and what they are like."""

from __future__ import annotations

from dataclasses import dataclass

from .. import Address, Emission, Params, keccak
from ..money import DN, percent

__all__ = [
    "CONSUMERS",
    "CREATOR",
    "MINERS",
    "ROLES",
    "VALIDATORS",
    "Miner",
    "Validator",
    "address",
    "usual_params",
]


@dataclass(frozen=True)
class Miner:
    """A miner of the play."""

    name: str
    ms_per_unit: int
    """Simulated time for a unit of work."""
    slots: int = 2
    cheats: float = 0.0
    """How often it delivers something other than the model's answer."""

    @property
    def character(self) -> str:
        """For people."""
        return "cheats now and then" if self.cheats else "honest"


@dataclass(frozen=True)
class Validator:
    """A validator of the play."""

    name: str
    stake: int
    """In base units."""
    looks: bool = True
    """Whether it recomputes what it judges; otherwise it calls everything correct."""

    @property
    def character(self) -> str:
        """For people."""
        return "recomputes every answer" if self.looks else "votes without looking"


ROLES = ("owner", "foundation", "treasury", "fee_recipient", "bridge", "sequencer")
CREATOR = "Kim"
BACKERS = (("Lena", 3), ("Mateo", 1))

CONSUMERS: tuple[str, ...] = ("Nora", "Pablo")
"""Who pays."""

MINERS: tuple[Miner, ...] = (
    Miner("Ada", 20),
    Miner("Boris", 60),
    Miner("Chen", 90),
    Miner("Divya", 40, slots=1),
    Miner("Loki", 10, cheats=0.5),
)
"""Who works."""

VALIDATORS: tuple[Validator, ...] = (
    Validator("Vera", DN(4000)),
    Validator("Walid", DN(3000)),
    Validator("Xenia", DN(2000)),
    Validator("Yusuf", DN(2000)),
    Validator("Stamper", DN(1500), looks=False),
)
"""Who checks the work."""


def address(name: str) -> Address:
    """The address that a name goes by in the play; anybody can know it from the name."""
    return Address(bytes(keccak(b"deepnode/demo/", name.encode()))[12:])


def usual_params() -> Params:
    """The usual parameters, with the play's holders of the roles and a little new money each day."""
    return Params(
        owner=address("owner"),
        foundation=address("foundation"),
        treasury=address("treasury"),
        fee_recipient=address("fee_recipient"),
        bridge=address("bridge"),
        sequencer=address("sequencer"),
        emission=Emission(first=DN(400), decay=percent(99), cap=DN(100_000)),
    )
