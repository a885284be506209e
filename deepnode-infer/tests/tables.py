#!/usr/bin/env python3
"""Make the tables of exact mode a second time, with numbers of 100 digits, and print their hash.

    pip install blake3 mpmath && python3 deepnode-infer/tests/tables.py

Numbers that lie so near to a whole one that two programs might cut them differently are named.
"""

import struct

import mpmath as m
from blake3 import blake3

m.mp.dps = 100


def cut(x, bits, slack):
    """x in steps of 2^-bits, rounded down; `slack` is how far off, in steps, the library's number may be."""
    steps = x * m.mpf(2) ** bits
    low, high = int(m.floor(steps - slack)), int(m.floor(steps + slack))
    if low != high and steps != int(m.nint(steps)):
        print(f"{m.nstr(x, 30)}: {low} or {high}")
    return int(m.floor(steps))


exp_coarse = [cut(m.exp(m.mpf(-i) / 2**8), 30, 2**-24) for i in range(21 << 8)]
exp_fine = [cut(m.exp(m.mpf(-i) / 2**16), 30, 2**-24) for i in range(1 << 8)]
sigmoid = [cut(1 / (1 + m.exp(m.mpf(-i) / 2**7)), 30, 2**-24) for i in range((16 << 7) + 1)]
normal = [cut(m.ncdf(m.mpf(i) / 2**7), 30, 2**-20) for i in range((5 << 7) + 1)]
ln = [cut(m.log(m.mpf(n)), 44, 2**-12) for n in range(1 << 11, 1 << 12)]

data = b"dn/tables" + struct.pack("<I", 1)  # the format
for table, form in ((exp_coarse, "I"), (exp_fine, "I"), (sigmoid, "i"), (normal, "i"), (ln, "q")):
    data += struct.pack("<I", len(table)) + struct.pack(f"<{len(table)}{form}", *table)
print(blake3(data).hexdigest())
