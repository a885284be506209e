#!/usr/bin/env python3
"""Write expected.json for a Llama folder: reference logits and greedy continuations.

The reference is the stored weights widened to float32, run by transformers with eager attention.
"""

import argparse
import json
from pathlib import Path

PROMPTS = [
    "In the beginning",
    "And it came to pass",
    "The LORD is my shepherd",
    "And Moses said unto the people,",
    "Blessed are they that",
    "And Jesus answered and said unto him, Verily",
    "Thus saith the LORD of hosts, the God of Israel;",
    "My son, hear the instruction of thy father, and forsake not the law of thy mother:",
    "Now these are the names of the children of Israel, which came into Egypt; every man and his household",
    "Then the king said unto the man of God, Come home with me, and refresh thyself, and I will give thee a reward.\n",
    "Praise ye the LORD. Praise the LORD, O my soul.\nWhile I live will I praise the LORD: I will sing praises "
    "unto my God while I have any being.\n",
    "And he said,",
    "Paul, an apostle of Jesus Christ by the will of God, to the saints",
    "The word of the LORD came unto me, saying, Son of man,",
    "Wisdom",
    "And the Philistines gathered their armies together to battle, and the men of Israel fled from before them, "
    "and fell down slain in the mount.\nAnd the king",
]


def load(folder):
    import torch
    from transformers import LlamaForCausalLM
    torch.set_num_threads(1)
    model, info = LlamaForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    bad = {k: v for k, v in info.items() if k != "error_msgs" and v}
    if bad or info.get("error_msgs"):
        raise SystemExit(f"{folder}: {info}")
    return model.eval()


def case(model, tokens, count):
    """Return (case, smallest gap between the best two logits along the greedy path)."""
    import torch
    ids, first, gap = list(tokens), None, float("inf")
    with torch.no_grad():
        for _ in range(count):  # no cache: the plainest computation is the reference
            logits = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0, -1]
            first = logits if first is None else first
            best = torch.topk(logits, 2)
            gap = min(gap, (best.values[0] - best.values[1]).item())
            ids.append(best.indices[0].item())
    return {"tokens": list(tokens), "logits": [float(f"{x:.7g}") for x in first.tolist()],
            "greedy": ids[len(tokens):]}, gap


def write(folder, cases):
    text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    (Path(folder) / "expected.json").write_text(f'{{"cases":[\n{text}\n]}}\n')


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", type=Path, help="model folder; expected.json is written into it")
    p.add_argument("--cases", type=int, default=8, help="stop after this many accepted prompts")
    p.add_argument("--greedy", type=int, default=64, help="tokens to continue each prompt with")
    p.add_argument("--min-gap", type=float, default=1e-3,
                   help="skip a prompt whose greedy path meets two best logits nearer than this: "
                        "rounding could flip the token there")
    p.add_argument("--show", action="store_true", help="print the continuations")
    a = p.parse_args()

    from tokenizers import Tokenizer
    tok = Tokenizer.from_file(str(a.folder / "tokenizer.json"))
    model = load(a.folder)
    cases, smallest = [], float("inf")
    for prompt in PROMPTS:
        c, gap = case(model, tok.encode(prompt).ids, a.greedy)
        ok = gap > a.min_gap
        print(f"{'use ' if ok else 'skip'} gap {gap:.5f} tokens {len(c['tokens'])} {prompt[:50]!r}")
        if a.show:
            print(tok.decode(c["greedy"], skip_special_tokens=False))
        if ok:
            cases.append(c)
            smallest = min(smallest, gap)
        if len(cases) == a.cases:
            break
    if len(cases) < a.cases:
        raise SystemExit("too few prompts with a safe gap")
    write(a.folder, cases)
    print(f"{len(cases)} cases, smallest gap {smallest:.5f}")


if __name__ == "__main__":
    main()
