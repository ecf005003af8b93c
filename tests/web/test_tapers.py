"""A taper on the pages: read from text, looked at as stairs, kept, corrected step by step."""

import re
from datetime import timedelta
from html import unescape

import pytest

from journal.words import day_text, short_day
from tests.web.tapering import TODAY, day, kept, plans, rows, running, started, steps

DAILY = {"every": "day", "times": ["08:00"]}


@pytest.fixture
def medicine(family):
    return family.medicine(first_on=TODAY - timedelta(days=30))


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}"


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
        "How many mg is “2 tablets”? That depends on the strength",
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
    assert '<span class="chip chip--due">today</span>' in shown
    assert f"The last day is {day_text(TODAY + timedelta(days=10))}. Nothing follows." in shown


def test_h10_the_check_page_says_when_the_team_is_asked_if_no_last_day_is_written(
    ada, family, medicine, url
):
    page = kept(ada, f"{url}/taper", rows((1, "10"), (8, "5"), then="ask"))
    first = TODAY + timedelta(days=8)
    assert f"{day_text(first)}, the first day of the last step." in page
    assert "Until they answer, 5 mg goes on." in page
    assert "until they answer, 5 mg goes on" in page.split("stairs__step--after")[1]
    assert running(family, medicine).ends_on == first
    assert f"The written plan ends on {day_text(first)}." in unescape(ada.get(url).text)
    page = ada.post(f"{url}/taper", data=rows((1, "10"), (8, "5"), then="ask", until=day(20))).text
    assert "the first day of the last step" not in page


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


def test_h9_the_first_doses_of_two_amounts_in_turn_have_each_its_own_amount(ada, family):
    liquid = family.medicine(strength="10 mg/mL", form="liquid", amount="10")
    typed = rows((1, "15"), then="ask", rhythm_0="alternate", other_0="10")
    url = f"/children/{family.nora}/medicines/{liquid.id}/taper"
    page = unescape(ada.post(url, data=typed).text).replace("\N{NO-BREAK SPACE}", " ")
    firsts = [short_day(TODAY + timedelta(days=number)) for number in (1, 2, 3)]
    amounts = ["15 mg · 1.5 mL", "10 mg · 1 mL", "15 mg · 1.5 mL"]
    for first, amount in zip(firsts, amounts, strict=True):
        assert f"<li>{first}: {amount}</li>" in page
    assert "then 10 mg · 1 mL, in turn" in page


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
    assert page.count("First doses:") == 2
    first, second = (short_day(TODAY + timedelta(days=number)) for number in (1, 3))
    assert f"<li>{first}</li><li>{second}</li>" in page
    assert "Two doses close together" in page
    apart = rows((1, "10"), (15, "5"), then="ask", rhythm_0="days", rhythm_1="days")
    assert "Two doses close together" not in ada.post(f"{url}/taper", data=apart).text


def test_thirty_steps_are_drawn_each_with_its_days_in_words(ada, url):
    typed = rows(*[(7 * row, str(60 - 2 * row)) for row in range(30)], then="stop")
    page = kept(ada, f"{url}/taper", typed | {"until": day(209)})
    assert page.count('class="stairs__bar"') == 30
    spans = re.findall(r'class="stairs__span">([^<]+)<', page.split("stairs__step--after")[0])
    assert len(spans) == 30
    assert all(re.match(r"\w{3}\s\d+\s\w{3}", span) for span in spans)
    assert page.count("7 days, ") == 30
    assert "style=" not in page


def test_steps_that_are_over_are_folded_away_and_the_step_of_today_is_not(ada, url):
    kept(ada, f"{url}/taper", rows((-20, "10"), (-10, "8"), (-2, "6"), (5, "4"), then="ask"))
    page = ada.get(url).text
    over, rest = page.split("2 steps are over")[1].split("</details>", 1)
    assert [over.count("stairs__bar"), over.count("stairs__step--past")] == [2, 2]
    assert "6\N{NO-BREAK SPACE}mg" in rest.split("stairs__step--now")[1]


def test_a_date_that_is_filled_in_stands_in_words_without_script(ada, url):
    page = unescape(ada.post(f"{url}/taper", data=rows((1, "10"), (8, "5"), again="1")).text)
    for number, row in ((1, 0), (8, 1)):
        said = (TODAY + timedelta(days=number)).strftime("%a %-d %b %Y")
        words = re.search(rf'data-filled-in="from_{row}">Filled in: ([^<]+)<', page)[1]
        assert words.replace("\N{NO-BREAK SPACE}", " ") == said
    wrong = ada.post(f"{url}/taper", data={"from_0": "3/4/2026", "amount_0": "10"})
    assert "data-filled-in" not in wrong.text


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
