"""What a clinic is told after a contact, of immunoglobulin that is given at home."""

from datetime import timedelta

from journal.clock import now
from tests.web.test_infections import told_to, wrote

SKIN = {"product": "Hizentra", "amount": "4", "unit": "g"}


def test_immunoglobulin_every_day_under_the_skin_tells_the_last_and_counts_the_others(
    family, as_person
):
    days = [("infusion", now() - timedelta(days=n), SKIN) for n in (1, 2, 3)]
    wrote(family, *days)
    said = told_to(as_person("ada"), family)
    assert said.count("Hizentra 4 g") == 1
    assert "and on 2 other days of the last 12 months" in said
