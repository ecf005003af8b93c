"""I3: the same changes lead to the same journal, in whatever order and however often they come."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from journal.entries import ChangeRequest, Result
from journal.entries.quarantine import receive
from journal.exchange.verify import verify_in
from journal.records.columns import uuid7
from tests.family import NOW, ZONE, Family, fresh_database, make_family

WRITERS = ("ada", "ben")
SETTLED = {Result.APPLIED, Result.CONFLICT, Result.WAITING, Result.REPEATED}


@pytest.fixture(scope="module")
def family(tmp_path_factory) -> Iterator[Family]:
    folder = tmp_path_factory.mktemp("order")
    family = make_family(fresh_database(f"sqlite:///{folder / 'journal.sqlite3'}"))
    yield family
    family.database.close()


class TakenBack(Exception):
    """Nothing of this is kept."""


@contextmanager
def scratch(family: Family) -> Iterator[Session]:
    """A transaction that is rolled back: every order starts from the same journal."""
    with suppress(TakenBack), family.database.transaction() as session:
        yield session
        raise TakenBack


@dataclass(frozen=True)
class Step:
    """What one writer does: to which entry, after which earlier step, with which fields."""

    writer: str
    entry: int
    after: int | None
    fields: tuple[tuple[str, object], ...]
    delete: bool = False


MOMENTS = [(NOW - timedelta(days=days)).isoformat() for days in (1, 2)]
values = st.one_of(
    st.tuples(st.just("severity"), st.sampled_from([1, 5, 9, None])),
    st.tuples(st.just("note"), st.sampled_from(["a", "b", "c", None])),
    st.tuples(st.just("sites"), st.sampled_from([["mouth"], ["chest", "scalp"], []])),
    st.tuples(st.just("at"), st.sampled_from(MOMENTS)),
)


@st.composite
def programs(draw: st.DrawFn) -> tuple[list[Step], list[int]]:
    """Steps in the order they were written, and the order they arrive in, with repeats."""
    steps: list[Step] = []
    for number in range(draw(st.integers(2, 7))):
        writer = draw(st.sampled_from(WRITERS))
        entry = draw(st.integers(0, 1))
        earlier = [n for n in range(number) if steps[n].entry == entry]
        # Two phones may even make the same entry: a restored phone, an import run twice.
        after = draw(st.sampled_from([*earlier, earlier[0], None])) if earlier else None
        delete = after is not None and draw(st.integers(0, 3)) == 0
        fields = () if delete else tuple(draw(st.lists(values, min_size=1, max_size=3)))
        steps.append(Step(writer, entry, after, fields, delete))
    once = list(range(len(steps)))
    more = draw(st.lists(st.sampled_from(once), max_size=4))
    return steps, draw(st.permutations(once + more))


def changes(family: Family, steps: list[Step], seed: int) -> list[ChangeRequest]:
    """The changes these steps make. Ids do not follow the order of writing: clocks differ."""
    dice = random.Random(seed)
    moments = [NOW - timedelta(days=1, seconds=dice.randrange(10_000)) for _ in steps]
    ids = [uuid7(moment) for moment in moments]
    entries = [uuid7(NOW), uuid7(NOW)]
    made = []
    for number, step in enumerate(steps):
        whole = {"at": moments[number].isoformat(), "symptom": "fatigue"}
        fields = dict(step.fields) if step.after is not None else {**whole, **dict(step.fields)}
        made.append(
            ChangeRequest(
                id=ids[number],
                entry=entries[step.entry],
                child=family.nora,
                kind="symptom",
                base=None if step.after is None else ids[step.after],
                delete=step.delete,
                made_at=moments[number],
                zone=ZONE,
                fields=fields,
            )
        )
    return made


def digest_after(
    family: Family, steps: list[Step], made: list[ChangeRequest], order: list[int]
) -> str:
    """Let the changes arrive in this order and return the journal's digest."""
    with scratch(family) as session:
        for number in order:
            actor = family.actor(session, steps[number].writer)
            outcome = receive(session, actor, made[number], now=NOW + timedelta(minutes=number))
            assert outcome.result in SETTLED, outcome
        verdict = verify_in(session, Path())
        assert verdict.ok, verdict.faults
        return verdict.digest
    raise AssertionError


@pytest.mark.slow
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(program=programs(), seed=st.integers(0, 10**6))
def test_i3_any_order_any_repeats_lead_to_the_same_digest(family, program, seed):
    steps, order = program
    made = changes(family, steps, seed)
    written = digest_after(family, steps, made, list(range(len(steps))))
    assert digest_after(family, steps, made, order) == written


MOVES = (
    (("note", "x"),),
    (("severity", 3),),
    None,
)


@pytest.mark.slow
@pytest.mark.parametrize("moves", list(product(MOVES, repeat=2)), ids=str)
def test_f11_two_phones_that_did_not_see_each_other_converge_in_every_order(family, moves):
    steps = [Step("ada", 0, None, (("severity", 1), ("note", "first")))]
    for writer, move in zip(WRITERS, moves, strict=True):
        steps.append(Step(writer, 0, 0, move or (), delete=move is None))
        steps.append(Step(writer, 0, len(steps) - 1, (("note", f"{writer} again"),)))
    made = changes(family, steps, 7)
    orders = [list(order) for order in permutations(range(len(steps)))]
    assert len({digest_after(family, steps, made, order) for order in orders[::7]}) == 1


def test_another_set_of_changes_has_another_digest(family):
    steps = [
        Step("ada", 0, None, (("note", "first"),)),
        Step("ben", 0, 0, (("note", "second"),)),
    ]
    made = changes(family, steps, 1)
    assert digest_after(family, steps, made, [0]) != digest_after(family, steps, made, [0, 1])
