"""A changed dose on its check page: what gives way to it is said before it is kept (H9)."""

import re
from datetime import timedelta
from html import unescape

import pytest

from journal.words import day_text
from tests.web.daily import daily_at, form_to, planned, slot_at
from tests.web.tapering import TODAY, day, kept, plans, rows, running

GIVES_WAY = "What was planned for later gives way"


@pytest.fixture
def medicine(family):
    return family.medicine(first_on=TODAY - timedelta(days=30))


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}"


def typed(**more):
    form = {"amount": "30", "unit": "mg", "rhythm": "day", "times": ["09:00"], "strength": ""}
    return form | {"from": day(1)} | more


def checked(client, url, data):
    page = client.post(f"{url}/change", data=data)
    assert page.status_code == 200
    return unescape(page.text)


def test_h9_a_changed_dose_says_which_steps_of_the_taper_give_way(ada, url):
    kept(ada, f"{url}/taper", rows((0, "30"), (7, "25"), (14, "20"), then="ask", until=day(20)))
    page = checked(ada, url, typed())
    assert GIVES_WAY in page
    for number, amount in ((7, "25 mg"), (14, "20 mg")):
        assert f"From {day_text(TODAY + timedelta(days=number))}, {amount} was planned." in page
    assert f'href="{url}/taper"' in page
    assert "Change the coming steps" in page


def test_a_step_that_the_change_leaves_alone_gives_no_way(ada, url):
    kept(ada, f"{url}/taper", rows((0, "30"), (7, "25"), then="ask", until=day(20)))
    page = checked(ada, url, typed(**{"from": day(10)}))
    assert GIVES_WAY not in page


def test_h9_another_bottle_alone_takes_no_step_away(ada, family, medicine, url):
    kept(ada, f"{url}/taper", rows((0, "30"), (7, "25"), then="ask", until=day(20)))
    data = typed(times=["08:00"], strength="10 mg in 1 tablet")
    assert GIVES_WAY not in checked(ada, url, data)
    kept(ada, f"{url}/change", data)
    assert [one.amount for one in running(family, medicine).steps][-1] == 25


def test_a_dose_planned_for_later_gives_way_aloud_and_without_a_taper(ada, family, url):
    kept(ada, f"{url}/change", typed(amount="7", **{"from": day(9)}))
    page = checked(ada, url, typed())
    assert f"From {day_text(TODAY + timedelta(days=9))}, 7 mg was planned." in page
    assert "Change the coming steps" not in page
    assert len(plans(family)) == 2


def doses_said(page) -> list[str]:
    """The next doses of the check page, the first one first."""
    (listed,) = re.findall(r'<ol class="stack">(.*?)</ol>', page, re.DOTALL)
    return [
        said.replace("\N{NO-BREAK SPACE}", " ") for said in re.findall("<li>(.*?)</li>", listed)
    ]


def test_h9_dose_that_is_still_open_stands_first_with_what_it_becomes(ada, family, url, medicine):
    """It fell due a few minutes ago: Today asks for the new amount at once, and so it is said."""
    (time,) = daily_at(-5)["times"]
    kept(ada, f"{url}/change", typed(amount="10", times=[time], **{"from": slot_at(-5)[:10]}))
    data = typed(amount="30", times=[time], **{"from": slot_at(-5)[:10]})
    first, second, *_more = doses_said(checked(ada, url, data))
    assert f"at {time}, nobody has recorded it yet: 30 mg" in first
    assert "recorded" not in second
    kept(ada, f"{url}/change", data)
    form = form_to(ada.get(f"/children/{family.nora}/today").text, "/doses")
    assert (form["slot"], form["amount"]) == (slot_at(-5), "30")


def test_h9_dose_that_was_recorded_is_no_next_dose(ada, family, url, medicine):
    """Also one that was given a little before its time."""
    (time,) = daily_at(20)["times"]
    on = {"from": slot_at(20)[:10]}
    kept(ada, f"{url}/change", typed(amount="10", times=[time], **on))
    given = planned(medicine, slot_at(20), amount="10")
    assert ada.post(f"/children/{family.nora}/doses", data=given).status_code == 303
    first, *_more = doses_said(checked(ada, url, typed(amount="30", times=[time], **on)))
    assert "recorded" not in first
    later = TODAY + timedelta(days=(2 if slot_at(20)[:10] > day(0) else 1))
    assert f"{later.day} " in first


def test_h9_a_dose_that_stays_as_it_was_is_not_said_to_change(ada, url, medicine):
    (time,) = daily_at(-5)["times"]
    kept(ada, f"{url}/change", typed(amount="10", times=[time], **{"from": slot_at(-5)[:10]}))
    data = typed(amount="30", times=[time], **{"from": day(1)})
    assert all("nobody has recorded" not in said for said in doses_said(checked(ada, url, data)))
