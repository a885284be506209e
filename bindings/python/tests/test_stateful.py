"""Plays of any length beside a simple model of who has what."""

from __future__ import annotations

import pickle
from collections import Counter

import deepnode
import hypothesis.strategies as st
from cast import BRIDGE, SEQUENCER, a_domain
from deepnode import commands, errors, places, signing
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

COOLDOWN = 1_000
KEYS = [signing.Key.from_bytes(bytes([number]) * 32) for number in range(1, 5)]
PEOPLE = [key.address for key in KEYS]
LONGEST = 31_622_400_000

people = st.sampled_from(PEOPLE)
amounts = st.integers(0, 1_000)


class Play(RuleBasedStateMachine):
    """People bring money, move it, stake, delegate, take it back and leave, beside a model that adds up in dicts."""

    def __init__(self) -> None:
        super().__init__()
        params = a_domain().params
        self.empty = a_domain(
            min_stake=10,
            exit_cooldown_ms=COOLDOWN,
            emission=params.emission.replace(epoch_ms=LONGEST),
        )
        self.domain = deepnode.Domain.restore(self.empty.snapshot(), keep_events=True)
        self.now = 0
        self.beats = 0
        self.balances: Counter[deepnode.Address] = Counter()
        self.stakes: Counter[deepnode.Address] = Counter()
        self.delegations: Counter[tuple[deepnode.Address, deepnode.Address]] = Counter()
        self.unbonding: list[tuple[int, deepnode.Address, int]] = []
        self.leaving: dict[deepnode.Address, int] = {}
        self.nonces: Counter[deepnode.Address] = Counter()
        self.deposited = 0
        self.withdrawn = 0

    def expect(self, code: str | None, signer: deepnode.Address, command: commands.Command) -> bool:
        """Applies a command, which is refused with a code or not at all; true if it was applied."""
        before = self.domain.head
        try:
            given = self.domain.apply(self.now, signer, command)
        except errors.Refused as refused:
            assert refused.code == code
            assert self.domain.head == before
            return False
        assert code is None
        assert given == self.domain.events[-len(given) :]
        return True

    def spend(self, who: deepnode.Address, amount: int) -> str | None:
        """Why somebody cannot spend it."""
        if amount == 0:
            return "zero_amount"
        return None if self.balances[who] >= amount else "insufficient_balance"

    @rule(pause=st.integers(0, 400))
    def time_passes(self, pause: int) -> None:
        self.now += pause

    @rule(to=people, amount=amounts)
    def deposit(self, to: deepnode.Address, amount: int) -> None:
        if self.expect(None if amount else "zero_amount", BRIDGE, commands.Deposit(to, amount)):
            self.balances[to] += amount
            self.deposited += amount

    @rule(who=people, amount=amounts)
    def withdraw(self, who: deepnode.Address, amount: int) -> None:
        if self.expect(self.spend(who, amount), who, commands.Withdraw(amount)):
            self.balances[who] -= amount
            self.withdrawn += amount

    @rule(who=people, to=people, amount=amounts)
    def transfer(self, who: deepnode.Address, to: deepnode.Address, amount: int) -> None:
        if self.expect(self.spend(who, amount), who, commands.Transfer(to, amount)):
            self.balances[who] -= amount
            self.balances[to] += amount

    @rule(key=st.sampled_from(KEYS), to=people, amount=amounts)
    def transfer_signed(self, key: signing.Key, to: deepnode.Address, amount: int) -> None:
        who = key.address
        envelope = key.seal(self.domain, commands.Transfer(to, amount), valid_until=2**64 - 1)
        assert envelope.signed.nonce == self.nonces[who]
        [result] = self.domain.apply_signed_all(self.now, [envelope])
        code = result.code if isinstance(result, errors.Refused) else None
        assert code == self.spend(who, amount)
        if code is None:
            self.balances[who] -= amount
            self.balances[to] += amount
            self.nonces[who] += 1

    @rule(who=people, stake=st.integers(0, 100))
    def register_validator(self, who: deepnode.Address, stake: int) -> None:
        if who in self.stakes:
            code: str | None = "already_registered"
        elif stake < 10:
            code = "insufficient_stake"
        else:
            code = self.spend(who, stake)
        if self.expect(code, who, commands.RegisterValidator(stake)):
            self.balances[who] -= stake
            self.stakes[who] = stake

    @rule(who=people, validator=people, amount=amounts)
    def delegate(self, who: deepnode.Address, validator: deepnode.Address, amount: int) -> None:
        code = self.spend(who, amount)
        if amount and validator not in self.stakes:
            code = "unknown_validator"
        elif amount and validator in self.leaving:
            code = "exiting"
        if self.expect(code, who, commands.Delegate(validator, amount)):
            self.balances[who] -= amount
            self.delegations[who, validator] += amount

    @rule(who=people, validator=people, amount=amounts)
    def undelegate(self, who: deepnode.Address, validator: deepnode.Address, amount: int) -> None:
        code = None if self.delegations[who, validator] >= amount else "insufficient_balance"
        if amount == 0:
            code = "zero_amount"
        elif validator not in self.stakes:
            code = "unknown_validator"
        if self.expect(code, who, commands.Undelegate(validator, amount)):
            self.delegations[who, validator] -= amount
            self.unbonding.append((self.now + COOLDOWN, who, amount))

    @rule(who=people)
    def exit_validator(self, who: deepnode.Address) -> None:
        code = "exiting" if who in self.leaving else None if who in self.stakes else "unknown_validator"
        if self.expect(code, who, commands.ExitValidator()):
            self.leaving[who] = self.now + COOLDOWN

    @rule()
    def advance(self) -> None:
        self.beats += 1
        entropy, coming = (number.to_bytes(32, "big") for number in (self.beats, self.beats + 1))
        self.domain.advance(self.now, SEQUENCER, entropy, deepnode.keccak(coming))
        for who in [who for who, until in self.leaving.items() if until <= self.now]:
            del self.leaving[who]
            self.balances[who] += self.stakes.pop(who)
            for staker in PEOPLE:
                self.balances[staker] += self.delegations.pop((staker, who), 0)
        for one in [one for one in self.unbonding if one[0] <= self.now]:
            self.unbonding.remove(one)
            self.balances[one[1]] += one[2]

    @precondition(lambda self: self.domain.time > 0)
    @rule()
    def time_does_not_go_back(self) -> None:
        try:
            self.domain.apply(self.domain.time - 1, BRIDGE, commands.Deposit(PEOPLE[0], 1))
        except errors.TimeWentBack as refused:
            assert refused.expected == self.domain.time
        else:
            raise AssertionError("applied")

    @rule(amount=amounts, who=people)
    def preview(self, amount: int, who: deepnode.Address) -> None:
        before = self.domain.snapshot()
        try:
            self.domain.preview(self.now, who, commands.Withdraw(amount))
        except errors.Refused as refused:
            assert refused.code == self.spend(who, amount)
        else:
            assert self.spend(who, amount) is None
        assert self.domain.snapshot() == before

    @rule()
    def a_snapshot_is_the_state(self) -> None:
        restored = deepnode.Domain.restore(self.domain.snapshot())
        assert restored == self.domain
        assert pickle.loads(pickle.dumps(self.domain)) == restored
        assert restored.report_json() == self.domain.report_json()

    @rule()
    def the_events_are_the_state(self) -> None:
        replayed = self.empty.copy()
        replayed.replay(self.domain.event_lists)
        assert replayed == self.domain

    @rule()
    def a_copy_goes_on(self) -> None:
        self.domain = self.domain.copy()

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.domain.audit() == []

    @invariant()
    def everybody_has_what_the_model_says(self) -> None:
        for who in PEOPLE:
            assert self.domain.balance(who) == self.balances[who]
            assert self.domain.nonce(who) == self.nonces[who]
            assert self.domain.money(places.Stake(who)) == self.stakes.get(who, 0)
            unbonding = sum(amount for _, staker, amount in self.unbonding if staker == who)
            assert self.domain.money(places.Unbonding(who)) == unbonding
            for validator in PEOPLE:
                held = self.domain.money(places.Delegation(who, validator))
                assert held == self.delegations.get((who, validator), 0)

    @invariant()
    def money_adds_up(self) -> None:
        supply, totals = self.domain.supply, self.domain.totals
        assert (supply.deposited, supply.withdrawn) == (self.deposited, self.withdrawn)
        assert totals.sum() == supply.circulating == self.deposited - self.withdrawn
        assert totals.balances == sum(self.balances.values())
        assert len(self.domain.events) == self.domain.sequence


TestPlay = Play.TestCase
TestPlay.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
