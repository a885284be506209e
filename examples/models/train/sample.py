#!/usr/bin/env python3
"""Print continuations of prompts, sampled from a model folder; ends at the end-of-passage token."""

import argparse
from pathlib import Path

from expected import load


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", type=Path, help="model folder")
    p.add_argument("prompt", nargs="+")
    p.add_argument("--tokens", type=int, default=120, help="longest continuation")
    p.add_argument("--temperature", type=float, default=0.7, help="0 = greedy")
    p.add_argument("--top-k", type=int, default=40)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()

    import torch
    from tokenizers import Tokenizer
    tok = Tokenizer.from_file(str(a.folder / "tokenizer.json"))
    model = load(a.folder)
    for prompt in a.prompt:
        torch.manual_seed(a.seed)
        choice = dict(do_sample=True, temperature=a.temperature, top_k=a.top_k) if a.temperature else dict(do_sample=False)
        ids = torch.tensor([tok.encode(prompt).ids])
        out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=a.tokens,
                             pad_token_id=model.config.eos_token_id, **choice)
        end = "[end]" if out[0, -1] == model.config.eos_token_id else "[cut]"
        print(tok.decode(out[0].tolist(), skip_special_tokens=True), end, "\n")


if __name__ == "__main__":
    main()
