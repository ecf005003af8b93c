"""I3: the same changes lead to the same journal, in whatever order and however often they come."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.entries import ChangeRequest
from journal.records.columns import uuid7
from tests.family import NOW, ZONE, Family, fresh_family
from tests.support.arriving import WRITERS, Step, digest_after, programs


@pytest.fixture(scope="module")
def family(tmp_path_factory) -> Iterator[Family]:
    folder = tmp_path_factory.mktemp("order")
    family = fresh_family(f"sqlite:///{folder / 'journal.sqlite3'}")
    yield family
    family.database.close()


MOMENTS = [(NOW - timedelta(days=days)).isoformat() for days in (1, 2)]
fields = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from([1, 5, 9, None]),
        "note": st.sampled_from(["a", "b", "c", None]),
        "sites": st.sampled_from([["mouth"], ["chest", "scalp"], []]),
        "at": st.sampled_from(MOMENTS),
    },
).filter(bool)


def changes(family: Family, steps: list[Step], seed: int) -> list[ChangeRequest]:
    """The changes these steps make. Ids do not follow the order of writing: clocks differ."""
    dice = random.Random(seed)
    moments = [NOW - timedelta(days=1, seconds=dice.randrange(10_000)) for _ in steps]
    ids = [uuid7(moment) for moment in moments]
    entries = [uuid7(NOW), uuid7(NOW)]
    made = []
    for number, step in enumerate(steps):
        whole = {"at": moments[number].isoformat(), "symptom": "fatigue"}
        said = step.said if step.after is not None else {**whole, **step.said}
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
                fields=said,
            )
        )
    return made


PATIENT = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
any_order = given(program=programs(fields, 7, made_twice=True), seed=st.integers(0, 10**6))


@pytest.mark.slow
@settings(PATIENT, max_examples=60)
@any_order
def test_i3_any_order_any_repeats_lead_to_the_same_digest(family, program, seed):
    leads_to_the_same_digest(family, program, seed)


@pytest.mark.nightly
@settings(PATIENT, max_examples=1000)
@any_order
def test_i3_long_any_order_any_repeats_lead_to_the_same_digest(family, program, seed):
    leads_to_the_same_digest(family, program, seed)


def leads_to_the_same_digest(family, program, seed):
    steps, order = program
    made = changes(family, steps, seed)
    written = digest_after(family, steps, made, list(range(len(steps))))
    assert digest_after(family, steps, made, order) == written


MOVES = (
    {"note": "x"},
    {"severity": 3},
    None,
)


@pytest.mark.slow
@pytest.mark.parametrize("moves", list(product(MOVES, repeat=2)), ids=str)
def test_f11_two_phones_that_did_not_see_each_other_converge_in_every_order(family, moves):
    steps = [Step("ada", 0, None, {"severity": 1, "note": "first"})]
    for writer, move in zip(WRITERS, moves, strict=True):
        steps.append(Step(writer, 0, 0, move or {}, delete=move is None))
        steps.append(Step(writer, 0, len(steps) - 1, {"note": f"{writer} again"}))
    made = changes(family, steps, 7)
    orders = [list(order) for order in permutations(range(len(steps)))]
    assert len({digest_after(family, steps, made, order) for order in orders[::7]}) == 1


def test_another_set_of_changes_has_another_digest(family):
    steps = [
        Step("ada", 0, None, {"note": "first"}),
        Step("ben", 0, 0, {"note": "second"}),
    ]
    made = changes(family, steps, 1)
    assert digest_after(family, steps, made, [0]) != digest_after(family, steps, made, [0, 1])
