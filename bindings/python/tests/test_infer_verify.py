"""What an engine finds of a claim, and what it is worth."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Generator
from typing import Any

import pytest
from deepnode import infer, keccak
from deepnode.infer import (
    Checks,
    Claim,
    Embed,
    EmbeddingDistance,
    Finding,
    Generation,
    Input,
    Job,
    Manifest,
    Policy,
    Reading,
    Reason,
    Sampler,
    Seen,
    TextDistance,
    TextReading,
    Unmeasured,
    verify,
)
from deepnode.words import Verdict
from infer_models import model

JOB = Job([1, 2, 3], 8, stop_at_eos=False)


def tokens_of(claim: Claim) -> tuple[int, ...]:
    assert isinstance(claim.output, Generation)
    return claim.output.tokens


def lie(claim: Claim, **changes: Any) -> Claim:
    return claim.replace(output=claim.output.replace(**changes))


def test_hashes_are_those_of_another_implementation() -> None:
    known = "0xb5ab7135f2c3e42937a4b51e74fcd949bfccfc18e8c443e6e365192a0dc79fab"
    assert str(infer.input_hash(Job([1, 2, 3], 16))) == known
    sampler = Sampler.seeded(bytes(range(32)), temperature=0.7, top_k=40, top_p=0.95)
    known = "0x4300350957f3fa8b59707da785bf1a657e8cc83df5febc4b18980a6748d9a695"
    assert str(infer.input_hash(Job([1, 2, 70000], 64, sampler, False))) == known


def test_roots_depend_on_all_that_was_said() -> None:
    exact = model("f16-tied", exact=True)
    claim = exact.run(JOB)
    assert claim == exact.run(JOB)
    root = infer.output_root(exact.manifest, JOB, claim)
    assert root != infer.output_root(exact.manifest, JOB.replace(limit=9), claim)
    assert root != infer.output_root(model("f16-tied").manifest, JOB, claim)
    other = lie(claim, finish="stopped")
    assert infer.body_root(claim) != infer.body_root(other)
    assert infer.output_hash(claim.output) == infer.output_hash(other.output)


def test_an_honest_claim_agrees_and_lies_are_found() -> None:
    exact = model("f16-tied", exact=True)
    honest = exact.run(JOB)
    tokens = tokens_of(honest)
    foreign = model("bf16-tied", exact=True).run(JOB)
    lies = {
        Reason.AGREES: honest,
        Reason.TRUNCATED: lie(honest, tokens=tokens[:5]),
        Reason.BEYOND_END: lie(honest, tokens=[*tokens, 5]),
        Reason.WRONG_FINISH: lie(honest, finish="eos"),
        Reason.SWAPPED: lie(honest, tokens=[*tokens[:-1], tokens[-1] ^ 1]),
        Reason.OTHER_STATES: honest.replace(cell_root=bytes([1] * 32)),
        Reason.OTHER_MODEL: foreign,
        Reason.NULL_PROOF: honest.replace(cell_root=bytes(32)),
        Reason.MALFORMED: Claim(infer.Embedding([1, 2])),
    }
    verdicts = {
        reason: Policy().verdict(verify(exact, exact.manifest, JOB, claim)) for reason, claim in lies.items()
    }
    for reason, claim in lies.items():
        assert verify(exact, exact.manifest, JOB, claim).reason is reason
    assert verdicts[Reason.AGREES] is Verdict.CORRECT and verdicts[Reason.OTHER_MODEL] == "critical"
    assert len(set(verdicts.values())) == 4

    finding = verify(exact, exact.manifest, JOB, foreign)
    match finding.distance:
        case TextDistance(8, unequal, first, shortfall):
            assert 0 < unequal <= 8 and first is not None and shortfall is not None and shortfall > 0
        case other:
            pytest.fail(repr(other))
    assert str(finding).startswith("other_model (")
    assert eval(repr(finding), dict(vars(infer))) == finding == pickle.loads(pickle.dumps(finding))


def test_embeddings_have_a_distance() -> None:
    bert = model("bert-f32", exact=True)
    text = Embed([2, 7, 8, 3])
    claim = bert.run(text)
    assert verify(bert, bert.manifest, text, claim).reason is Reason.AGREES
    assert isinstance(claim.output, infer.Embedding)
    first, *others = claim.output.numbers
    off = lie(claim, numbers=[first + 9, *others])
    finding = verify(bert, bert.manifest, text, off)
    assert isinstance(finding.distance, EmbeddingDistance) and finding.distance.greatest == 9


def test_there_may_be_no_time() -> None:
    exact = model("f16-tied", exact=True)
    claim = exact.run(JOB)
    finding = verify(exact, exact.manifest, JOB, claim, is_over=lambda: True)
    assert finding == Finding("out_of_time") and finding.distance == Unmeasured()

    def fail() -> bool:
        raise LookupError("no clock")

    with pytest.raises(LookupError, match="no clock"):
        verify(exact, exact.manifest, JOB, claim, is_over=fail)


def test_a_policy_is_a_value() -> None:
    policy = Policy(other_output="major", truncated=Verdict.CRITICAL)
    assert policy == Policy.from_json(policy.to_json()) == copy.deepcopy(policy)
    assert hash(policy) == hash(copy.deepcopy(policy)) and policy != Policy()
    assert eval(repr(policy)) == policy and repr(Policy()) == "Policy()"
    assert policy.verdict_on("other_output") is Verdict.MAJOR
    assert {Policy().verdict_on(reason) for reason in Reason} == set(Verdict)


def test_copies_are_recognised() -> None:
    seen = Seen(10)
    answer = Claim(Generation(range(8), "limit"))
    seen.note(JOB, answer)
    assert not seen.elsewhere(JOB, answer)
    assert seen.elsewhere(Job([9], 8), answer)
    assert not seen.elsewhere(Job([9], 8), Claim(Generation(range(7), "limit")))


class Toy:
    """Counts up from the prompt's last token; its states are a hash of what was read."""

    manifest = Manifest(arch=1, mode=0, weights_root=keccak(b"toy"))
    checks = Checks.EXACT
    end_tokens = (0,)

    def __init__(self) -> None:
        self.closed = 0

    @staticmethod
    def states(prompt: tuple[int, ...], tokens: tuple[int, ...]) -> Any:
        return keccak(repr((prompt, tokens[:-1])).encode())

    def run(self, input: Input) -> Generator[int, None, Claim]:
        assert isinstance(input, Job)
        tokens: list[int] = []
        try:
            for token in range(input.prompt[-1] + 1, input.prompt[-1] + 1 + input.limit):
                tokens.append(token)
                yield token
        except GeneratorExit:
            self.closed += 1
            raise
        return Claim(Generation(tokens, "limit"), self.states(input.prompt, tuple(tokens)))

    def read(self, input: Input, claim: Claim) -> Reading:
        assert isinstance(input, Job) and isinstance(claim.output, Generation)
        tokens = claim.output.tokens
        if tokens and max(tokens) >= 1000:
            position = len(input.prompt) + next(n for n, token in enumerate(tokens) if token >= 1000)
            raise infer.errors.TokenOutOfRange(
                "there is no such token", token=max(tokens), position=position, vocab_size=1000
            )
        chosen = [input.prompt[-1] + 1 + n for n in range(len(tokens) + 1)]
        short = [float(abs(a - b)) for a, b in zip(tokens, chosen, strict=False)]
        return TextReading(chosen, short, self.states(input.prompt, tokens))


def claim_of(toy: Toy, job: Job) -> Claim:
    running = toy.run(job)
    while True:
        try:
            next(running)
        except StopIteration as end:
            claim: Claim = end.value
            return claim


def test_an_engine_of_ones_own() -> None:
    toy = Toy()
    claim = claim_of(toy, JOB)
    assert verify(toy, toy.manifest, JOB, claim).reason is Reason.AGREES
    assert verify(toy, toy.manifest, JOB, lie(claim, tokens=tokens_of(claim)[:4])).reason == "truncated"
    other = claim_of(toy, JOB.replace(prompt=[1, 2, 8]))
    assert verify(toy, toy.manifest, JOB, lie(claim, tokens=tokens_of(other))).reason == "swapped"
    wrong = verify(toy, toy.manifest, JOB, other)
    assert wrong.reason == "other_model" and isinstance(wrong.distance, TextDistance)
    assert wrong.distance.shortfall == 5.0
    none = verify(toy, toy.manifest, JOB, lie(claim, tokens=[4, 5000]))
    assert none.reason is Reason.MALFORMED and "there is no such token" not in none.detail
    assert verify(toy, model("f16-tied").manifest, JOB, claim).reason is Reason.OTHER_MANIFEST


def test_an_engine_is_stopped_in_time() -> None:
    class Repeats(Toy):
        checks = Checks.SAME_ENGINE

    asked = iter(range(100))
    toy = Repeats()
    finding = verify(toy, toy.manifest, JOB, claim_of(toy, JOB), is_over=lambda: next(asked) == 3)
    assert finding.reason is Reason.OUT_OF_TIME and toy.closed == 1


def test_what_an_engine_raises_is_the_cause() -> None:
    class Broken(Toy):
        def read(self, input: Input, claim: Claim) -> Reading:
            raise OSError("the card is gone")

    toy = Broken()
    with pytest.raises(infer.errors.Backend, match="the card is gone") as failed:
        verify(toy, toy.manifest, JOB, claim_of(toy, JOB))
    assert isinstance(failed.value.__cause__, OSError)

    class Interrupted(Toy):
        def read(self, input: Input, claim: Claim) -> Reading:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(Interrupted(), toy.manifest, JOB, claim_of(toy, JOB))

    class Odd(Toy):
        def run(self, input: Input) -> Any:
            return iter([1, 2])

        checks = Checks.SAME_ENGINE

    with pytest.raises(infer.errors.Backend, match="to yield tokens and then return one") as failed:
        verify(Odd(), toy.manifest, JOB, claim_of(toy, JOB))
    assert isinstance(failed.value.__cause__, TypeError)


def test_an_engine_says_what_it_is() -> None:
    class Nothing:
        pass

    with pytest.raises(AttributeError, match="manifest"):
        verify(Nothing(), Toy.manifest, JOB, claim_of(Toy(), JOB))  # type: ignore[arg-type]
