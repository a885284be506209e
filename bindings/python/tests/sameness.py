"""What holds of every record: objects that are their class and their fields."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import deepnode
from deepnode import commands, due, events, log, places, scenario, settlement, signing, words

NAMES: dict[str, Any] = {}
for _module in (deepnode, commands, events, places, due, log, scenario, settlement, signing, words):
    NAMES |= {name: value for name, value in vars(_module).items() if isinstance(value, type)}
# New money comes from a place of this name, and has rules of this name.
PARAMS = NAMES | {"Emission": deepnode.Emission}


def fields(record: Any) -> dict[str, Any]:
    """The fields by name, in order."""
    return {name: getattr(record, name) for name in type(record).__match_args__}


def check_record(record: Any, **names: Any) -> None:
    """Its text makes it, its fields make it, and pickles and copies are the same."""
    kind = type(record)
    values = fields(record)
    made = [
        eval(repr(record), (NAMES if kind in PLACES else PARAMS) | names),
        kind(*values.values()) if kind not in KEYWORD_ONLY else kind(**values),
        kind(**values),
        copy.copy(record),
        copy.deepcopy(record),
        pickle.loads(pickle.dumps(record)),
        record.replace(),
        record.replace(**values),
    ]
    for same in made:
        assert type(same) is kind
        assert same == record
        assert hash(same) == hash(record)
        assert repr(same) == repr(record)
    assert record != "something else"


PLACES = {events.Moved, *places.Place.__subclasses__()}

KEYWORD_ONLY = {
    deepnode.Params,
    deepnode.Revenue,
    deepnode.TrustWeights,
    deepnode.QueueRules,
    deepnode.Penalties,
    deepnode.Review,
    deepnode.Emission,
    deepnode.Governance,
}
