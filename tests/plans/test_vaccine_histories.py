"""H26: whatever happens to the infusions, the shown date is that of the rows that live."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.vaccines import Facts, Given, answer
from tests.plans.infusing import MMR, ON, facts, ivig, noon, settle

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["record", "record", "day", "grams", "delete", "restore"]),
        st.integers(0, 9),
        st.integers(0, 700),
        st.sampled_from(["9", "12", "30", "45", "60", "66", "90"]),
    ),
    min_size=1,
    max_size=12,
)
FIRST = date(2024, 12, 1)


@dataclass
class Model:
    """One infusion as the test knows it."""

    entry: uuid.UUID
    on: date
    grams: str
    revision: int = 1
    deleted: bool = False


def live_facts(rows: list[Model]) -> Facts:
    return Facts(
        given=tuple(
            Given(
                entry=row.entry,
                on=row.on,
                what="ivig",
                name="Octagam 10%",
                grams=Decimal(row.grams),
                kg=Decimal(30),
            )
            for row in rows
            if not row.deleted
        )
    )


def step(family, session, rows: list[Model], what: str, which: int, days: int, grams: str) -> None:
    """Do one thing to the journal and to the model; nothing where it cannot be done."""
    day = FIRST + timedelta(days=days)
    if what == "record":
        rows.append(Model(ivig(family, session, noon(day), grams), day, grams))
        return
    able = [row for row in rows if row.deleted == (what == "restore")]
    if not able:
        return
    row = able[which % len(able)]
    same = (what == "day" and row.on == day) or (what == "grams" and row.grams == grams)
    if same:
        return
    fields = {"day": {"at": noon(day).isoformat()}, "grams": {"amount": grams}}.get(what, {})
    settle(family, session, row.entry, row.revision, delete=what == "delete", **fields)
    row.revision += 1
    row.deleted = what == "delete"
    row.on = day if what == "day" else row.on
    row.grams = grams if what == "grams" else row.grams


def check_history(family, steps) -> None:
    with family.database.transaction() as session:
        rows: list[Model] = []
        for each in steps:
            step(family, session, rows, *each)
            expected = answer(MMR, live_facts(rows), vaccine_rules(), on=ON)
            found = answer(MMR, facts(family, session), vaccine_rules(), on=ON)
            assert found.until == expected.until
            assert {(h.until, h.key, h.entry) for h in found.holds} == {
                (h.until, h.key, h.entry) for h in expected.holds
            }
        session.rollback()


QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(steps=STEPS)
@QUICK
def test_h26_the_shown_date_is_that_of_the_live_rows(family, steps):
    check_history(family, steps)


@pytest.mark.nightly
@given(steps=STEPS)
@settings(QUICK, max_examples=1500)
def test_h26_the_shown_date_is_that_of_the_live_rows_in_many_histories(family, steps):
    check_history(family, steps)
