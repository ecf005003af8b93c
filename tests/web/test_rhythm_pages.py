"""Every rhythm and a course's end, typed into the form without a script and read again."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today_is_the_day_of_the_calendar(family):
    """Nora's day begins at midnight: before four in the morning hers would be yesterday's."""
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).day_begins = time(0)


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/medicines"


def typed(rhythm, times=("08:00",), **more):
    base = {"name": "Prednisolone", "strength": "", "form": "", "step": "2", "amount": "10"}
    base |= {"unit": "mg", "rhythm": rhythm, "times": list(times), "from": TODAY.isoformat()}
    return base | more


def plans(family):
    with family.database.reading() as session:
        return session.exec(select(DosePlan).order_by(DosePlan.made_at)).all()


def checked(page):
    """The values of everything that is ticked, by name."""
    return set(re.findall(r'name="(\w+)" value="([^"]*)"[^>]* checked', page))


@pytest.mark.parametrize(
    ("form", "rhythm"),
    [
        (
            typed("alternate", other="5"),
            {"every": "alternate", "times": ["08:00"], "other": "5"},
        ),
        (
            typed("cycle", weeks_on="3", weeks_off="1"),
            {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]},
        ),
        (typed("months", n_months="1"), {"every": "months", "n": 1, "times": ["08:00"]}),
        (typed("once"), {"once": f"{TODAY}T08:00"}),
        (
            typed("day", ["08:00", "20:00"], amounts=["5", "", ""]),
            {"every": "day", "times": ["08:00", "20:00"], "amounts": ["10", "5"]},
        ),
        (typed("day", ["08:00", "20:00"], amounts=["10"]),
         {"every": "day", "times": ["08:00", "20:00"]}),
        (
            typed("week", on=["monday", "friday"]),
            {"every": "week", "on": ["monday", "friday"], "times": ["08:00"]},
        ),
    ],
)  # fmt: skip
def test_each_kind_is_kept_and_stands_in_the_form_again(ada, family, url, form, rhythm):
    assert ada.post(f"{url}/add", data=form).status_code == 303
    (plan,) = plans(family)
    assert (plan.rhythm, plan.amount) == (rhythm, 10)
    page = ada.get(f"{url}/{plan.medicine_id}/change").text
    assert ("rhythm", form["rhythm"]) in checked(page)
    # Saved again as it stands, the plan is the same.
    again = {**form, "seen": "", "from": (TODAY + DAY).isoformat()}
    assert "is this right" in ada.post(f"{url}/{plan.medicine_id}/change", data=again).text


def test_the_plans_amount_is_that_of_the_first_time_of_the_day(ada, family, url):
    ada.post(f"{url}/add", data=typed("day", ["20:00", "08:00"], amounts=["5"]))
    (plan,) = plans(family)
    assert (plan.amount, plan.rhythm["amounts"]) == (5, ["5", "10"])


def test_folic_acid_goes_with_methotrexate(ada, family, url):
    other = family.medicine("Methotrexate", "15", rhythm={
        "every": "week", "on": ["tuesday"], "times": ["18:00"]})  # fmt: skip
    form = typed("beside", [], anchor=str(other.id), side="after", gap="24", gap_unit="hours")
    assert ada.post(f"{url}/add", data=form | {"name": "Folic acid"}).status_code == 303
    (plan,) = [one for one in plans(family) if one.medicine_id != other.id]
    assert plan.rhythm == {"after": str(other.id), "minutes": 1440}
    said = "24 hours after Methotrexate (once a week, on Tuesday)"
    assert said in ada.get(url).text
    page = ada.get(f"{url}/{plan.medicine_id}/change").text
    assert re.search(rf'<option value="{other.id}" selected>', page)
    assert 'name="gap" inputmode="decimal" autocomplete="off" value="24"' in page
    check = ada.post(f"{url}/{plan.medicine_id}/change", data=form | {"gap": "36"}).text
    assert said in check  # until then
    assert said.replace("24", "36") in check


def test_today_and_the_medicine_say_why_nothing_is_due(ada, family, url):
    other = family.medicine("Omeprazole")
    rhythm = {"before": str(other.id), "minutes": 30}
    beside = family.medicine("Ondansetron", rhythm=rhythm)
    today = f"/children/{family.nora}/today"
    assert "no new dose is expected" not in ada.get(today).text
    ada.post(
        f"{url}/{other.id}/pause",
        data={
            "on": TODAY.isoformat(),
            "reason": "fever",
            "review_on": (TODAY + 5 * DAY).isoformat(),
        },
    )
    for page in (today, url, f"{url}/{beside.id}"):
        text = ada.get(page).text
        assert "It goes with Omeprazole, paused since" in text, page
        assert "no new dose is expected" in text, page


WRONG = [
    (typed("alternate", other=""), "other"),
    (typed("alternate", other="1,000"), "other"),
    (typed("alternate", other="10"), "other"),  # both the same
    (typed("cycle", weeks_on="3", weeks_off=""), "weeks_off"),
    (typed("months", n_months="25"), "n_months"),
    (typed("once", ["08:00", "20:00"]), "times"),
    (typed("once", []), "times"),
    (typed("day", ["08:00"], amounts=["5"]), "amounts"),  # an amount without its time
    (typed("day", ["08:00", "20:00"], amounts=["x"]), "amounts"),
    (typed("beside", anchor="", side="after", gap="1", gap_unit="hours"), "anchor"),
    (typed("beside", anchor="x", gap="1", gap_unit="hours"), "side"),
    (typed("beside", anchor="x", side="after", gap="9", gap_unit="days"), "gap"),
    (typed("beside", anchor="x", side="after", gap="0.3", gap_unit="minutes"), "gap"),
    (typed("day", until=(TODAY - DAY).isoformat()), "until"),
    (typed("day", course_days="0"), "course_days"),
    (typed("day", course_days="10", until=TODAY.isoformat()), "course_days"),
    (typed("once", until=TODAY.isoformat()), "until"),
]


@pytest.mark.parametrize(("form", "field"), WRONG)
def test_a_mistake_stands_at_its_field_with_what_was_typed(ada, family, url, form, field):
    reply = ada.post(f"{url}/add", data=form)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    assert "Prednisolone" in reply.text
    assert plans(family) == []


@pytest.mark.parametrize("kind", ["tom", "mia"])
def test_b27_b28_another_childs_medicine_is_no_choice(ada, family, url, kind):
    other = family.medicine("Naproxen", child=kind, by="eve" if kind == "mia" else "ada")
    own = family.medicine("Omeprazole")
    page = ada.post(f"{url}/add", data={"name": "Ondansetron", "step": "1"}).text
    assert str(own.id) in page
    assert str(other.id) not in page
    form = typed("beside", anchor=str(other.id), side="before", gap="30", gap_unit="minutes")
    reply = ada.post(f"{url}/add", data=form)
    assert reply.status_code == 422
    assert 'id="anchor-error"' in reply.text
    assert ("Naproxen" in reply.text) is False


@pytest.mark.parametrize("rhythm", ["alternate", "cycle", "beside", "months", "once"])
def test_b9_h4_methotrexate_stops_at_every_rarer_rhythm(ada, family, url, rhythm):
    other = family.medicine("Omeprazole")
    more = {"other": "5", "weeks_on": "1", "weeks_off": "3", "n_months": "1"}
    more |= {"anchor": str(other.id), "side": "after", "gap": "1", "gap_unit": "days"}
    reply = ada.post(f"{url}/add", data=typed(rhythm, **more) | {"name": "Methotrexate"})
    assert reply.status_code == 422
    assert "Type DAILY" in reply.text
    assert len(plans(family)) == 1


def test_ten_days_of_an_antibiotic_end_by_themselves(ada, family, url):
    first = TODAY - 9 * DAY
    for days in ("10", "9"):
        name = f"Antibiotic {days}"
        form = typed("day", course_days=days) | {"name": name, "from": first.isoformat()}
        assert ada.post(f"{url}/add", data=form).status_code == 303
    running, ended = plans(family)
    assert (running.last_on, ended.last_on) == (TODAY, TODAY - DAY)
    page = ada.get(f"{url}/{running.medicine_id}").text
    assert "day 10 of 10" in page
    assert "banner--due" not in page
    page = ada.get(f"{url}/{ended.medicine_id}").text
    assert "Course ended" in page
    assert "banner--due" not in page
    assert "Antibiotic 9" not in ada.get(f"/children/{family.nora}/today").text


def test_a_changed_course_shows_its_last_day_and_keeps_it(ada, family, url):
    until = (TODAY + 5 * DAY).isoformat()
    ada.post(f"{url}/add", data=typed("day", until=until))
    (plan,) = plans(family)
    page = ada.get(f"{url}/{plan.medicine_id}/change").text
    assert f'name="until" value="{until}"' in page


def test_a_single_dose_stands_as_ended_after_its_day(ada, family, url):
    form = typed("once") | {"from": (TODAY - DAY).isoformat()}
    assert ada.post(f"{url}/add", data=form).status_code == 303
    (plan,) = plans(family)
    assert plan.last_on == TODAY - DAY
    assert "its day is over" in ada.get(f"{url}/{plan.medicine_id}").text


def test_today_shows_the_amount_of_its_day(ada, family):
    first = TODAY - DAY
    medicine = family.medicine(
        rhythm={"every": "alternate", "times": ["23:59"], "other": "2.5"},
        amount="10",
        first_on=first,
    )
    page = ada.get(f"/children/{family.nora}/today").text
    assert "2.5 mg" in page.replace("\N{NO-BREAK SPACE}", " ")
    with family.database.reading() as session:
        assert session.get_one(Medicine, medicine.id).name in page
    due = ada.get(f"/api/v1/children/{family.nora}/due?on={TODAY}").json["due"]
    assert [one["amount"] for one in due] == ["2.5"]
