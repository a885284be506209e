"""Answers of a real model for the play."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .. import Hash, infer

__all__ = ["Answers"]


@dataclass
class Answers:
    """A decoder in exact mode, as what answers prompts; each is run once and remembered.

    >>> answers = Answers.load(MODELS / "f16-tied", limit=4)
    >>> answers("the quick brown") == answers("the quick brown")
    True
    >>> list(answers.texts) == ["the quick brown"]
    True
    """

    model: infer.Model
    limit: int
    """Tokens of an answer, at most."""
    texts: dict[str, str] = field(default_factory=dict)
    """The answer to each prompt."""
    roots: dict[str, Hash] = field(default_factory=dict)
    """The root of each answer."""

    @classmethod
    def load(cls, folder: str | Path, limit: int = 24) -> Answers:
        """Loads a folder in the Hugging Face layout.

        Raises a :class:`deepnode.errors.InferenceError` that says what is wrong with it.
        """
        return cls(infer.load(folder, exact=True), limit)

    def __call__(self, prompt: str) -> Hash:
        """The root of the model's answer."""
        if prompt not in self.roots:
            job = infer.Job(self.model.tokenizer.encode(prompt), self.limit)
            claim = self.model.run(job)
            self.roots[prompt] = infer.output_root(self.model.manifest, job, claim)
            if isinstance(claim.output, infer.Generation):
                self.texts[prompt] = self.model.tokenizer.decode(claim.output.tokens)
        return self.roots[prompt]
