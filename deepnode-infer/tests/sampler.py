#!/usr/bin/env python3
"""Choose the tokens of the test in src/sampler.rs a second time, from the rules in its documentation alone."""

import math
import struct

from blake3 import blake3

MASK = 0xFFFFFFFF


def quarter(s, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & MASK
        s[z] ^= s[x]
        s[z] = (s[z] << turn | s[z] >> (32 - turn)) & MASK


def word(key, stream, position):
    """Word `position` of a ChaCha20 stream with a counter and a stream number of 64 bits each."""
    block, index = divmod(position, 16)
    start = [*struct.unpack("<4I", b"expand 32-byte k"), *struct.unpack("<8I", key),
             block & MASK, block >> 32, stream & MASK, stream >> 32]
    s = list(start)
    for _ in range(10):
        for i in range(4):
            quarter(s, i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(s, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return (s[index] + start[index]) & MASK


def choose(logits, step, seed, temperature, top_k, top_p):
    ids = sorted(range(len(logits)), key=lambda i: (-logits[i], i))
    if top_k:
        ids = ids[:top_k]
    weights = [math.exp((logits[i] - logits[ids[0]]) / temperature) for i in ids]
    if top_p < 1:
        total, reached, count = sum(weights), 0.0, 0
        while reached < top_p * total:
            reached += weights[count]
            count += 1
        ids = ids[:count]
    key = blake3(b"dn/gumbel" + seed).digest()

    def score(i):
        u = ((word(key, step, i) >> 8) + 0.5) / 2**24
        return logits[i] - temperature * math.log(-math.log(u))

    return max(sorted(ids), key=score)


def main():
    logits = [i * 7919 % 1024 / 128 for i in range(300)]
    seed = bytes(range(32))
    q16 = lambda x: round(x * 65536) / 65536
    for temperature, top_k, top_p in [(1, 0, 1), (0.7, 0, 0.9), (2, 10, 1), (1.5, 40, 0.5)]:
        tokens = [choose(logits, step, seed, q16(temperature), top_k, q16(top_p)) for step in range(12)]
        print(temperature, top_k, top_p, tokens)


if __name__ == "__main__":
    main()
