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

from . import commands, errors, events, infer, money, places, progress, sdk, show, words
from ._deepnode import (
    Address,
    Domain,
    Emission,
    Events,
    Governance,
    Hash,
    Params,
    Penalties,
    Penalty,
    QueueRules,
    Revenue,
    Review,
    TrustWeights,
    __version__,
    keccak,
)
from .errors import DeepNodeError
from .money import DN, format_dn, format_rate, percent, to_dn

__all__ = [
    "DN",
    "Address",
    "DeepNodeError",
    "Domain",
    "Emission",
    "Events",
    "Governance",
    "Hash",
    "Params",
    "Penalties",
    "Penalty",
    "QueueRules",
    "Revenue",
    "Review",
    "TrustWeights",
    "__version__",
    "commands",
    "errors",
    "events",
    "format_dn",
    "format_rate",
    "infer",
    "keccak",
    "money",
    "percent",
    "places",
    "progress",
    "sdk",
    "show",
    "to_dn",
    "words",
]
