"""Events and states as Arrow tables, read by other libraries."""

import pickle
from collections.abc import Sequence
from decimal import Decimal

import deepnode
import duckdb
import pandas
import polars
import pyarrow
import pytest
from deepnode import DN, Address, Domain, Params, commands, events, keccak, places

BRIDGE, ANA, BEN, CREATOR, OWNER, SEQUENCER = (Address(bytes([n]) * 20) for n in range(1, 7))
MODEL = keccak(b"manifest")


@pytest.fixture
def domain() -> Domain:
    """A domain with a miner, a validator and a task that is leased."""
    params = Params(bridge=BRIDGE, owner=OWNER, sequencer=SEQUENCER)
    made = Domain(8453, Address(b"\x09" * 20), params, keep_events=True)
    beats = [bytes([n]) * 32 for n in range(1, 4)]
    steps = [
        (BRIDGE, commands.Deposit(ANA, DN("2000.5"))),
        (BRIDGE, commands.Deposit(BEN, DN(2_000))),
        (
            CREATOR,
            commands.RegisterModel(
                MODEL, "inference", DN(1), 1, 1, 60_000, 0, [], "https://example.org/model.json"
            ),
        ),
        (OWNER, commands.AdmitModel(MODEL, 1_000)),
        (ANA, commands.RegisterMiner([MODEL], 1, DN(1_100), DN(10))),
        (BEN, commands.RegisterValidator(DN(1_000))),
        (BEN, commands.SubmitTask(MODEL, "inference", 100, keccak(b"prompt"))),
        (SEQUENCER, commands.Advance(beats[0], keccak(beats[1]))),
    ]
    made.apply_all([(1_000 + n, *step) for n, step in enumerate(steps)]).check()
    return made


def test_every_event_has_a_row(domain: Domain) -> None:
    frame = polars.DataFrame(domain.events.table())
    assert len(frame) == len(domain.events) == domain.sequence
    assert frame["sequence"].to_list() == list(range(1, domain.sequence + 1))
    assert frame["type"].to_list() == [type(event).__name__ for event in domain.events]
    now = 0
    for row, event in zip(frame.iter_rows(named=True), domain.events, strict=True):
        match event:
            case events.Clock(now=told):
                now = told
            case events.Moved(from_=from_, to=to, amount=amount, reason=reason):
                assert row["amount"] == Decimal(amount).scaleb(-18)
                assert row["reason"] == reason
                if isinstance(to, places.Balance):
                    assert (row["to_place"], row["to"]) == ("balance", str(to.address))
                if isinstance(from_, places.Outside):
                    assert (row["from_place"], row["from"]) == ("outside", None)
                if isinstance(to, places.Escrow):
                    assert row["task"] == to.task
            case events.Leased(assignment=assignment, task=task, miner=miner):
                assert (row["assignment"], row["task"], row["miner"]) == (assignment, task, str(miner))
        assert row["time"] == now


def test_a_kind_has_all_its_fields(domain: Domain) -> None:
    frame = polars.DataFrame(domain.events.table(events.MinerRegistered))
    assert frame.columns == ["sequence", "time", "miner", "models", "slots"]
    assert frame.row(0)[2:] == (str(ANA), [str(MODEL)], 1)
    moved = polars.DataFrame(domain.events.table(events.Moved))
    assert len(moved) == sum(isinstance(event, events.Moved) for event in domain.events)
    assert moved["amount"].sum() == sum(
        Decimal(event.amount).scaleb(-18) for event in domain.events if isinstance(event, events.Moved)
    )


@pytest.mark.parametrize("kind", [getattr(events, name) for name in events.__all__])
def test_every_kind_of_event_has_a_table(domain: Domain, kind: type) -> None:
    if not issubclass(kind, events.Event) or kind is events.Event:
        with pytest.raises(TypeError, match=r"expected a class of deepnode\.events"):
            domain.events.table(kind)
        return
    table = domain.events.table(kind)
    assert len(table) == sum(isinstance(event, kind) for event in domain.events)
    assert table.column_names[:2] == ["sequence", "time"]


def test_money_is_exact(domain: Domain) -> None:
    domain.apply(2_000, BRIDGE, commands.Deposit(ANA, 2**94 + 1))
    table = domain.accounts_table()
    assert polars.DataFrame(table).schema["balance"] == polars.Decimal(38, 18)
    for row in polars.DataFrame(table).iter_rows(named=True):
        assert DN(row["balance"]) == domain.balance(row["address"])
    rows = {row["address"]: row for row in pyarrow.table(table).to_pylist()}
    assert DN(rows[str(ANA)]["balance"]) == 2**94 + 1 + DN("890.5")


def test_states_are_tables(domain: Domain) -> None:
    miners = polars.DataFrame(domain.miners_table()).row(0, named=True)
    assert (miners["address"], miners["status"], miners["in_flight"]) == (str(ANA), "active", 1)
    assert miners["collateral"] == 1_100
    validators = polars.DataFrame(domain.validators_table()).row(0, named=True)
    assert (validators["address"], validators["stake"], validators["status"]) == (str(BEN), 1_000, "active")
    tasks = polars.DataFrame(domain.tasks_table()).row(0, named=True)
    assert (tasks["task"], tasks["status"], tasks["model"]) == (1, "running", str(MODEL))
    assert (tasks["escrow"], tasks["units"], tasks["attempts"], tasks["ended"]) == (100, 100, 1, None)
    accounts = polars.DataFrame(domain.accounts_table())
    inside = ["balance", "collateral", "stake", "delegated", "unbonding"]
    assert sum(accounts[name].sum() for name in inside) + 100 == Decimal("4000.5") - 5


def test_pandas_duckdb_and_pyarrow_read_them(domain: Domain) -> None:
    table = events_table = domain.events.table()
    assert len(pyarrow.table(table)) == len(events_table)
    frame = pandas.DataFrame.from_arrow(table) if hasattr(pandas.DataFrame, "from_arrow") else None
    frame = pyarrow.table(table).to_pandas() if frame is None else frame
    assert list(frame.columns) == table.column_names
    told = duckdb.sql("select sum(amount) from events_table where reason = 'deposit'")
    assert told is not None
    assert told.fetchall() == [(Decimal("4000.5"),)]


def test_the_memory_is_shared(domain: Domain) -> None:
    table = domain.events.table()
    first, second = (pyarrow.table(table)["sequence"].chunk(0).buffers()[1].address for _ in range(2))
    assert first == second
    assert table.nbytes > 0


def test_slices_have_tables_of_their_own(domain: Domain) -> None:
    some = domain.events[::3]
    frame = polars.DataFrame(some.table())
    assert frame["sequence"].to_list() == list(range(1, domain.sequence + 1, 3))
    assert len(domain.events[:0].table()) == 0
    assert deepnode.Events is type(some)


def test_all_tables_of_a_kind_have_one_schema(domain: Domain) -> None:
    both = [domain.apply(3_000, BRIDGE, commands.Deposit(ANA, n)) for n in (1, 2)]
    for kind in (None, events.Moved):
        one, other, none = (pyarrow.table(some.table(kind)) for some in (*both, both[0][:0]))
        assert len(pyarrow.concat_tables([one, other, none])) == len(one) + len(other)


def test_a_class_is_known_by_itself_and_not_by_its_name(domain: Domain) -> None:
    with pytest.raises(TypeError, match="expected a class"):
        domain.events.table(type("Moved", (), {}))  # pyright: ignore[reportArgumentType]


def test_a_number_that_no_column_holds_is_refused() -> None:
    mine = Domain(8453, Address(b"\x09" * 20), Params(bridge=BRIDGE), keep_events=True)
    mine.replay(
        [[events.MinerRegistered(ANA, [], 1), events.TrustChanged(events.OfMiner(ANA), (2**128 - 1, 10**38))]]
    )
    with pytest.raises(deepnode.errors.InvalidValue, match="38 digits"):
        mine.events.table(events.TrustChanged)


def test_events_are_a_sequence(domain: Domain) -> None:
    some = domain.events
    assert isinstance(some, Sequence)
    assert some.index(some[3]) == list(some).index(some[3])
    assert some.count(some[3]) == list(some).count(some[3])
    assert some[3] in some
    assert 5 not in some
    assert list(reversed(some)) == list(some)[::-1]
    with pytest.raises(ValueError, match="no such event"):
        some.index(events.PhaseTwoBegun())
    assert some.index(some[3], 3, 4) == some.index(some[3], -len(some) + 3) == 3
    with pytest.raises(ValueError, match="no such event"):
        some.index(some[0], len(some))
    with pytest.raises(IndexError, match="so far away"):
        some[2**70]
    for part in (some, some[2:5], some[::2], domain.apply(5_000, BRIDGE, commands.Deposit(ANA, 1))):
        again = pickle.loads(pickle.dumps(part))
        assert again == part
        assert list(again) == list(part)
        assert pyarrow.table(again.table()) == pyarrow.table(part.table())
    assert some[2:5] != some[3:6]
    for far in (2**70, -(2**70), len(some), -len(some) - 1):
        with pytest.raises(IndexError):
            some[far]
    with pytest.raises(TypeError):
        some["x"]  # type: ignore[call-overload]
