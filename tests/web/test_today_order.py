"""Today in the order in which a thumb needs it, and both numbers of what was given."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from journal.care.rhythm import read_rhythm
from journal.clock import now
from journal.plans.medicines import Dosing, change_dose
from journal.plans.turns import turn
from journal.records.medicines import DosePlan, Medicine, Turn
from tests.web.daily import daily_at, planned, slot_at, today_at

pytestmark = pytest.mark.usefixtures("midday")


def today(client, family) -> str:
    return client.get(f"/children/{family.nora}/today").text


def measured(family, medicine, amount: str, unit: str) -> None:
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine.id)).one()
        plan.measured, plan.measured_unit = Decimal(amount), unit


def test_what_a_thumb_needs_stands_first(family, as_person):
    given = family.medicine("Folic acid", "1", rhythm=daily_at(-30))
    family.medicine(rhythm=daily_at(-10))
    family.medicine("Omeprazole", "20", rhythm=daily_at(300))
    family.medicine("Paracetamol", "250", rhythm={"as_needed": True})
    paused = family.medicine("Azathioprine", "50", rhythm=daily_at(300))
    day = today_at(0).date()
    with family.database.transaction() as session:
        ada, row = family.actor(session, "ada"), session.get_one(Medicine, paused.id)
        words = {"reason": "infection", "review_on": day}
        turn(session, ada, row, Turn.PAUSE, on=day - timedelta(days=3), now=now(), **words)
    ada = as_person("ada")
    sent = planned(given, slot_at(-30), amount="1")
    assert ada.post(f"/children/{family.nora}/doses", data=sent).status_code == 303
    page = today(ada, family)
    heads = [" ".join(one.split()) for one in re.findall(r"<h2>(.*?)</h2>", page)]
    order = ["Now", "Plans", "As needed", "Later", "Log for Nora", "Recorded today"]
    assert [head for head in heads if head in order] == order
    assert page.index("No phone is reminded yet") > page.index("Give to Nora")


@pytest.mark.parametrize(("count", "folded"), [(1, False), (2, False), (3, True)])
def test_what_comes_later_is_short_or_folded_with_its_next_time(family, as_person, count, folded):
    for number in range(count):
        family.medicine(f"Medicine {number}", rhythm=daily_at(120 + 60 * number))
    page = today(as_person("ada"), family)
    words = f"{count} to come, the next at {today_at(120):%H:%M}"
    assert (words in page) is folded
    assert page.count("Record now") == count


def test_h14_recorded_dose_shows_both_numbers_as_the_due_one_did(family, as_person):
    liquid = family.medicine(rhythm=daily_at(-10))
    measured(family, liquid, "2.5", "mL")
    ada, url = as_person("ada"), f"/children/{family.nora}/doses"
    assert "12.5\N{NO-BREAK SPACE}mg · 2.5\N{NO-BREAK SPACE}mL" in today(ada, family)
    ada.post(url, data=planned(liquid, slot_at(-10), amount="10"))
    page = today(ada, family).split("Recorded today")[1]
    assert "10\N{NO-BREAK SPACE}mg · 2\N{NO-BREAK SPACE}mL" in page


def test_h11_bottle_that_comes_after_a_dose_says_nothing_of_it(family, as_person):
    liquid = family.medicine(rhythm=daily_at(-10))
    measured(family, liquid, "2.5", "mL")
    ada, url = as_person("ada"), f"/children/{family.nora}/doses"
    ada.post(url, data=planned(liquid, slot_at(-10)))
    rhythm, day = read_rhythm(daily_at(-10)), today_at(0).date()
    half = Dosing(
        amount=Decimal("12.5"),
        unit="mg",
        rhythm=rhythm,
        first_on=day,
        strength="10 mg/mL",
        measured=Decimal("1.25"),
        measured_unit="mL",
    )
    with family.database.transaction() as session:
        actor, row = family.actor(session, "ada"), session.get_one(Medicine, liquid.id)
        change_dose(session, actor, row, half, now=now())
    page = today(ada, family).split("Recorded today")[1].split("</section>")[0]
    assert "12.5\N{NO-BREAK SPACE}mg" in page
    assert "1.25" not in page
