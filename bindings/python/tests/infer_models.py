"""Small models for the tests of inference."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from deepnode import infer

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "deepnode-infer" / "tests" / "data"
KJV = ROOT / "examples" / "models" / "kjv"
DECODERS = ["bf16-tied", "f16-tied", "f32-untied", "head-dim", "rope-llama3", "rope-parameters", "rope-top"]
ENCODERS = ["bert-f16", "bert-f32"]


@functools.cache
def model(name: str, exact: bool = False) -> infer.Model:
    """One of the folders of the inference crate's tests."""
    return infer.load(DATA / name, exact=exact)


@functools.cache
def kjv() -> infer.Model:
    """A model that was trained, and takes its time."""
    return infer.load(KJV)


def cases(folder: Path) -> list[dict[str, Any]]:
    """What another implementation gives."""
    found: list[dict[str, Any]] = json.loads((folder / "expected.json").read_text())["cases"]
    return found
