"""Tests so many days after each infusion: counted from the one that was recorded (H28)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from journal.care.problems import Refused
from journal.entries.change import Result
from journal.entries.record import record
from journal.plans.lab_plans import make_rule
from journal.plans.turns import turn
from journal.records.medicines import Cause, Turn
from tests.family import NOW, change
from tests.plans.test_lab_plans import TODAY, ben, child, draw, medicine, windows, wish, write

__all__ = ["ben", "child"]


def test_h28_days_after_each_infusion_count_from_the_last_recorded_one(family, session, child, ben):
    every = {"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]}
    cyclo = medicine(family, session, "Cyclophosphamide", every, first_on=date(2026, 9, 7))
    after = wish(tests=["ALT"], weeks_max=None, days_min=7, days_max=10, first_on=date(2026, 9, 7))
    make_rule(session, ben, child, replace(after, medicine_id=cyclo.id), now=NOW)
    assert windows(session, child) == {}
    given = {"medicine": str(cyclo.id), "product": "Cyclophosphamide", "amount": "500"}
    first = None
    for on in (date(2026, 10, 5), date(2026, 11, 2)):
        at = datetime.combine(on, time(15), UTC)
        first = write(family, session, "infusion", at=at.isoformat(), **given, unit="mg")
    window = (date(2026, 11, 9), date(2026, 11, 12))
    assert windows(session, child) == {"alt": window}
    draw(family, session, date(2026, 11, 8), "ALT")
    assert windows(session, child) == {"alt": window}
    turn(session, ben, cyclo, Turn.STOP, on=TODAY, reason="", cause=Cause.FINISHED, now=NOW)
    assert windows(session, child) == {"alt": window}
    seen = draw(family, session, date(2026, 11, 14), "ALT")
    assert windows(session, child) == {}
    for sent in (seen, first):
        undone = change(family.nora, sent.kind, entry=sent.entry, base=1, delete=True)
        assert record(session, ben, undone, now=NOW).result is Result.APPLIED
    # Of the infusion before: the report of 8 Nov is past its seventh day.
    assert windows(session, child) == {}


@pytest.mark.parametrize(
    ("least", "most", "has_medicine"), [(7, 10, False), (10, 7, True), (-1, 7, True), (0, 91, True)]
)
def test_days_after_an_infusion_that_cannot_be_counted_are_refused(
    family, session, child, ben, least, most, has_medicine
):
    of = medicine(family, session).id if has_medicine else None
    days = wish(weeks_max=None, days_min=least, days_max=most, medicine_id=of)
    with pytest.raises(Refused) as refused:
        make_rule(session, ben, child, days, now=NOW)
    assert refused.value.problems[0].code == "days_range"
