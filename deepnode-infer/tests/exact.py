#!/usr/bin/env python3
"""Exact mode of a Llama folder a second time, in plain Python integers, for the roots in tests/it/exact.rs.

    pip install blake3 mpmath numpy && python3 deepnode-infer/tests/exact.py

It shares nothing with the crate but the documentation: matrices are multiplied with numpy's 64-bit integers, tables are
made with 100 digits.
"""

import json
import math
import struct
from pathlib import Path

import mpmath as m
import numpy as np
from blake3 import blake3

m.mp.dps = 60
DATA = Path(__file__).parent / "data"
ONE = 1 << 20
EXACT = 1 << 24


def h(label, *parts):
    return blake3(label.encode() + b"".join(parts)).digest()


def u32(*xs):
    return struct.pack(f"<{len(xs)}I", *xs)


def shift(n, by):
    if by <= 0:
        return n << -by
    return ((n >> (by - 1)) + 1) >> 1 if by < 64 else 0


def mantissa(x, width):
    by = x.bit_length() - width
    if x == 0:
        return 0, 0
    return (x >> by, by) if by > 0 else (x << -by, by)


def fixed(x):
    return round(float(x) * ONE)  # halves to even


EXP_COARSE = [int(m.floor(m.exp(m.mpf(-i) / 256) * 2**30)) for i in range(21 << 8)]
EXP_FINE = [int(m.floor(m.exp(m.mpf(-i) / 65536) * 2**30)) for i in range(256)]
SIGMOID = [int(m.floor(2**30 / (1 + m.exp(m.mpf(-i) / 128)))) for i in range((16 << 7) + 1)]


def exp(x):
    return EXP_COARSE[x >> 8] * EXP_FINE[x & 255] >> 30 if x >> 8 < len(EXP_COARSE) else 0


def silu(x):
    step, share = divmod(abs(x), 1 << 13)
    if step + 1 < len(SIGMOID):
        value = SIGMOID[step] + ((SIGMOID[step + 1] - SIGMOID[step]) * share >> 13)
    else:
        value = 1 << 30
    return x * ((1 << 30) - value if x < 0 else value) >> 30


def cut(row, limit):
    greatest = max(abs(x) for x in row)
    if greatest == 0:
        return [0] * len(row), 0
    spare = max(greatest.bit_length() - 32, 0)
    factor = (limit << 50) // (greatest >> spare)
    return [((x >> spare) * factor + (1 << 49)) >> 50 for x in row], greatest


class Linear:
    def __init__(self, weight):
        weight = weight.astype(np.float64)
        tops = np.abs(weight).max(axis=1)
        safe = np.where(tops > 0, tops, 1)
        self.q = np.rint(weight * 127.0 / safe[:, None]).astype(np.int64)
        most = int(np.abs(self.q).sum(axis=1).max())
        self.limit = min(max((EXACT - 1) // max(most, 1), 127), 2047)
        counts = tops / (127 * self.limit)
        self.exponent = 30 - (math.frexp(counts.max())[1] - 1)
        self.scales = [round(float(c) * 2.0**self.exponent) for c in counts]

    def __call__(self, row):
        numbers, greatest = cut(row, self.limit)
        sums = self.q @ np.array(numbers, dtype=np.int64)
        mant, by = mantissa(greatest, 32)
        right = self.exponent - 32 - by
        return [shift(int(s) * (c * mant >> 32), right) for s, c in zip(sums, self.scales)]


def norm(row, weight, eps):
    greatest = max(abs(x) for x in row)
    by = greatest.bit_length() - 22
    row = [shift(x, by) for x in row]
    eps = int(eps * 2.0**80)
    eps = eps >> 2 * by if by >= 0 else eps << -2 * by
    root = math.isqrt((sum(x * x for x in row) << 40) // len(row) + eps)
    factor = (1 << 62) // root if root else 0
    return [shift(shift(x * factor, 22) * w, 20) for x, w in zip(row, weight)]


def frequencies(c):
    rope = c.get("rope_parameters") or {"rope_theta": c["rope_theta"]}
    half = c["head_dim"] // 2
    return [m.mpf(rope["rope_theta"]) ** (m.mpf(-i) / half) for i in range(half)]


def turns(freqs, position):
    return [tuple(int(m.nint(f(position * w) * 2**24)) for f in (m.cos, m.sin)) for w in freqs]


def rotate(head, turn):
    half = len(head) // 2
    first = [shift(x * c - y * s, 24) for x, y, (c, s) in zip(head[:half], head[half:], turn)]
    return first + [shift(x * s + y * c, 24) for x, y, (c, s) in zip(head[:half], head[half:], turn)]


def attend(query, columns, head_dim):
    limit = min(math.isqrt((EXACT - 1) // head_dim), 2047)
    unit, unit_by = mantissa(math.isqrt((1 << 124) // head_dim) // (limit * limit), 31)
    numbers, greatest = cut(query, limit)
    q, q_by = mantissa(greatest, 32)
    q, more = mantissa(q * (unit >> 1) >> 30, 19)
    by = 24 - (q_by + 31 + unit_by - 62 + more)
    scores = []
    for (key, key_greatest), _ in columns:
        k, k_by = mantissa(key_greatest, 19)
        scores.append(shift(sum(a * b for a, b in zip(numbers, key)) * q * k, by - k_by))
    top = max(scores)
    value_by = 24 - max(v[1] for _, v in columns).bit_length()
    exps = [exp(top - s) for s in scores]
    weighed = [e * shift(v[1], -value_by) >> 24 for e, (_, v) in zip(exps, columns)]
    total = sum(weighed)
    if total == 0:
        return [0] * head_dim
    spare = max(total.bit_length() - 30, 0)
    whole = min(4095, total * 2047 // max(weighed))
    share = (whole << 42) // (total >> spare)
    weights = [((w >> spare) * share + (1 << 41)) >> 42 for w in weighed]
    factor = (total << 54) // sum(exps) // (2047 * whole)
    sums = [sum(w * v[0][d] for w, (_, v) in zip(weights, columns)) for d in range(head_dim)]
    return [shift(s * factor, 30 + value_by) for s in sums]


def tree(leaves):
    while len(leaves) > 1:
        pairs = [leaves[i:i + 2] for i in range(0, len(leaves), 2)]
        leaves = [h("dn/node", *pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return leaves[0] if leaves else bytes(32)


def load(folder):
    raw = (folder / "model.safetensors").read_bytes()
    (n,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + n])
    header.pop("__metadata__", None)
    tensors = {}
    for name, t in header.items():
        a, b = t["data_offsets"]
        data = raw[8 + n + a:8 + n + b]
        if t["dtype"] == "BF16":
            numbers = (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
        else:
            numbers = np.frombuffer(data, {"F32": "<f4", "F16": "<f2"}[t["dtype"]]).astype(np.float32)
        tensors[name] = numbers.reshape(t["shape"])
    return tensors


class Model:
    def __init__(self, folder):
        c = json.loads((folder / "config.json").read_text())
        c.setdefault("head_dim", c["hidden_size"] // c["num_attention_heads"])
        self.c, w = c, load(folder)
        self.embedding = w["model.embed_tokens.weight"]
        self.head = Linear(w.get("lm_head.weight", self.embedding))
        numbers = lambda name: [fixed(x) for x in w[name]]
        self.norm = numbers("model.norm.weight")
        self.freqs = frequencies(c)
        self.layers = []
        for i in range(c["num_hidden_layers"]):
            part = lambda *names: np.concatenate([w[f"model.layers.{i}.{n}.weight"] for n in names])
            self.layers.append((
                numbers(f"model.layers.{i}.input_layernorm.weight"),
                Linear(part("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")),
                Linear(part("self_attn.o_proj")),
                numbers(f"model.layers.{i}.post_attention_layernorm.weight"),
                Linear(part("mlp.gate_proj", "mlp.up_proj")),
                Linear(part("mlp.down_proj")),
            ))
        self.caches = [[] for _ in self.layers]
        self.leaves = [[] for _ in range(len(self.layers) + 1)]

    def step(self, position, token):
        c, eps, d = self.c, self.c["rms_norm_eps"], self.c["head_dim"]
        heads, kv = c["num_attention_heads"], c["num_key_value_heads"]
        limit = min(math.isqrt((EXACT - 1) // d), 2047)
        turn = turns(self.freqs, position)
        x = [fixed(n) for n in self.embedding[token]]
        for i, (before, qkv, out, after, gate_up, down) in enumerate(self.layers):
            y = qkv(norm(x, before, eps))
            parts = [y[j:j + d] for j in range(0, len(y), d)]
            parts = [rotate(p, turn) if j < heads + kv else p for j, p in enumerate(parts)]
            new = [(cut(parts[heads + j], limit), cut(parts[heads + kv + j], 2047)) for j in range(kv)]
            self.caches[i].append(new)
            mixed = []
            for head in range(heads):
                columns = [column[head // (heads // kv)] for column in self.caches[i]]
                mixed += attend(parts[head], columns, d)
            leaf = struct.pack(f"<HI{len(x)}q", i, position, *x)
            for key, value in new:
                k, by = mantissa(key[1], 19)
                seen = k << by if by >= 0 else k >> -by
                leaf += struct.pack(f"<Q{d}h", seen, *key[0]) + struct.pack(f"<Q{d}h", value[1], *value[0])
            self.leaves[i].append(h("dn/cell", leaf))
            x = [a + b for a, b in zip(x, out(mixed))]
            y = gate_up(norm(x, after, eps))
            inner = len(y) // 2
            x = [a + b for a, b in zip(x, down([silu(g) * u >> 20 for g, u in zip(y[:inner], y[inner:])]))]
        self.leaves[-1].append(h("dn/cell", struct.pack(f"<HI{len(x)}q", len(self.layers), position, *x)))
        return self.head(norm(x, self.norm, eps))

    def root(self):
        layers = [tree(leaves) for leaves in self.leaves]
        return h("dn/tree", u32(len(layers), len(self.leaves[0])), *layers)


for variant in ("bf16-tied", "f16-tied", "f32-untied", "head-dim", "rope-parameters", "rope-top"):
    model, tokens = Model(DATA / variant), [5, 6, 7, 40, 41]
    prompt = len(tokens)
    position = 0
    while True:
        logits = model.step(position, tokens[position])
        position += 1
        if position >= prompt:
            if len(tokens) == prompt + 11:
                tokens.append(logits.index(max(logits)))
                break
            tokens.append(logits.index(max(logits)))
    print(f'("{variant}", {tokens[prompt:]}, "{model.root().hex()}"),')
