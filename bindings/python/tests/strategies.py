"""Values of every kind that commands, events and parameters are made of, for hypothesis."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import deepnode
from deepnode import commands, events, places, words
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

AMOUNT_MAX = 2**96 - 1


def _whole(bits: int) -> SearchStrategy[int]:
    most = 2**bits - 1
    return st.one_of(st.sampled_from([0, 1, most]), st.integers(0, most))


u8, u16, u32, u64, u128 = (_whole(bits) for bits in (8, 16, 32, 64, 128))
amounts = st.one_of(st.sampled_from([0, 1, 2**64, AMOUNT_MAX]), st.integers(0, AMOUNT_MAX))
addresses = st.binary(min_size=20, max_size=20).map(deepnode.Address)
hashes = st.binary(min_size=32, max_size=32).map(deepnode.Hash)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
backers = st.lists(st.tuples(addresses, u64), max_size=3)
evidence = st.tuples(u128, u128)


def word(kind: type[words.Word]) -> SearchStrategy[words.Word]:
    """Any word of a closed set."""
    return st.sampled_from(list(kind))


def classes(module: ModuleType, base: type) -> list[type]:
    """The classes of a module that stand for the variants of an enum."""
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass)]
    return [kind for kind in found if issubclass(kind, base) and kind is not base]


penalties = st.builds(
    deepnode.Penalty,
    slash=u64,
    treasury=u64,
    returned=u64,
    deregister=st.booleans(),
    suspend=st.booleans(),
    ban=st.booleans(),
)

PARAMETERS: dict[str, SearchStrategy[Any]] = {
    "first": amounts,
    "cap": amounts,
    "deposit": amounts,
    "burn_base": word(words.BurnBase),
    "minor": penalties,
    "major": penalties,
    "critical": penalties,
    "owner": addresses,
    "foundation": addresses,
    "treasury": addresses,
    "fee_recipient": addresses,
    "bridge": addresses,
    "sequencer": addresses,
    "registration_fee": amounts,
    "admission": st.one_of(st.just("open"), st.frozensets(addresses, max_size=3)),
    "min_collateral": amounts,
    "collateral_per_slot": amounts,
    "min_stake": amounts,
    "stake_cap": amounts,
    "rejection_pay": amounts,
}
RATES = {"foundation": u64}


def settings_of(kind: Any, **known: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """One group of parameters with any values, whether or not they keep the rules."""
    return st.builds(kind, **{name: known.get(name, u64) for name in kind.__match_args__})


_money = {name: PARAMETERS[name] for name in ("first", "cap")}
_groups: dict[str, SearchStrategy[Any]] = {
    "revenue": settings_of(deepnode.Revenue, burn_base=PARAMETERS["burn_base"]),
    "trust": settings_of(deepnode.TrustWeights),
    "queue": settings_of(deepnode.QueueRules),
    "severity": settings_of(deepnode.Penalties, minor=penalties, major=penalties, critical=penalties),
    "review": settings_of(deepnode.Review),
    "emission": settings_of(deepnode.Emission, **_money),
    "governance": settings_of(deepnode.Governance, deposit=amounts),
}
_whole_set = {name: value for name, value in PARAMETERS.items() if name in deepnode.Params.__match_args__}
params = settings_of(deepnode.Params, **_whole_set, **_groups)


def variants(module: ModuleType, base: type, fields: dict[Any, SearchStrategy[Any]]) -> dict[type, Any]:
    """A strategy for each class, by the names of its fields; `(class, field)` goes before `field`."""

    def of(kind: Any) -> SearchStrategy[Any]:
        names = kind.__match_args__
        return st.builds(kind, **{n: fields[(kind, n) if (kind, n) in fields else n] for n in names})

    return {kind: of(kind) for kind in classes(module, base)}


PLACES = variants(
    places,
    places.Place,
    dict.fromkeys(["address", "miner", "validator", "staker"], addresses) | {"task": u64, "proposal": u64},
)
any_place = st.one_of(*PLACES.values())

CASE_VERDICTS = variants(commands, commands.CaseVerdict, {"severity": word(words.Severity)})

COMMANDS = variants(
    commands,
    commands.Command,
    {
        "to": addresses,
        "validator": addresses,
        "amount": amounts,
        "unit_price": amounts,
        "collateral": amounts,
        "max_fee": amounts,
        "stake": amounts,
        "model": hashes,
        "models": st.lists(hashes, max_size=3),
        "input": hashes,
        "seal": hashes,
        "commitment": hashes,
        "output_root": hashes,
        "seal_salt": hashes,
        "salt": hashes,
        "entropy": hashes,
        "next": hashes,
        "kind": word(words.Kind),
        "verdict": word(words.Verdict),
        (commands.Decide, "verdict"): st.one_of(*CASE_VERDICTS.values()),
        "choice": word(words.Choice),
        "role": word(words.Role),
        "backers": backers,
        "manifest": texts,
        "statement": texts,
        "params": params,
    }
    | dict.fromkeys(
        [
            "committee",
            "replicas",
            "lease_ms",
            "creator_share",
            "difficulty",
            "slots",
            "units",
            "task",
            "assignment",
            "units_done",
            "case",
            "base",
            "proposal",
        ],
        u64,
    ),
)
any_command = st.one_of(*COMMANDS.values())

OUTCOMES = variants(
    events, events.Outcome, {"severity": word(words.Severity), "cause": word(words.TimeoutCause)}
)
SUBJECTS = variants(events, events.Subject, {"miner": addresses, "validator": addresses, "model": hashes})
terms = st.builds(
    events.ModelTerms,
    kind=word(words.Kind),
    unit_price=amounts,
    committee=u32,
    replicas=u16,
    lease_ms=u64,
    creator_share=u64,
    backers=backers,
    manifest=texts,
)
work = st.builds(events.VerifiedWork, assignment=u64, vwu=u128, score=u64)

EVENTS = variants(
    events,
    events.Event,
    {
        "from_": any_place,
        "to": addresses,
        (events.Moved, "to"): any_place,
        "reason": word(words.CloseReason),
        (events.Moved, "reason"): word(words.Reason),
        "outcome": st.one_of(*OUTCOMES.values()),
        (events.ProposalEnded, "outcome"): word(words.ProposalOutcome),
        "until": u64,
        (events.CaseDecided, "until"): st.none() | u64,
        (events.ProposalEnded, "until"): st.none() | u64,
        "subject": st.one_of(*SUBJECTS.values()),
        "evidence": evidence,
        "terms": terms,
        "params": params,
        "work": st.lists(work, max_size=3),
        "seats": st.lists(addresses, max_size=3),
        "validators": st.lists(addresses, max_size=3),
        "models": st.lists(hashes, max_size=3),
        "paused": st.booleans(),
        "banned": st.booleans(),
        "kind": word(words.Kind),
        "severity": word(words.Severity),
        "verdict": word(words.Verdict),
        "choice": word(words.Choice),
        "role": word(words.Role),
        "statement": texts,
        "slot": u16,
        "round": u8,
    }
    | dict.fromkeys(["difficulty", "slots", "units", "units_done", "units_paid"], u32)
    | dict.fromkeys(
        [
            "nonce",
            "now",
            "unbonding",
            "task",
            "assignment",
            "case",
            "epoch",
            "proposal",
            "base",
            "score",
        ],
        u64,
    )
    | dict.fromkeys(["amount", "collateral", "new_money"], amounts)
    | dict.fromkeys(
        [
            "signer",
            "creator",
            "miner",
            "validator",
            "staker",
            "consumer",
            "proposer",
            "voter",
            "holder",
        ],
        addresses,
    )
    | dict.fromkeys(["model", "input", "seal", "commitment", "output_root", "beacon", "next"], hashes),
)
any_event = st.one_of(*EVENTS.values())
