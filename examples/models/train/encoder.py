#!/usr/bin/env python3
"""Write tiny random BERT folders with expected.json: test data for a loader and forward pass.

The reference is transformers with eager attention on the stored weights widened to float32, then the mean over the
text's tokens, brought to length 1. Texts are cut as the folder's sentence_bert_config.json says.
"""

import argparse
import json
from pathlib import Path

from embeddings import case, write

# What differs from BASE; `dtype` is the stored one and `most` the tokens after which a text is cut.
BASE = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
            max_position_embeddings=64, type_vocab_size=2, layer_norm_eps=1e-12)
VARIANTS = {
    # With what old folders hold and nobody needs: the pooler, position ids, truncation and padding of the tokenizer.
    "bert-f32": dict(dtype="float32", most=24, old=True),
    "bert-f16": dict(dtype="float16", most=40, hidden_size=48, intermediate_size=96, num_hidden_layers=3,
                     num_attention_heads=3, max_position_embeddings=40, type_vocab_size=1, layer_norm_eps=1e-5),
}
TRAINING = ["the quick brown fox jumps over the lazy dog and the other fox",
            "and then there were three in the house of the thing that he had thought", "abcdefghijklmnopqrstuvwxyz"]
TEXTS = [
    "",
    "fox",
    "Fox!",
    "the quick brown fox",
    "THE  Quick\tbrown\nfox",
    "in the house of the other thing, there were dogs",
    "naïve Füchse, façade",
    "狐 and 犬 🦊",
    "and then " * 9,
    "the thing that he had thought of the fox in the house of the dog " * 3,
    "jumps over thinking " * 30,
]


def tokenizer(vocab, old):
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tok = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tok.normalizer = normalizers.BertNormalizer(lowercase=True)
    tok.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tok.decoder = decoders.WordPiece()
    tok.train_from_iterator(TRAINING, trainers.WordPieceTrainer(
        vocab_size=vocab, special_tokens=special, show_progress=False))
    tok.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(t, tok.token_to_id(t)) for t in ("[CLS]", "[SEP]")])
    if old:
        tok.enable_truncation(8)
        tok.enable_padding(length=16)
    return tok


def build(folder, spec, seed, vocab, std):
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import BertConfig, BertModel
    spec = {**BASE, **spec}
    dtype, most, old = spec.pop("dtype"), spec.pop("most"), spec.pop("old", False)
    tok = tokenizer(vocab, old)
    model = BertModel(BertConfig(vocab_size=tok.get_vocab_size(), **spec), add_pooling_layer=old)
    gen = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=gen)
            # Norms other than 1 and biases other than 0, so that leaving one out shows.
            norm = name.endswith("LayerNorm.weight")
            p.copy_(1 + 0.2 * noise if norm else 0.2 * noise if p.dim() == 1 else std * noise)
    folder.mkdir(parents=True, exist_ok=True)
    model.to(getattr(torch, dtype)).save_pretrained(folder)
    weights = folder / "model.safetensors"
    if old:
        tensors = load_file(weights)
        tensors["embeddings.position_ids"] = torch.arange(spec["max_position_embeddings"])[None]
        save_file(tensors, weights, metadata={"format": "pt"})
    weights.chmod(0o644)
    tok.save(str(folder / "tokenizer.json"), pretty=False)
    settings = {"max_seq_length": most, "do_lower_case": False}
    (folder / "sentence_bert_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    return tok, most


def embed(folder, tok, most, texts):
    import torch
    from transformers import BertModel
    torch.set_num_threads(1)
    model, info = BertModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager",
                                            add_pooling_layer=False, output_loading_info=True)
    if info["missing_keys"] or info["mismatched_keys"] or info.get("error_msgs"):
        raise SystemExit(f"{folder}: {info}")
    model.eval()
    tok.no_padding()
    tok.enable_truncation(most)
    for text in texts:
        ids = torch.tensor([tok.encode(text).ids])
        with torch.no_grad():
            mean = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].mean(0)
        yield ids.shape[1], torch.nn.functional.normalize(mean, dim=0).tolist()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", type=Path, default=Path("deepnode-infer/tests/data"),
                   help="folder that gets one folder per variant")
    p.add_argument("--only", choices=VARIANTS, action="append", help="write only this variant")
    p.add_argument("--vocab", type=int, default=160)
    p.add_argument("--std", type=float, default=0.25, help="spread of the random weights")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()

    for name in a.only or VARIANTS:
        folder = a.out / name
        tok, most = build(folder, VARIANTS[name], a.seed, a.vocab, a.std)
        counts, vectors = zip(*embed(folder, tok, most, TEXTS))
        if max(counts) != most or sum(n == most for n in counts) < 2:
            raise SystemExit(f"{name}: too few texts are cut: {counts}")
        write(folder, [case(t, v) for t, v in zip(TEXTS, vectors)])
        size = sum(f.stat().st_size for f in folder.iterdir())
        nearest = max(sum(x * y for x, y in zip(u, v)) for i, u in enumerate(vectors) for v in vectors[:i]
                      if u != v)
        print(f"{name}: {list(counts)} tokens, greatest cosine of two texts {nearest:.4f}, {size} bytes")


if __name__ == "__main__":
    main()
