#!/usr/bin/env python3
"""Train the small KJV language model from scratch and export it as a Hugging Face folder.

Text comes from the Debian packages bible-kjv and bible-kjv-text (program `bible`).
"""

import argparse
import json
import math
import os
import random
import re
import shutil
import subprocess
import time
from pathlib import Path

# Books never trained on; whole books, because neighbouring chapters share wording.
HELD_OUT = {"Ruth", "Est", "Hos", "Jonah", "Phi", "Jas"}
BOS, EOS = "<s>", "</s>"


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", type=Path, default=Path("examples/models/kjv"), help="folder to export to")
    p.add_argument("--work", type=Path, default=Path("target/kjv-work"), help="text, log and checkpoints")
    p.add_argument("--bible", default="bible", help="program that prints the text")
    p.add_argument("--vocab", type=int, default=2048, help="tokens in the vocabulary")
    p.add_argument("--hidden", type=int, default=192, help="width of the model")
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--heads", type=int, default=6, help="query heads")
    p.add_argument("--kv-heads", type=int, default=2, help="key/value heads")
    p.add_argument("--ffn", type=int, default=512, help="width of the feed-forward layer")
    p.add_argument("--positions", type=int, default=512, help="longest context")
    p.add_argument("--steps", type=int, default=1600)
    p.add_argument("--tokens", type=int, default=2048, help="tokens in a batch")
    p.add_argument("--seq", type=int, default=256, help="window length for the first part of the run")
    p.add_argument("--long-from", type=float, default=0.8,
                   help="share of the steps after which windows have the full context")
    p.add_argument("--lr", type=float, default=2e-3, help="peak learning rate")
    p.add_argument("--warmup", type=int, default=100, help="steps of linear warm-up")
    p.add_argument("--decay", type=float, default=0.1, help="weight decay of the matrices")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--minutes", type=float, default=0,
                   help="safety stop: end (unfinished) after this many minutes; 0 = never. "
                        "The schedule counts steps, so a run that hits it is not reproducible")
    p.add_argument("--log-every", type=int, default=50)
    p.add_argument("--eval-every", type=int, default=250)
    p.add_argument("--compile", action="store_true", help="use torch.compile")
    p.add_argument("--bf16", action="store_true", help="compute the forward pass under bfloat16 autocast")
    p.add_argument("--resume", action="store_true", help="go on from the checkpoint in --work")
    p.add_argument("--export-only", action="store_true", help="export the checkpoint in --work, train nothing")
    return p.parse_args()


def passages(bible, seed):
    """Return (training, held-out) lists of passages: a few verses of one chapter, one a line."""
    raw = subprocess.run([bible, "-f", "gen1:1-rev22:21"], check=True, capture_output=True,
                         text=True, env={**os.environ, "COLUMNS": "100000"}).stdout
    chapters = {}
    for line in raw.splitlines():
        found = re.fullmatch(r"(\d?[A-Za-z]+)(\d+):(\d+) (.+)", line.strip())
        if not found:
            raise SystemExit(f"unexpected line from {bible}: {line!r}")
        book, chapter, _, text = found.groups()
        chapters.setdefault((book, int(chapter)), []).append(" ".join(text.split()))
    if len(chapters) != 1189:
        raise SystemExit(f"expected 1189 chapters, found {len(chapters)}")
    # Chapters are longer than the context, so they are cut: otherwise the model would
    # never see an end within reach of a beginning.
    rng = random.Random(seed)
    train, held = [], []
    for (book, _), verses in chapters.items():
        at = 0
        while at < len(verses):
            n = rng.randint(3, 9)
            if len(verses) - at - n < 3:
                n = len(verses) - at
            (held if book in HELD_OUT else train).append("\n".join(verses[at:at + n]))
            at += n
    return train, held


def make_tokenizer(texts, vocab):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocab, special_tokens=[BOS, EOS], show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tok.train_from_iterator(texts, trainer)
    tok.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single=f"{BOS} $A", pair=f"{BOS} $A {BOS} $B",
                                      special_tokens=[(BOS, tok.token_to_id(BOS))]),
    ])
    return tok


def encode(tok, texts):
    import torch
    eos = tok.token_to_id(EOS)
    ids = []
    for e in tok.encode_batch(texts):
        ids += e.ids + [eos]
    return torch.tensor(ids)


def held_loss(model, ids, length, limit=None):
    """Mean loss per token over consecutive windows of `length` tokens."""
    import torch
    import torch.nn.functional as F
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for at in range(0, len(ids) - 1, length):
            window = ids[at:at + length + 1]
            logits = model(input_ids=window[None, :-1], use_cache=False).logits[0].float()
            total += F.cross_entropy(logits, window[1:], reduction="sum").item()
            count += len(window) - 1
            if limit and count >= limit:
                break
    model.train()
    return total / count


def export(model, tok, a, train_ids, held_ids, held_texts, facts):
    import torch
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

    a.out.mkdir(parents=True, exist_ok=True)
    biggest = max(p.abs().max().item() for p in model.parameters())
    if biggest > 60000:
        raise SystemExit(f"weight {biggest} does not fit float16")
    model.to(torch.float16).save_pretrained(a.out)
    (a.out / "model.safetensors").chmod(0o644)
    PreTrainedTokenizerFast(tokenizer_object=tok, bos_token=BOS, eos_token=EOS,
                            model_max_length=a.positions,
                            clean_up_tokenization_spaces=False).save_pretrained(a.out)
    tok.save(str(a.out / "tokenizer.json"))
    settings = json.loads((a.out / "tokenizer_config.json").read_text())
    settings["tokenizer_class"] = "PreTrainedTokenizerFast"  # the name that older readers know too
    settings.pop("backend", None)
    (a.out / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    # The figures to report are those of the stored weights, widened to float32.
    stored = LlamaForCausalLM.from_pretrained(a.out, dtype=torch.float32)
    facts["held_out_loss"] = held_loss(stored, held_ids, a.positions)
    facts["train_loss"] = held_loss(stored, train_ids, a.positions, limit=5 * len(held_ids))
    size = sum(len(t.encode()) for t in held_texts)
    facts["held_out_bits_per_byte"] = facts["held_out_loss"] * (len(held_ids) - 1) / size / math.log(2)
    facts["parameters"] = sum(p.numel() for p in stored.parameters())
    facts["largest_weight"] = biggest
    (a.work / "result.json").write_text(json.dumps(facts, indent=1))
    print(json.dumps(facts, indent=1), flush=True)


def main():
    a = arguments()
    import torch
    import torch.nn.functional as F
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.work.mkdir(parents=True, exist_ok=True)

    train_texts, held_texts = passages(a.bible, a.seed)
    for name, texts in (("train", train_texts), ("held", held_texts)):
        (a.work / f"{name}.txt").write_text("\n\n".join(texts) + "\n")
    tok = make_tokenizer(train_texts, a.vocab)
    train_ids, held_ids = encode(tok, train_texts), encode(tok, held_texts)

    config = LlamaConfig(
        vocab_size=tok.get_vocab_size(), hidden_size=a.hidden, intermediate_size=a.ffn,
        num_hidden_layers=a.layers, num_attention_heads=a.heads, num_key_value_heads=a.kv_heads,
        max_position_embeddings=a.positions, rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        tie_word_embeddings=True, bos_token_id=tok.token_to_id(BOS), eos_token_id=tok.token_to_id(EOS),
        attention_bias=False, mlp_bias=False)
    model = LlamaForCausalLM(config)
    model.generation_config = GenerationConfig(bos_token_id=config.bos_token_id,
                                               eos_token_id=config.eos_token_id)
    with torch.no_grad():  # smaller outputs of the residual branches make a steadier start
        for layer in model.model.layers:
            for w in (layer.self_attn.o_proj.weight, layer.mlp.down_proj.weight):
                w.div_(math.sqrt(2 * a.layers))
    print(f"parameters {sum(p.numel() for p in model.parameters())} train tokens {len(train_ids)} "
          f"held-out tokens {len(held_ids)} passages {len(train_texts)}+{len(held_texts)}", flush=True)

    matrices = [p for p in model.parameters() if p.dim() == 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    opt = torch.optim.AdamW([{"params": matrices, "weight_decay": a.decay},
                             {"params": vectors, "weight_decay": 0.0}],
                            lr=a.lr, betas=(0.9, 0.95), foreach=True)

    checkpoint = a.work / "checkpoint.pt"
    step, spent = 0, 0.0
    if a.resume or a.export_only:
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        opt.load_state_dict(saved["opt"])
        step, spent = saved["step"], saved["seconds"]
    facts = {"steps": step, "seconds": spent, "train_tokens": len(train_ids), "held_tokens": len(held_ids)}
    if a.export_only:
        return export(model, tok, a, train_ids, held_ids, held_texts, facts)

    forward = torch.compile(model, dynamic=False) if a.compile else model
    began = time.time() - spent
    running, since = 0.0, 0
    model.train()
    while step < a.steps:
        # Windows are drawn from the step number, so that a resumed run sees the same ones.
        gen = torch.Generator().manual_seed(a.seed * 1_000_003 + step)
        seq = a.positions if step >= a.long_from * a.steps else a.seq
        starts = torch.randint(0, len(train_ids) - seq - 1, (a.tokens // seq,), generator=gen)
        batch = torch.stack([train_ids[s:s + seq + 1] for s in starts.tolist()])
        if step < a.warmup:
            lr = a.lr * (step + 1) / a.warmup
        else:
            lr = a.lr * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - a.warmup) / (a.steps - a.warmup))))
        for group in opt.param_groups:
            group["lr"] = lr
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bf16):
            logits = forward(input_ids=batch[:, :-1], use_cache=False).logits
        loss = F.cross_entropy(logits.float().flatten(0, 1), batch[:, 1:].flatten())
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        step += 1
        running, since = running + loss.item(), since + 1
        seconds = time.time() - began
        if step % a.log_every == 0 or step == a.steps:
            print(f"step {step}/{a.steps} loss {running / since:.4f} lr {lr:.2e} seconds {seconds:.0f}", flush=True)
            running, since = 0.0, 0
        out_of_time = a.minutes and seconds > 60 * a.minutes
        if step % a.eval_every == 0 or step == a.steps or out_of_time:
            part = held_loss(model, held_ids, a.seq, limit=8192)
            print(f"step {step} held-out loss {part:.4f} (first 8192 tokens)", flush=True)
            torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "step": step,
                        "seconds": time.time() - began}, checkpoint.with_suffix(".new"))
            shutil.move(checkpoint.with_suffix(".new"), checkpoint)
        if out_of_time:
            print("time is up", flush=True)
            break
    facts["steps"], facts["seconds"] = step, time.time() - began
    export(model, tok, a, train_ids, held_ids, held_texts, facts)


if __name__ == "__main__":
    main()
