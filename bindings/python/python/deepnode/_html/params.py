"""The parameters as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parts import Html, code, dn, page, rate, span, table, weight

if TYPE_CHECKING:
    from .. import Params, Penalty


def params(p: Params) -> Html:
    """Rates in percent, amounts in DN, times in words."""
    return page(
        _roles(p), _taking_part(p), _revenue(p), _trust(p), _queue(p), _penalties(p), _emission(p), _law(p)
    )


def _roles(p: Params) -> Html:
    roles = ("owner", "foundation", "treasury", "fee_recipient", "bridge", "sequencer")
    rows = [(role.replace("_", " "), code(getattr(p, role))) for role in roles]
    phase = "1: inference only" if p.phase == 1 else str(p.phase)
    return table(f"Roles, phase {phase}", rows)


def _taking_part(p: Params) -> Html:
    admitted = "anybody" if isinstance(p.admission, str) else f"{len(p.admission)} listed addresses"
    rows = [
        ("who may register", admitted, ""),
        ("registration fee", dn(p.registration_fee), f"{rate(p.registration_burn)} of it burned"),
        ("a miner's collateral", dn(p.min_collateral), f"and {dn(p.collateral_per_slot)} for each slot"),
        ("a validator's stake", dn(p.min_stake), f"at most {dn(p.stake_cap)} counts when seats are drawn"),
        ("cooldown after leaving", span(p.exit_cooldown_ms), ""),
    ]
    return table("Taking part", rows)


def _revenue(p: Params) -> Html:
    r = p.revenue
    base = "of the fees" if r.burn_base == "fees" else "of the gross"
    rows = [
        ("fees", rate(r.fees), "of the gross"),
        ("burn", rate(r.burn), base),
        ("buyback", rate(r.buyback), "of the gross, burned"),
        ("foundation", rate(r.foundation), "of the gross"),
        ("creator and backers", rate(r.owners), "of the gross"),
        ("domain", rate(r.domain), "of the gross, to the treasury"),
        ("emission pool", rate(r.emission), "of the gross"),
        ("validators", rate(r.validators), "of the rest"),
        ("miners", rate(10**9 - r.validators), "of the rest"),
    ]
    return table("Revenue of a task", rows, ("goes to", "share", ""), [1])


def _trust(p: Params) -> Html:
    t = p.trust
    rows = [
        ("good work", weight(t.good), "for"),
        ("late", weight(t.late), "against"),
        ("minor", weight(t.minor), "against"),
        ("major", weight(t.major), "against"),
        ("critical", weight(t.critical), "against"),
        ("earlier evidence after each event", rate(t.decay), "is kept"),
        ("evidence after an idle epoch", rate(t.idle_decay), "is kept"),
        ("least score for a task", rate(t.floor), ""),
    ]
    return table("Trust", rows, ("", "counts", ""), [1])


def _queue(p: Params) -> Html:
    q = p.queue
    rows = [
        ("a slot waits for a miner", span(q.wait_ms)),
        ("miners that a slot may have", str(q.max_attempts)),
        ("work waits for validators, in each round", span(q.undecided_after_ms)),
        ("rounds of verdicts", str(q.max_rounds)),
        ("to commit a verdict", span(q.commit_ms)),
        ("to reveal it", span(q.reveal_ms)),
    ]
    return table("Queue: at most", rows)


def _penalties(p: Params) -> Html:
    def row(name: str, penalty: Penalty) -> tuple[str, ...]:
        fate = ["has to go" + (" for good" if penalty.ban else "")] if penalty.deregister else ["stays"]
        if penalty.suspend:
            fate.append("no tasks while the case is open")
        returned = rate(penalty.returned) if penalty.deregister else "the rest stays"
        return name, rate(penalty.slash), rate(penalty.treasury), returned, "; ".join(fate)

    s = p.severity
    rows = [row("minor", s.minor), row("major", s.major), row("critical", s.critical)]
    header = ("case", "slashed", "of it to the treasury", "returned", "the miner")
    windows = table(
        "Reviews",
        [
            ("the foundation decides within", span(p.review.window_ms)),
            ("the miner appeals within", span(p.review.appeal_ms)),
            ("each seat that agreed gets", dn(p.rejection_pay)),
        ],
    )
    return Html(table("What a case costs, of the collateral", rows, header, [1, 2, 3]) + windows)


def _emission(p: Params) -> Html:
    e = p.emission
    miners = 10**9 - e.foundation - e.domain - e.owners - e.stakers - e.validators
    rows = [
        ("an epoch", span(e.epoch_ms), ""),
        ("new money of the first", dn(e.first), "the budget is new money and the pool"),
        ("each later one", rate(e.decay), "of the one before"),
        ("at most, ever", dn(e.cap), ""),
        ("foundation", rate(e.foundation), "of the budget"),
        ("domain", rate(e.domain), "of the budget, to the treasury"),
        ("creators and backers", rate(e.owners), "of the budget"),
        ("stakers", rate(e.stakers), "of the budget"),
        ("validators", rate(e.validators), "of the budget"),
        ("miners", rate(miners), "of the budget"),
    ]
    return table("Emission", rows)


def _law(p: Params) -> Html:
    g = p.governance
    rows = [
        ("a proposal's deposit", dn(g.deposit)),
        ("voting", span(g.voting_ms)),
        ("stake that has to vote", rate(g.quorum)),
        ("veto that burns the deposit, of the voted stake, above", rate(g.veto)),
        ("from passing to taking effect", span(g.timelock_ms)),
    ]
    return table("Governance", rows)
