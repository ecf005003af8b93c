"""What leads to the plan of an infusion, and the list of the day before, in its own words."""

import pytest

from journal.records.reminders import About
from tests.web.test_infusion_plans import MONTHLY, ordered, url
from tests.web.test_planned import occurrence, planned, words_of


@pytest.fixture
def ivig(family):
    return family.medicine("Privigen", "40", "g", rhythm=MONTHLY)


def test_the_day_before_says_what_the_plan_says_of_drinks_medicines_and_cream(ada, family, ivig):
    row = planned(family)
    due = occurrence(family, About.PREPARE, row.id)
    assert "as your team wrote it" in words_of(ada.get(due).text)
    ada.post(url(family, "medicines", ivig.id), data=ordered(pack="The blue blanket"))
    page = words_of(ada.get(due).text)
    for said in (
        "Drinks A litre the day before",
        "Medicines before the infusion Paracetamol 300 mg, 30 minutes before",
        "Numbing cream 60 minutes before the needle",
        "Papers Referral or approval",
        "Pack The blue blanket",
        "The infusion’s plan",
    ):
        assert said in page, (said, page)
    assert "as your team wrote it" not in page


def test_today_the_medicines_and_the_child_lead_to_the_infusions(ada, family, ivig):
    planned(family)
    link = f'href="{url(family)}"'
    for page in ("today", f"medicines/{ivig.id}", "medicines"):
        assert link in ada.get(f"/children/{family.nora}/{page}").text, page
    assert link in ada.get(f"/children/{family.nora}").text
    other = family.medicine()
    assert link not in ada.get(f"/children/{family.nora}/medicines/{other.id}").text
