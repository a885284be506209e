"""The Python classes are exactly those of the core."""

from __future__ import annotations

from types import ModuleType

import pytest
from deepnode import commands, due, events, places, words
from deepnode._deepnode import _core_words
from strategies import classes
from test_errors import snake

CORE = _core_words()

OTHERWISE = {
    # Where one name would stand for two things.
    "proposal_deposit": "deposit",
    "of_miner": "miner",
    "of_validator": "validator",
    "of_model": "model",
    "lease_end": "lease",
    "round_end": "round",
    "case_window": "case",
    "unbonding_end": "unbonding",
    "proposal_end": "proposal",
    "epoch_end": "epoch",
}
"""Classes with another name than in the core."""


@pytest.mark.parametrize(
    ("module", "base", "of"),
    [
        (commands, commands.Command, "Command"),
        (events, events.Event, "Event"),
        (events, events.Outcome, "Outcome"),
        (events, events.Subject, "Subject"),
        (places, places.Place, "Place"),
        (due, due.Due, "Due"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_there_is_a_class_for_each_variant(module: ModuleType, base: type, of: str) -> None:
    found = {snake(kind.__name__) for kind in classes(module, base)}
    if of != "Place":
        found = {OTHERWISE.get(name, name) for name in found}
    else:
        found = {"deposit" if name == "proposal_deposit" else name for name in found}
    assert found == set(CORE[of])


def test_there_is_a_word_for_each_value() -> None:
    enums = {kind.__name__: [member.value for member in kind] for kind in words.Word.__subclasses__()}
    ended = {"AssignmentStatus": "Outcome", "ProposalStatus": "ProposalOutcome"}
    for name, members in enums.items():
        core = CORE["Obstacle" if name == "ObstacleKind" else name]
        if name in ended:
            # How something ended is told in the same place.
            core = [word for word in core if word != "ended"]
            core += [word for word in CORE[ended[name]] if word not in core]
        assert members == core, name
    told = {"ObstacleKind" if name == "Obstacle" else name for name in CORE}
    assert told - set(enums) == {"Command", "Event", "Outcome", "Subject", "Place", "Due"}
