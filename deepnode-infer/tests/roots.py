#!/usr/bin/env python3
"""Compute the hashes of tests/it/roots.rs a second time, from the layout in the documentation alone."""

import json
import struct
from pathlib import Path

from blake3 import blake3

DATA = Path(__file__).parent / "data"
DTYPES = {"F32": 1, "F16": 2, "BF16": 3}


def h(label, *parts):
    return blake3(label.encode() + b"".join(parts)).digest()


def u8(x):
    return struct.pack("<B", x)


def u32(*xs):
    return struct.pack(f"<{len(xs)}I", *xs)


def f64(*xs):
    return struct.pack(f"<{len(xs)}d", *xs)


def ids(xs):
    return u32(len(xs)) + u32(*xs)


UNUSED = ["embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias"]


def bert_bytes(c, most):
    return u32(c["vocab_size"], c["hidden_size"], c["intermediate_size"], c["num_hidden_layers"],
               c["num_attention_heads"], c["max_position_embeddings"], c["type_vocab_size"], most) \
        + f64(c["layer_norm_eps"])


def llama_bytes(c):
    heads = c["num_attention_heads"]
    rope = c.get("rope_parameters", {"rope_theta": c.get("rope_theta")})
    eos = sorted({c["eos_token_id"]})
    out = u32(c["vocab_size"], c["hidden_size"], c["intermediate_size"], c["num_hidden_layers"], heads,
              c["num_key_value_heads"], c.get("head_dim", c["hidden_size"] // heads), c["max_position_embeddings"])
    out += f64(c["rms_norm_eps"], rope["rope_theta"])
    if rope.get("rope_type", "default") == "llama3":
        out += u8(1) + f64(rope["factor"], rope["low_freq_factor"], rope["high_freq_factor"])
        out += u32(rope["original_max_position_embeddings"])
    else:
        out += u8(0)
    return out + u8(c["tie_word_embeddings"]) + ids(eos)


def weights_root(folder, config):
    raw = (folder / "model.safetensors").read_bytes()
    (n,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + n])
    header.pop("__metadata__", None)
    leaves = []
    for name in sorted(set(header) - set(UNUSED)):
        t = header[name]
        a, b = t["data_offsets"]
        shape = t["shape"]
        leaves.append(h("dn/param", u32(len(name)), name.encode(), u8(DTYPES[t["dtype"]]), u32(len(shape)),
                        u32(*shape), raw[8 + n + a:8 + n + b]))
    return h("dn/weights", config, u32(len(leaves)), *leaves)


def manifest(folder):
    c = json.loads((folder / "config.json").read_text())
    if c["model_type"] == "bert":
        most = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]
        arch, sampler, config = 2, 0, bert_bytes(c, most)
    else:
        arch, sampler, config = 1, 1, llama_bytes(c)
    tokenizer = h("dn/tokenizer", (folder / "tokenizer.json").read_bytes())
    return (b"dnim1" + struct.pack("<HB", arch, 1) + weights_root(folder, config) + bytes(32) + tokenizer + u8(sampler)
            + struct.pack("<HBBQII", 0, 0, 0, 0, 0, 0))


def input_hash(prompt, sampler, limit, stop):
    return h("dn/input", ids(prompt), sampler, u32(limit), u8(stop))


def body_root(tokens, finish):
    out = h("dn/out", u8(0), ids(tokens))
    return out, h("dn/body", out, u32(len(tokens)), u8(finish), bytes(32), bytes(32))


def main():
    for folder in sorted(p for p in DATA.iterdir() if p.is_dir()):
        print(folder.name, h("dn/manifest", manifest(folder)).hex())
    f32 = manifest(DATA / "f32-untied")
    print("manifest bytes", f32.hex())
    greedy = input_hash([1, 2, 3], u8(0), 16, True)
    q16 = lambda x: round(x * 65536)
    sampler = u8(1) + bytes(range(32)) + u32(q16(0.7), 40, q16(0.95))
    seeded = input_hash([1, 2, 70000], sampler, 64, False)
    print("greedy input", greedy.hex())
    print("seeded input", seeded.hex())
    for tokens, finish in [([5, 6, 7], 1), ([], 1), ([5, 1], 0), ([5], 2)]:
        out, body = body_root(tokens, finish)
        print("output", tokens, out.hex())
        print("body", tokens, finish, body.hex())
    _, body = body_root([5, 6, 7], 1)
    print("root", h("dn/root", h("dn/manifest", f32), greedy, body).hex())


if __name__ == "__main__":
    main()
