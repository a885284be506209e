#!/usr/bin/env python3
"""Write expected.json for an encoder folder: the embeddings that sentence-transformers computes of some texts.

The reference is the stored weights widened to float32, one text at a time, so that nothing is padded.
"""

import argparse
import json
from pathlib import Path

PSALM = ("The LORD is my shepherd; I shall not want. He maketh me to lie down in green pastures: he leadeth me "
         "beside the still waters. He restoreth my soul: he leadeth me in the paths of righteousness for his name's "
         "sake. Yea, though I walk through the valley of the shadow of death, I will fear no evil: for thou art with "
         "me; thy rod and thy staff they comfort me. Thou preparest a table before me in the presence of mine "
         "enemies: thou anointest my head with oil; my cup runneth over. Surely goodness and mercy shall follow me "
         "all the days of my life: and I will dwell in the house of the LORD for ever.")
TEXTS = [
    "",
    " \t\n",
    "fox",
    "A",
    "The quick brown fox jumps over the lazy dog.",
    "the  QUICK\tbrown\nfox jumps over the lazy dog",
    "A fast auburn animal leaps above a sleepy hound.",
    "How do I reset my password?",
    "What is the procedure for changing a forgotten login secret?",
    "Interest rates were left unchanged by the central bank on Thursday.",
    "def add(a, b):\n    return a + b  # the sum of two numbers, e.g. add(2, 3) == 5",
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899",
    "Ça va très bien, merci ! Ünïcödé naïve façade — œuvre.",
    "Zażółć gęślą jaźń; Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "敏捷的棕色狐狸跳过了懒狗。 いろはにほへと ちりぬるを",
    "الثعلب البني السريع يقفز فوق الكلب الكسول",
    "🦊🐶 👩‍👩‍👧‍👦 e\u0301 ﬁ ½ \u200b\ufeff\u0000 end",
    "[CLS] special [SEP] tokens [MASK] in [PAD] a [UNK] text",
    "supercalifragilisticexpialidocious " + "x" * 120 + " antidisestablishmentarianism",
    PSALM,
    # Longer than 256 tokens, so that it is cut.
    PSALM + " " + PSALM,
    "word " * 400,
    # As long as a text may be, and one word longer: 254 tokens and two special ones.
    ("a b c d e f g h i j " * 26)[:2 * 254],
    ("a b c d e f g h i j " * 26)[:2 * 255],
]


def case(text, numbers):
    return {"text": text, "embedding": [float(f"{x:.7g}") for x in numbers]}


def write(folder, cases):
    text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    (Path(folder) / "expected.json").write_text(f'{{"cases":[\n{text}\n]}}\n')


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", type=Path, help="model folder in the layout of sentence-transformers")
    p.add_argument("--out", type=Path, help="folder that gets expected.json; the model's, if not given")
    a = p.parse_args()

    import torch
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(1)
    model = SentenceTransformer(str(a.folder), device="cpu", model_kwargs={
        "dtype": torch.float32, "attn_implementation": "eager"})
    vectors = model.encode(TEXTS, batch_size=1, convert_to_numpy=True, show_progress_bar=False)
    counts = [len(model.tokenizer(t).input_ids) for t in TEXTS]
    write(a.out or a.folder, [case(t, v.tolist()) for t, v in zip(TEXTS, vectors)])
    print(f"{len(TEXTS)} texts of {counts} tokens, cut at {model.max_seq_length}")


if __name__ == "__main__":
    main()
