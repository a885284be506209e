"""The scenario files that hold every implementation to the rules."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]


def scenarios() -> list[Path]:
    """The core's own, and those of the folders that the environment variable `DEEPNODE_SCENARIOS` names."""
    folders = [REPOSITORY / "deepnode-core/tests/scenarios"]
    folders += [
        Path(folder) for folder in os.environ.get("DEEPNODE_SCENARIOS", "").split(os.pathsep) if folder
    ]
    found = [file for folder in folders for file in sorted(folder.glob("*.json"))]
    return [file for file in found if not file.name.endswith(".expected.json")]


def expected(scenario: Path) -> bytes:
    """The state that the replay tool prints, byte for byte."""
    return scenario.with_suffix(".expected.json").read_bytes()


each_scenario = pytest.mark.parametrize("file", scenarios(), ids=lambda file: str(file.stem))
