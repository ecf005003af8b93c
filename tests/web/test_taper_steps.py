"""A taper that runs, corrected on its pages: one step changed, put in, left out or held."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.web.tapering import TODAY, day, kept, plans, rows, running, started, steps


@pytest.fixture
def medicine(family):
    return family.medicine(first_on=TODAY - timedelta(days=30))


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}"


def test_one_week_longer_is_one_tap_and_a_look(ada, family, medicine, url):
    started(ada, url)
    page = ada.get(url).text
    assert "One week longer on this step" in page
    kept(ada, f"{url}/taper/longer", {})
    assert steps(family, medicine) == [(0, "10"), (11, "7"), (14, "5")]
    assert running(family, medicine).ends_on == TODAY + timedelta(days=17)


def test_h2_one_week_longer_that_somebody_else_chose_meanwhile_is_looked_at_again(
    ada, as_person, family, medicine, url
):
    started(ada, url)
    page = ada.post(f"{url}/taper/longer", data={}).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    kept(as_person("ben"), f"{url}/taper/longer", {})
    again = ada.post(f"{url}/taper/longer", data={"seen": seen})
    assert again.status_code == 200
    assert "Nothing is changed yet." in again.text
    assert steps(family, medicine) == [(0, "10"), (11, "7"), (14, "5")]


def test_h2_a_dose_that_somebody_else_changed_meanwhile_is_looked_at_again(
    ada, as_person, family, medicine, url
):
    typed = {"amount": "15", "unit": "mg", "rhythm": "day", "times": "08:00", "from": day(1)}
    page = ada.post(f"{url}/change", data=typed).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    kept(as_person("ben"), f"{url}/change", typed | {"amount": "20"})
    again = ada.post(f"{url}/change", data=typed | {"seen": seen})
    assert again.status_code == 200
    assert [str(plan.amount) for plan in plans(family) if not plan.replaced] == ["12.5", "20"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            {"what": "change", "from": day(5), "amount": "7.5", "later": "move"},
            [(0, "10"), (5, "7.5"), (8, "5")],
        ),
        (
            {"what": "change", "from": day(5), "amount": "7.5", "later": "stay"},
            [(0, "10"), (5, "7.5"), (7, "5")],
        ),
        (
            {"what": "insert", "days": "2", "amount": "8", "later": "move"},
            [(0, "10"), (4, "8"), (6, "7"), (9, "5")],
        ),
        (
            {"what": "insert", "days": "2", "amount": "8", "later": "stay"},
            [(0, "10"), (4, "8"), (6, "7"), (7, "5")],
        ),
        ({"what": "remove", "later": "move"}, [(0, "10"), (4, "5")]),
        ({"what": "remove", "later": "stay"}, [(0, "10"), (7, "5")]),
    ],
)
def test_one_step_is_corrected_and_the_later_ones_do_as_chosen(
    ada, family, medicine, url, typed, found
):
    started(ada, url)
    before = [plan.model_dump(exclude={"replaced"}) for plan in plans(family)]
    kept(ada, f"{url}/taper/{day(4)}", typed)
    assert steps(family, medicine) == found
    after = [plan.model_dump(exclude={"replaced"}) for plan in plans(family)]
    assert all(plan in after for plan in before)


def test_h11_a_step_that_has_begun_changes_from_a_day_to_come(ada, family, medicine, url):
    typed = rows((-3, "10"), (4, "7"), then="ask", until=day(10))
    kept(ada, f"{url}/taper", typed)
    page = ada.get(f"{url}/taper/{day(-3)}").text
    assert "Its days that are over stay as they were." in page
    kept(ada, f"{url}/taper/{day(-3)}", {"from": day(1), "amount": "12"})
    assert steps(family, medicine) == [(-3, "10"), (1, "12"), (4, "7")]
    wrong = ada.post(f"{url}/taper/{day(1)}", data={"from": day(-1), "amount": "12"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"what": "change", "from": day(9), "amount": "7", "later": "stay"}, "from"),
        ({"what": "change", "from": "", "amount": "7", "later": "move"}, "from"),
        ({"what": "change", "from": day(5), "amount": "0", "later": "move"}, "amount"),
        ({"what": "change", "from": day(5), "amount": "7", "later": ""}, "later"),
        ({"what": "insert", "days": "0", "amount": "7", "later": "move"}, "days"),
        ({"what": "insert", "days": "3", "amount": "7", "later": "stay"}, "days"),
        ({"what": "insert", "days": "1.5", "amount": "7", "later": "move"}, "days"),
    ],
)
def test_b16_a_correction_that_cannot_be_is_said_at_its_field(ada, family, url, typed, field):
    started(ada, url)
    before = [plan.model_dump() for plan in plans(family)]
    reply = ada.post(f"{url}/taper/{day(4)}", data=typed)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    assert [plan.model_dump() for plan in plans(family)] == before


def test_a_step_that_somebody_moved_meanwhile_is_said(ada, url):
    started(ada, url)
    reply = ada.get(f"{url}/taper/{day(5)}", follow_redirects=True)
    assert "No step begins on that day any more." in unescape(reply.text)


def test_the_coming_steps_are_the_form_of_a_taper_that_runs(ada, family, medicine, url):
    started(ada, url)
    page = unescape(ada.get(f"{url}/taper").text)
    assert "These are the steps still to come." in page
    typed = rows((4, "8"), (7, "6"), (12, "3"), then="ask", until=day(20))
    kept(ada, f"{url}/taper", typed)
    # Today's step belongs to the form too: it begins today.
    assert steps(family, medicine) == [(0, "10"), (4, "8"), (7, "6"), (12, "3")]


def test_a_weekly_medicine_offers_no_other_rhythm_for_its_steps(ada, family):
    rhythm = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    weekly = family.medicine("Methotrexate", amount="15", rhythm=rhythm)
    page = ada.get(f"/children/{family.nora}/medicines/{weekly.id}/taper").text
    assert 'name="rhythm_0"' not in page


def test_who_may_only_look_sees_the_stairs_and_no_button(ada, as_person, url):
    started(ada, url)
    cleo = as_person("cleo")
    page = cleo.get(url).text
    assert "stairs__bar" in page
    assert "One week longer" not in page
    assert cleo.post(f"{url}/taper/longer").status_code == 403


def test_h4_a_confirmed_daily_methotrexate_is_held_only_where_daily_can_be_typed(ada, family):
    weekly = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    made = family.medicine("Methotrexate", amount="15", rhythm=weekly)
    daily = {"every": "day", "times": ["08:00"]}
    firsts = ((day(0), "10"), (day(9), "5"))
    sent = [{"from": first, "amount": amount, "rhythm": daily} for first, amount in firsts]
    body = {
        "taper": {"steps": sent, "then": "continue"},
        "confirm": {"word": "DAILY", "told_by": "Dr. Okafor"},
    }
    api = f"/api/v1/children/{family.nora}/medicines/{made.id}"
    assert ada.patch(api, json=body).status_code == 200
    reply = ada.post(f"/children/{family.nora}/medicines/{made.id}/taper/longer", data={})
    assert reply.status_code == 422
    assert "the form with all steps, where you can type DAILY" in unescape(reply.text)


def test_h9_a_rhythm_of_its_own_stays_when_another_step_is_changed(ada, family, medicine, url):
    third = {"every": "days", "n": 3, "times": ["19:00"]}
    sent = [{"from": day(1), "amount": "10"}, {"from": day(8), "amount": "5", "rhythm": third}]
    api = f"/api/v1{url}"
    reply = ada.patch(api, json={"taper": {"steps": sent, "then": "continue"}})
    assert reply.status_code == 200
    page = unescape(ada.get(f"{url}/taper").text)
    assert "as planned: every 3 days at 19:00" in page
    chosen = re.search(r"<option value='?\"?(\{.*?\})[^>]*selected", page)[1]
    typed = rows((1, "9"), (8, "5"), then="continue", rhythm_0="day", rhythm_1=chosen)
    kept(ada, f"{url}/taper", typed)
    assert [one.plan.rhythm for one in running(family, medicine).steps][-1] == third


def test_a_rhythm_that_cannot_be_read_is_refused_at_its_row(ada, family, url):
    typed = rows((1, "9"), (8, "5"), then="continue", rhythm_1="{3")
    assert ada.post(f"{url}/taper", data=typed).status_code == 422
    assert len(plans(family)) == 1
