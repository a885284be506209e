"""The exact ledger of a DeepNode domain, with signing, inference and verification.

>>> params = Params(bridge="0x" + "11" * 20)
>>> domain = Domain(chain_id=8453, contract="0x" + "99" * 20, params=params)
>>> for event in domain.apply(1_000, params.bridge, commands.Deposit(params.bridge, DN("2.5"))):
...     print(event.to_json())
{"type":"clock","now":1000}
{"type":"moved","from":"outside","to":{"balance":"0x1111111111111111111111111111111111111111"},"amount":"2500000000000000000","reason":"deposit"}
>>> format_dn(domain.balance(params.bridge))
'2.5 DN'

Amounts are ``int`` in base units, rates ``int`` in parts per billion, times ``int`` in milliseconds: :func:`DN` and
:func:`percent` make them from what people write.
"""

from collections.abc import Sequence

from . import (
    commands,
    commitment,
    due,
    emissions,
    errors,
    events,
    infer,
    log,
    money,
    places,
    progress,
    scenario,
    sdk,
    settlement,
    show,
    signing,
    slashing,
    words,
)
from ._deepnode import (
    Address,
    Assignment,
    Attempt,
    Case,
    Claim,
    Claims,
    Deadline,
    Domain,
    Emission,
    Events,
    Governance,
    Hash,
    Judgement,
    Miner,
    Model,
    Obstacle,
    Params,
    Penalties,
    Penalty,
    Proposal,
    QueueRules,
    Results,
    Revenue,
    Review,
    Round,
    Seat,
    Slot,
    Standing,
    Steps,
    Supply,
    Table,
    Task,
    TaskHistory,
    Totals,
    TrustWeights,
    Validator,
    __version__,
    keccak,
    split,
)
from .errors import DeepNodeError
from .money import DN, format_dn, format_rate, percent, to_dn
from .scenario import Scenario
from .signing import Key

for _kind in (Claims, Events, Results, Steps):
    Sequence.register(_kind)

__all__ = [
    "DN",
    "Address",
    "Assignment",
    "Attempt",
    "Case",
    "Claim",
    "Claims",
    "Deadline",
    "DeepNodeError",
    "Domain",
    "Emission",
    "Events",
    "Governance",
    "Hash",
    "Judgement",
    "Key",
    "Miner",
    "Model",
    "Obstacle",
    "Params",
    "Penalties",
    "Penalty",
    "Proposal",
    "QueueRules",
    "Results",
    "Revenue",
    "Review",
    "Round",
    "Scenario",
    "Seat",
    "Slot",
    "Standing",
    "Steps",
    "Supply",
    "Table",
    "Task",
    "TaskHistory",
    "Totals",
    "TrustWeights",
    "Validator",
    "__version__",
    "commands",
    "commitment",
    "due",
    "emissions",
    "errors",
    "events",
    "format_dn",
    "format_rate",
    "infer",
    "keccak",
    "log",
    "money",
    "percent",
    "places",
    "progress",
    "scenario",
    "sdk",
    "settlement",
    "show",
    "signing",
    "slashing",
    "split",
    "to_dn",
    "words",
]
