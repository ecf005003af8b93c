"""H15: a new bottle within a step of a taper makes no second step of it."""

import re
from datetime import timedelta
from html import unescape

import pytest

from journal.clock import now
from journal.plans.bottles import NewStrength, change_strength
from journal.records.medicines import Medicine
from journal.words import day_text
from tests.web.tapering import TODAY, day, kept, rows, running, started, steps


@pytest.fixture
def medicine(family):
    first_on = TODAY - timedelta(days=30)
    return family.medicine(strength="10 mg/mL", form="liquid", first_on=first_on)


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}"


def shown(ada, url):
    """The medicine's page, with the spaces that keep a number beside its unit as plain ones."""
    return unescape(ada.get(url).text).replace("\N{NO-BREAK SPACE}", " ")


def another_bottle(family, medicine, in_days):
    """The same doses from a bottle of 25 mg in 1 mL."""
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        new = NewStrength(strength="25 mg/mL", first_on=TODAY + timedelta(days=in_days))
        change_strength(session, family.actor(session, "ada"), row, new, now=now())


def test_h15_one_week_longer_says_the_end_of_the_whole_step(ada, family, medicine, url):
    started(ada, url)
    another_bottle(family, medicine, 2)
    page = shown(ada, url)
    longer = day_text(TODAY + timedelta(days=3 + 7))
    assert f"10 mg · 1 mL until {longer}; everything after it a week later." in page
    assert page.count('class="stairs__bar"') == 3
    assert "10 mg · 1 mL until" in page
    assert "10 mg · 0.4 mL from" in page


def test_h15_a_held_step_keeps_the_day_of_its_new_bottle(ada, family, medicine, url):
    started(ada, url)
    another_bottle(family, medicine, 2)
    kept(ada, f"{url}/taper/longer", {})
    assert steps(family, medicine) == [(0, "10"), (11, "7"), (14, "5")]
    parts = running(family, medicine).steps[0].parts
    assert [((first - TODAY).days, str(plan.measured)) for plan, first, _ in parts] == [
        (0, "1"),
        (2, "0.4"),
    ]


def test_h15_a_correction_of_a_step_replaces_both_its_bottles(ada, family, medicine, url):
    typed = rows((1, "10"), (7, "5"), then="ask", until=day(10))
    kept(ada, f"{url}/taper", typed)
    another_bottle(family, medicine, 3)
    change = {"what": "change", "from": day(1), "amount": "8", "later": "stay"}
    kept(ada, f"{url}/taper/{day(1)}", change)
    assert steps(family, medicine) == [(1, "8"), (7, "5")]


def test_h15_the_amount_is_that_of_the_bottle_in_force(ada, family, medicine, url):
    started(ada, url)
    another_bottle(family, medicine, 0)
    page = shown(ada, url)
    assert "10 mg · 0.4 mL until" in page
    assert "10 mg · 1 mL until" not in page


def test_since_is_the_first_day_of_the_same_dose_over_taper_and_bottle(ada, family, medicine, url):
    typed = rows((0, "12.5"), (4, "7"), then="ask", until=day(10))
    kept(ada, f"{url}/taper", typed)
    another_bottle(family, medicine, 0)
    page = shown(ada, url)
    since = re.search(r"<dt>Since</dt>\s*<dd><bdi>([^<]+)</bdi>", page)[1]
    assert since == day_text(TODAY - timedelta(days=30))


def pasted(ada, url, text):
    """What the reader makes of a text: the page, and the amounts of its rows."""
    page = unescape(ada.post(f"{url}/taper", data={"pasted": text, "read": "1"}).text)
    return page, re.findall(r'name="amount_\d+"[^>]*value="([^"]*)"', page)


def test_h15_a_pasted_text_in_ml_is_worked_out_with_the_label_and_says_so(ada, url):
    page, amounts = pasted(ada, url, "2.5 mL for 2 weeks, 20 mg (2 mL) for 2 weeks")
    assert amounts == ["25", "20"]
    assert "Worked out with the label: 10 mg in 1 mL" in page
    assert "From your text: 2.5 mL for 2 weeks</bdi>" in page
    page, amounts = pasted(ada, url, "25 mg for 2 weeks, 20 mg (2 mL) for 2 weeks")
    assert amounts == ["25", "20"]
    assert "Worked out" not in page


def test_h15_ml_are_asked_about_while_another_bottle_is_planned(ada, family, medicine, url):
    another_bottle(family, medicine, 5)
    page, amounts = pasted(ada, url, "2.5 mL for 2 weeks")
    assert amounts == [""]
    assert "How many mg is “2.5 mL”? That depends on the strength" in page


@pytest.mark.parametrize("strength", ["", "10 %", "1,000 mg/mL", "10 mg in 1 teaspoon"])
def test_h15_ml_are_asked_about_where_the_label_says_no_strength(ada, family, strength):
    kept_as = family.medicine("Prednisone")
    with family.database.transaction() as session:
        session.get_one(Medicine, kept_as.id).strength = strength
    page, amounts = pasted(
        ada, f"/children/{family.nora}/medicines/{kept_as.id}", "2 mL for 1 week"
    )
    assert amounts == [""]
    assert "How many mg is “2 mL”?" in page
