"""The ledger of a DeepNode domain in plain Python: the peer of the benchmarks.

It is what a Python programmer would write who reads the rules: dicts, dataclasses and whole numbers, and a
list that is walked wherever somebody is drawn. The benchmarks hold the Rust ledger against it. That is fair
because it follows every rule to the last unit: its state after a scenario file is that of the Rust ledger,
byte for byte (`tests/test_plain_ledger.py`). It needs nothing beside the standard library but `pycryptodome`,
for Keccak-256.

>>> from plain_ledger import Ledger, Refused, default_params
>>> bridge, ana = "0x" + "01" * 20, "0x" + "02" * 20
>>> ledger = Ledger(8453, "0x" + "09" * 20, default_params() | {"bridge": bridge})
>>> events = ledger.apply(1_000, bridge, {"type": "deposit", "to": ana, "amount": "5"})
>>> events[1]["type"], events[1]["amount"]
('moved', '5')
>>> try:
...     ledger.apply(1_001, ana, {"type": "withdraw", "amount": "6"})
... except Refused as refused:
...     print(refused.code, refused.details)
insufficient_balance {'have': '5', 'need': '6'}
>>> ledger.report()["accounts"][ana]
{'balance': '5'}

It leaves out what the Rust ledger has beside the rules of the state: signed commands and nonces, the log and
its heads, previews, snapshots, audits, claims, and forgetting what is over.

`python -m plain_ledger replay FILE` prints the state after a scenario file.
"""

from .ledger import Ledger
from .params import InvalidParams, default_params
from .refused import Malformed, Refused
from .scenario import Scenario, Unexpected

__all__ = ["InvalidParams", "Ledger", "Malformed", "Refused", "Scenario", "Unexpected", "default_params"]
