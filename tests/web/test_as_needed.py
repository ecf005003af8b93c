"""What Today says of medicines given as needed."""

from datetime import date, timedelta

from journal.entries import record
from journal.web.as_needed import taken_lately
from tests.family import NOW, change


def test_h41_today_sees_a_dose_as_old_as_the_longest_gap_of_a_label(family):
    label = {"as_needed": True, "least_gap_hours": "744"}
    medicine = family.medicine("Paracetamol", "15", rhythm=label, first_on=date(2026, 9, 1))
    at = NOW - timedelta(days=30)
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "15", "unit": "mg"}
    with family.database.transaction() as session:
        asked = change(family.nora, "dose", made_at=at, **fields)
        record(session, family.actor(session, "ada"), asked, now=at)
        assert taken_lately(session, [medicine.id], NOW) == {medicine.id: [at]}
