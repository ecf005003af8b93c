"""Medicines on the pages: H4 and H5 on screen, H8, H10, H16, and nothing typed is lost."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.entries.alerts import raise_alert
from journal.plans.turns import turn
from journal.records.entries import Alert, AlertKind
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.words import day_text
from tests.family import ZONE, change

# Forty ways in which a family, a pharmacy or a tired thumb writes it.
FORTY = """methotrexate; Methotrexate; METHOTREXATE; methotrexat; metotrexato; méthotrexate; MTX
mtx; Mtx 10 mg; M.T.X.; Trexall; trexall 5; Xatmep; Jylamvo; Otrexup; Rasuvo; Metoject; metoject pen
Nordimet; Maxtrex; Methofill; Zlatal; Ebetrex; Lantarel; Metex; Emthexate; Ledertrexate
methotrexate sodium; Methotrexate 2.5 mg tablets; methotrexte; methotrexatee; metohtrexate
methotrexste; mehtotrexate; nethotrexate; metho-trexate; meth0trexate; Methotrexate (weekly)
methotrexaat; metotressato; Methotrexate Tabs""".replace("\n", "; ").split("; ")

TODAY = now().astimezone(ZoneInfo(ZONE)).date()


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/medicines"


def dose_form(**more):
    typed = {"name": "Prednisolone", "strength": "", "form": "", "step": "2", "amount": "12.5"}
    typed |= {"unit": "mg", "rhythm": "day", "times": ["08:00"], "from": "2026-11-01"}
    return typed | more


def all_of(family, table):
    with family.database.reading() as session:
        return session.exec(select(table)).all()


def chosen_rhythm(page):
    found = re.search(r'name="rhythm" value="(\w+)"[^>]* checked', page)
    return found[1] if found else None


def test_h4_forty_names_start_as_weekly_with_the_weekday_in_full(ada, url):
    assert len(FORTY) >= 40
    for name in FORTY:
        page = ada.post(f"{url}/add", data={"name": name, "step": "1"}).text
        assert (name, chosen_rhythm(page)) == (name, "week")
        assert "Tuesday" in page
        assert not re.search(r'name="on" value="\w+"[^>]* checked', page)


def test_h4_no_other_name_starts_with_a_rhythm(ada, url):
    for name in ("Prednisolone", "Folic acid", "Hydroxychloroquine", "Metoprolol"):
        page = ada.post(f"{url}/add", data={"name": name, "step": "1"}).text
        assert (name, chosen_rhythm(page)) == (name, None)


def test_h4_daily_methotrexate_is_a_hard_stop_that_everybody_learns_of(ada, family, url, as_person):
    typed = dose_form(name="Methotrexate", amount="15")
    reply = ada.post(f"{url}/add", data=typed)
    assert reply.status_code == 422
    assert "type DAILY and write who told you" in reply.text
    assert 'value="15"' in reply.text
    assert not all_of(family, Medicine)
    wrong = {**typed, "confirm_word": "yes", "confirm_told_by": "Dr. Okafor"}
    assert ada.post(f"{url}/add", data=wrong).status_code == 422
    meant = {**wrong, "confirm_word": "DAILY"}
    assert ada.post(f"{url}/add", data=meant).status_code == 303
    assert all_of(family, DosePlan)[0].told_by == "Dr. Okafor"
    for place in (url, f"/children/{family.nora}/today"):
        page = as_person("ben").get(place).text
        assert "Methotrexate is not planned once a week" in page
        assert "Dr. Okafor" in page


def test_h4_the_list_says_the_weekday_in_full(ada, url):
    weekly = dose_form(name="Methotrexate", rhythm="week", on=["tuesday"], times=["18:00"])
    assert ada.post(f"{url}/add", data=weekly).status_code == 303
    assert "once a week, on Tuesday, at 18:00" in ada.get(url).text


def test_h5_a_new_weekday_shows_the_gap_and_waits_for_it(ada, family, url):
    # Never the weekday of tomorrow, on which it is to be from now on.
    so_far = {"every": "week", "on": [weekday(-2)], "times": ["18:00"]}
    medicine = family.medicine("Methotrexate", "15", rhythm=so_far, first_on=date(2026, 1, 1))
    given = {"medicine": str(medicine.id), "outcome": "given", "amount": "15", "unit": "mg"}
    with family.database.transaction() as session:
        request = change(family.nora, "dose", made_at=now(), **given)
        record(session, family.actor(session, "ben"), request, now=now())
    typed = dose_form(rhythm="week", on=[weekday(1)], times=["18:00"])
    typed |= {"amount": "15", "from": TODAY.isoformat()}
    reply = ada.post(f"{url}/{medicine.id}/change", data=typed)
    assert "8 days since the last" in reply.text
    assert re.search(r"The next dose is \w+ \d+ \w+ \d{4}, 8 days after that of", reply.text)
    assert "less than five days" in reply.text
    assert len(all_of(family, DosePlan)) == 1
    seen = re.search(r'name="seen" value="([^"]+)"', reply.text)[1]
    reply = ada.post(f"{url}/{medicine.id}/change", data={**typed, "seen": seen})
    assert reply.status_code == 303
    assert max(plan.first_on for plan in all_of(family, DosePlan)) > TODAY


def weekday(days: int) -> str:
    """The weekday so many days from today."""
    return f"{TODAY + timedelta(days=days):%A}".lower()


def test_h11_a_change_in_the_past_says_which_days_it_writes_anew(ada, family, url):
    medicine = family.medicine(first_on=date(2026, 1, 1))
    first = TODAY - timedelta(days=4)
    typed = dose_form(**{"from": first.isoformat(), "amount": "10"})
    page = ada.post(f"{url}/{medicine.id}/change", data=typed).text
    assert "writes the plan of past days anew" in page
    assert f"from {first.day} {first:%b %Y}" in page
    assert "stay as they were recorded" in page
    assert len(all_of(family, DosePlan)) == 1


def test_bad_numbers_and_dates_come_back_with_what_was_typed(ada, family, url):
    bad = {"amount": "1,000", "from": "31/04/2026", "unit": "spoon", "times": ["25:00"]}
    reply = ada.post(f"{url}/add", data=dose_form(**bad))
    assert reply.status_code == 422
    for typed in ("1,000", "31/04/2026", "25:00"):
        assert f'value="{typed}"' in reply.text
    for sentence in ("Is this 1 or 1000", "Write the date as", "Choose the unit", "as 08:00"):
        assert sentence in reply.text
    assert not all_of(family, Medicine)


def test_h7_h8_stop_and_pause_need_their_reason_and_stay_in_the_history(ada, family, url):
    medicine = family.medicine()
    here = f"{url}/{medicine.id}"
    today = TODAY.isoformat()
    assert ada.post(f"{here}/pause", data={"on": today, "reason": "fever"}).status_code == 422
    review = (TODAY + timedelta(days=7)).isoformat()
    pause = {"on": today, "reason": "fever", "review_on": review}
    assert ada.post(f"{here}/pause", data=pause).status_code == 303
    assert "Paused since today. Fever. Ask the team on" in ada.get(url).text
    assert ada.post(f"{here}/stop", data={"on": today, "reason": ""}).status_code == 422
    assert ada.post(f"{here}/resume", data={"on": today}).status_code == 303
    assert ada.post(f"{here}/stop", data={"on": today, "reason": "rash"}).status_code == 303
    assert len(all_of(family, MedicineTurn)) == 3
    page = ada.get(here).text
    assert all(word in page for word in ("fever", "rash", "Started again from", "Ada"))
    assert "Change the dose" not in page


def test_h8_pause_written_again_rests_since_its_first_day_on_every_page(ada, family, url):
    iron = family.medicine("Iron", "15")
    beside = {"after": str(iron.id), "minutes": 120}
    family.medicine("Calcium", "5", rhythm=beside)
    first = TODAY - timedelta(days=3)
    for on in (first, TODAY):
        with family.database.transaction() as session:
            turn(
                session, family.actor(session, "ada"), session.get_one(Medicine, iron.id),
                Turn.PAUSE, on=on, reason="fever", review_on=TODAY + timedelta(days=7), now=now(),
            )  # fmt: skip
    listed = ada.get(url).text
    assert f"Paused since {day_text(first)} (3 days)" in listed
    assert f"paused since {day_text(first)}: no new dose" in listed
    summary = ada.get(f"/api/v1/children/{family.nora}/summary").json
    shown = {medicine["name"]: medicine for medicine in summary["medicines"]}
    assert shown["Iron"]["paused_on"] == first.isoformat()


def test_h16_the_childs_name_stands_on_every_button_that_writes(ada, family, url):
    medicine = family.medicine()
    page = ada.post(f"{url}/add", data={"name": "Folic acid", "step": "1"}).text
    assert "Save for Nora" in page
    for place in ("stop", "pause", "change", "taper"):
        assert (
            "Nora" in re.search(r"<h1>(.*?)</h1>", ada.get(f"{url}/{medicine.id}/{place}").text)[1]
        )
    tom = f"/children/{family.tom}/medicines/{medicine.id}"
    reply = ada.post(f"{tom}/stop", data={"on": TODAY.isoformat(), "reason": "x"})
    assert reply.status_code == 422
    assert "another child" in reply.text
    assert not all_of(family, MedicineTurn)


def test_h42_a_name_much_like_another_is_pointed_out(ada, family, url):
    family.medicine("Prednisolone")
    page = ada.post(f"{url}/add", data={"name": "Prednisone", "step": "1"}).text
    assert "Nora takes Prednisolone already" in page


def test_h34_a_mistake_is_removed_after_asking(ada, family, url):
    medicine = family.medicine(now=now())
    assert "Remove Prednisolone" in ada.get(f"{url}/{medicine.id}/remove").text
    assert ada.post(f"{url}/{medicine.id}/remove").status_code == 303
    assert not all_of(family, Medicine)
    assert not all_of(family, Alert)


def test_open_question_stands_as_a_banner_and_nothing_of_the_template_shows(ada, family, url):
    family.medicine("Methotrexate", rhythm={"every": "week", "on": ["tuesday"], "times": ["18:00"]})
    key = f"{AlertKind.WEEKLY_DAILY}:{all_of(family, DosePlan)[0].id}"
    with family.database.transaction() as session:
        raise_alert(session, family.nora, AlertKind.WEEKLY_DAILY, key, [], now=now())
    page = ada.get(url).text
    assert "is not planned once a week" in page
    assert not re.search(r"[{}]|if alert|else \[\]", page.split("<main")[1].split("</main>")[0])


def test_who_may_look_sees_the_plan_and_no_button(as_person, family, url):
    medicine = family.medicine()
    page = as_person("cleo").get(f"{url}/{medicine.id}").text
    assert "Prednisolone" in page
    assert "Change the dose" not in page
    assert "Add a medicine" not in as_person("cleo").get(url).text


def test_back_to_the_name_keeps_all_that_was_typed(ada, url):
    typed = {"name": "Prednisolone", "form": "", "strength": "", "step": "2", "back": "1"}
    typed |= {"amount": "10", "unit": "mg", "rhythm": "day", "times": ["08:00", "20:00"]}
    typed |= {"ordered_by": "Dr. Okafor", "why": "rash"}
    page = ada.post(f"{url}/add", data=typed).text
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    for name in ("amount", "unit", "rhythm", "ordered_by", "why"):
        assert (name, typed[name]) in hidden
    assert [value for name, value in hidden if name == "times"] == ["08:00", "20:00"]
    assert ("step", "2") not in hidden
    assert ("back", "1") not in hidden


def test_h4_another_name_after_going_back_starts_as_weekly(ada, url):
    typed = {"name": "Methotrexate", "step": "1", "rhythm": "day", "times": ["08:00"]}
    page = ada.post(f"{url}/add", data=typed).text
    assert re.search(r'name="rhythm" value="week"[^>]* checked', page)
