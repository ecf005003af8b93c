"""The steroid record counts what has no record from when the medicine was typed in."""

from datetime import date
from decimal import Decimal

from journal.records.children import Child
from journal.summary.exposure import steroid_record
from tests.family import Family
from tests.summary.gathering import dose, wall


def test_no_record_is_counted_from_when_the_medicine_was_typed_in(family: Family) -> None:
    medicine = family.medicine(amount="12.5", now=wall(date(2026, 11, 5), "07:00"))
    dose(family, medicine, date(2026, 11, 2))
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = steroid_record(session, child, now=wall(date(2026, 11, 8)))
    assert found.exposure.silent == {date(2026, 11, day) for day in (5, 6, 7)}
    (step,) = found.steps
    stretch = step.stretch
    assert (stretch.mg_a_day, stretch.whole_days, stretch.silent_days) == (Decimal("12.5"), 1, 3)
    assert found.typed_in == [("Prednisolone", date(2026, 11, 5))]
