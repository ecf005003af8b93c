"""A changed dose on its check page: what gives way to it is said before it is kept (H9)."""

from datetime import timedelta
from html import unescape

import pytest

from journal.words import day_text
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
