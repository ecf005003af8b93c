"""A taper on the pages: read from text, looked at as stairs, kept, corrected step by step."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.plans.tapers import running_taper
from journal.records.medicines import DosePlan, Medicine
from journal.words import day_text
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
DAILY = {"every": "day", "times": ["08:00"]}


def day(number):
    """So many days from today, as a form sends it."""
    return (TODAY + timedelta(days=number)).isoformat()


@pytest.fixture
def ada(as_person):
    return as_person("ada")


@pytest.fixture
def medicine(family):
    return family.medicine(first_on=TODAY - timedelta(days=30))


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}"


def plans(family):
    with family.database.reading() as session:
        return session.exec(select(DosePlan).order_by(DosePlan.made_at, DosePlan.first_on)).all()


def running(family, medicine):
    with family.database.reading() as session:
        return running_taper(session, session.get_one(Medicine, medicine.id), on=TODAY)


def steps(family, medicine):
    return [
        ((one.first_on - TODAY).days, str(one.amount)) for one in running(family, medicine).steps
    ]


def rows(*typed, **more):
    """The form's rows: (day, amount), each."""
    filled = {"rows": str(len(typed))}
    for number, (first, amount) in enumerate(typed):
        filled |= {f"from_{number}": day(first), f"amount_{number}": amount}
    return filled | more


def kept(client, url, data):
    """Post a form, look at the check page, and keep it as a person would; return what was seen."""
    page = client.post(url, data=data)
    assert page.status_code == 200, unescape(page.text)
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    assert client.post(url, data={**data, "seen": seen}).status_code == 303
    return unescape(page.text)


def started(ada, url):
    """10 mg from today, 7 from day 4, 5 from day 7 to day 10, then nothing."""
    typed = rows((0, "10"), (4, "7"), (7, "5"), then="stop", until=day(10))
    return kept(ada, f"{url}/taper", typed)


def filled(page, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found and found[1]


def test_a_pasted_taper_fills_the_rows_and_keeps_nothing_yet(ada, family, url):
    text = "20 mg for 10 days, 15 mg x 2 weeks, then 10 mg every other day for 2 weeks, then stop"
    reply = ada.post(f"{url}/taper", data={"pasted": text, "read": "1"})
    assert reply.status_code == 200
    amounts = [filled(reply.text, f"amount_{row}") for row in range(3)]
    firsts = [filled(reply.text, f"from_{row}") for row in range(3)]
    assert amounts == ["20", "15", "10"]
    assert firsts == [day(0), day(10), day(24)]
    assert filled(reply.text, "until") == day(37)
    assert re.search(r'value="stop"[^>]* checked', reply.text)
    assert re.search(r'id="rhythm_2".*?value="days" selected', reply.text, re.DOTALL)
    assert text in unescape(reply.text)
    assert len(plans(family)) == 1


def test_h45_what_a_text_leaves_open_is_said_and_left_empty(ada, family, url):
    text = "20 mg until 3/4, 2 tablets for 2 weeks, 1,000 mg for 2 weeks"
    reply = ada.post(f"{url}/taper", data={"pasted": text, "read": "1"})
    page = unescape(reply.text)
    assert reply.status_code == 422
    for sentence in (
        "“3/4” is two dates to two readers. Write the month as a word.",
        "“2 tablet” is not in mg, as the plan is. Write it in mg.",
        "“1,000 mg” is 1 or 1000. Write 1 or 1000.",
    ):
        assert sentence in page
    assert [filled(reply.text, f"amount_{row}") for row in range(3)] == ["20", "", ""]
    assert text in page
    assert len(plans(family)) == 1


def test_b16_errors_of_a_taper_stand_at_their_row(ada, family, url):
    typed = {"from_0": "2026-12-01", "amount_0": "10", "from_2": "2026-12-01", "amount_2": "5"}
    reply = ada.post(f"{url}/taper", data=typed)
    assert reply.status_code == 422
    assert 'id="from_2-error"' in reply.text
    typed |= {"from_2": "2026-12-08"}
    reply = ada.post(f"{url}/taper", data=typed)
    assert 'href="#then"' in reply.text
    typed |= {"then": "stop"}
    reply = ada.post(f"{url}/taper", data=typed)
    assert 'id="until-error"' in reply.text
    assert len(plans(family)) == 1


def test_h10_a_form_without_an_end_is_refused(ada, family, url):
    reply = ada.post(f"{url}/taper", data=rows((1, "10"), (8, "5")))
    assert reply.status_code == 422
    assert 'id="then-error"' in reply.text
    assert "Choose what follows the last step" in reply.text
    assert len(plans(family)) == 1


def test_a_taper_is_looked_at_as_stairs_and_then_kept(ada, family, medicine, url):
    page = started(ada, url)
    assert "Nothing is changed yet." in page
    assert page.count('class="stairs__bar"') == 3
    assert "nothing: it ends" in page
    assert "11 days, 81 mg in all" in page
    assert steps(family, medicine) == [(0, "10"), (4, "7"), (7, "5")]
    shown = unescape(ada.get(url).text)
    assert shown.count("stairs__step--now") == 1
    assert "▸ today" in shown
    assert f"The last day is {day_text(TODAY + timedelta(days=10))}. Nothing follows." in shown


def test_what_was_typed_comes_back_to_change_something(ada, url):
    typed = rows((1, "10"), (8, "5"), then="ask")
    page = ada.post(f"{url}/taper", data={**typed, "again": "1"}).text
    assert (filled(page, "from_1"), filled(page, "amount_1")) == (day(8), "5")


def test_another_taper_than_the_one_that_was_looked_at_is_shown_again(ada, family, url):
    page = ada.post(f"{url}/taper", data=rows((1, "10"), (8, "5"), then="ask")).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    other = rows((1, "10"), (8, "50"), then="ask", seen=seen)
    reply = ada.post(f"{url}/taper", data=other)
    assert reply.status_code == 200
    assert len(plans(family)) == 1


def test_two_amounts_in_turn_are_a_step_of_their_own(ada, family, medicine, url):
    typed = rows((1, "10"), (5, "5"), then="ask", rhythm_1="alternate", other_1="2.5")
    page = kept(ada, f"{url}/taper", typed)
    assert "then 2.5 mg, in turn" in page
    rhythm = running(family, medicine).steps[1].plan.rhythm
    assert rhythm == {"every": "alternate", "times": ["08:00"], "other": "2.5"}
    wrong = rows((1, "10"), (5, "5"), then="ask", rhythm_1="alternate", other_1="1,000")
    assert 'id="other_1-error"' in ada.post(f"{url}/taper", data=wrong).text


def test_every_other_day_shows_its_first_doses_and_where_two_come_close(ada, url):
    typed = rows((1, "10"), (16, "5"), then="ask", rhythm_0="days", rhythm_1="days")
    page = unescape(ada.post(f"{url}/taper", data=typed).text)
    assert "The first doses of each step" in page
    assert "Two doses close together" in page
    apart = rows((1, "10"), (15, "5"), then="ask", rhythm_0="days", rhythm_1="days")
    assert "Two doses close together" not in ada.post(f"{url}/taper", data=apart).text


def test_thirty_steps_are_drawn_and_stand_in_the_table(ada, url):
    typed = rows(*[(7 * row, str(60 - 2 * row)) for row in range(30)], then="stop")
    page = kept(ada, f"{url}/taper", typed | {"until": day(209)})
    assert page.count('class="stairs__bar"') == 30
    assert page.count("<tr>") == 32  # a head and all steps together
    assert "style=" not in page


def test_one_week_longer_is_one_tap_and_a_look(ada, family, medicine, url):
    started(ada, url)
    page = ada.get(url).text
    assert "One week longer on this step" in page
    kept(ada, f"{url}/taper/longer", {})
    assert steps(family, medicine) == [(0, "10"), (11, "7"), (14, "5")]
    assert running(family, medicine).ends_on == TODAY + timedelta(days=17)


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


@pytest.fixture
def api(family, medicine):
    return f"/api/v1/children/{family.nora}/medicines/{medicine.id}"


def test_a_step_of_the_api_may_have_its_own_rhythm(ada, family, medicine, api):
    other_days = {"every": "days", "n": 2, "times": ["08:00"]}
    sent = {
        "steps": [{"from": day(1), "amount": "10"}, {"from": day(8), "amount": "5"}],
        "then": "continue",
    }
    sent["steps"][1]["rhythm"] = other_days
    assert ada.patch(api, json={"taper": sent}).status_code == 200
    assert [one.plan.rhythm for one in running(family, medicine).steps] == [DAILY, other_days]


def test_h4_no_step_makes_methotrexate_daily(ada, family):
    weekly = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    made = family.medicine("Methotrexate", amount="15", rhythm=weekly)
    sent = {"steps": [{"from": day(1), "amount": "10", "rhythm": DAILY}], "then": "continue"}
    before = [plan.model_dump() for plan in plans(family)]
    url = f"/api/v1/children/{family.nora}/medicines/{made.id}"
    reply = ada.patch(url, json={"taper": sent})
    assert (reply.status_code, reply.json["error"]) == (422, "weekly_drug_daily")
    assert [plan.model_dump() for plan in plans(family)] == before


def test_a_rhythm_with_amounts_of_its_own_is_not_taken_over_in_silence(ada, family):
    turns = {"every": "alternate", "times": ["08:00"], "other": "5"}
    made = family.medicine("Prednisone", amount="10", rhythm=turns)
    sent = {"steps": [{"from": day(1), "amount": "8"}], "then": "continue"}
    url = f"/api/v1/children/{family.nora}/medicines/{made.id}"
    reply = ada.patch(url, json={"taper": sent})
    assert (reply.status_code, reply.json["error"]) == (422, "taper_rhythm")


def test_today_asks_for_the_amount_of_the_days_step(ada, family, url):
    started(ada, url)
    due = ada.get(f"/api/v1/children/{family.nora}/due?on={day(4)}").json["due"]
    assert [one["amount"] for one in due] == ["7"]
