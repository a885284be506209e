#!/usr/bin/env python3
"""Write tiny random Llama folders with expected.json: test data for a loader and forward pass."""

import argparse
import json
import random
from pathlib import Path

from expected import case, load, write

# What differs from BASE; `dtype` is the stored one.
BASE = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=128, rms_norm_eps=1e-5)
VARIANTS = {
    "f32-untied": dict(dtype="float32", tie=False, num_key_value_heads=1, intermediate_size=32),
    "f16-tied": dict(dtype="float16", tie=True, hidden_size=48, intermediate_size=96),
    "bf16-tied": dict(dtype="bfloat16", tie=True, hidden_size=48, num_key_value_heads=4),
    "head-dim": dict(dtype="float16", tie=False, hidden_size=40, head_dim=16),
    "rope-top": dict(dtype="float16", tie=False, theta=500.0, old=True),
    "rope-parameters": dict(dtype="bfloat16", tie=False, theta=500000.0, rms_norm_eps=1e-6),
    # An original context of 32 puts the wavelengths of 16 dimensions in all three bands.
    "rope-llama3": dict(dtype="bfloat16", tie=True, head_dim=16, rope={
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 32}),
}
LENGTHS = [1, 2, 3, 5, 8, 13, 21, 40]
TEXT = ["the quick brown fox jumps over the lazy dog and the other fox",
        "and then there were three in the house of the thing that he had thought"]


def tokenizer(vocab):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(TEXT, trainers.BpeTrainer(
        vocab_size=vocab, special_tokens=["<s>", "</s>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tok.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", tok.token_to_id("<s>"))])
    return tok


def build(folder, spec, seed, vocab, std):
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM
    spec = {**BASE, **spec}
    dtype, theta = spec.pop("dtype"), spec.pop("theta", 10000.0)
    tie, old = spec.pop("tie"), spec.pop("old", False)
    rope = {"rope_type": "default", "rope_theta": theta, **spec.pop("rope", {})}
    tok = tokenizer(vocab)
    config = LlamaConfig(vocab_size=tok.get_vocab_size(), tie_word_embeddings=tie, bos_token_id=0,
                         eos_token_id=1, rope_parameters=rope, **spec)
    model = LlamaForCausalLM(config)
    gen = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in model.parameters():
            noise = torch.randn(p.shape, generator=gen)
            # Norm weights other than 1, so that leaving one out shows.
            p.copy_(1 + 0.2 * noise if p.dim() == 1 else std * noise)
    folder.mkdir(parents=True, exist_ok=True)
    model.to(getattr(torch, dtype)).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)
    tok.save(str(folder / "tokenizer.json"), pretty=False)
    if old:  # the config.json of folders written before transformers 5
        path = folder / "config.json"
        c = json.loads(path.read_text())
        c.pop("rope_parameters")
        c.pop("head_dim", None)
        c["rope_theta"], c["torch_dtype"] = theta, c.pop("dtype")
        c["transformers_version"] = "4.40.0"
        path.write_text(json.dumps(c, indent=2, sort_keys=True) + "\n")
    model = load(folder)
    got = getattr(model.config, "rope_parameters", {}).get("rope_theta")
    if got != theta:
        raise SystemExit(f"{folder}: rope_theta {got}, not {theta}")
    return model, tok.get_vocab_size()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", type=Path, default=Path("deepnode-infer/tests/data"),
                   help="folder that gets one folder per variant")
    p.add_argument("--only", choices=VARIANTS, action="append", help="write only this variant")
    p.add_argument("--vocab", type=int, default=264)
    p.add_argument("--std", type=float, default=0.25, help="spread of the random weights")
    p.add_argument("--greedy", type=int, default=64, help="tokens to continue each prompt with")
    p.add_argument("--min-gap", type=float, default=1e-3, help="try the next seed below this logit gap")
    a = p.parse_args()

    for name in a.only or VARIANTS:
        for seed in range(1, 100):
            model, vocab = build(a.out / name, VARIANTS[name], seed, a.vocab, a.std)
            rng = random.Random(seed)
            cases, smallest = [], float("inf")
            for n in LENGTHS:
                c, gap = case(model, [rng.randrange(vocab) for _ in range(n)], a.greedy)
                cases.append(c)
                smallest = min(smallest, gap)
                if gap <= a.min_gap:
                    break
            if smallest > a.min_gap:
                break
        else:
            raise SystemExit(f"{name}: no seed gives a safe gap")
        write(a.out / name, cases)
        size = sum(f.stat().st_size for f in (a.out / name).iterdir())
        distinct = [len(set(c["greedy"])) for c in cases]
        print(f"{name}: seed {seed}, smallest gap {smallest:.5f}, distinct tokens {distinct}, {size} bytes")


if __name__ == "__main__":
    main()
