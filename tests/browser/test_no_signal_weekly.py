"""H5: a weekly medicine is asked about on the phone itself, before anything is saved there."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from tests.browser.home import outbox, soon
from tests.browser.no_signal import filled, no_server, opened
from tests.family import ZONE, change

pytestmark = pytest.mark.browser


@pytest.fixture
def weekly(home, phone):
    """A phone that keeps a weekly medicine, given yesterday."""
    weekday = now().astimezone(ZoneInfo(ZONE)).strftime("%A").lower()
    rhythm = {"every": "week", "on": [weekday], "times": [soon()]}
    medicine = home.family.medicine("Methotrexate", "15", rhythm=rhythm)
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "15", "unit": "mg"}
    made_at = now() - timedelta(days=1)
    with home.family.database.transaction() as session:
        dose = change(home.family.nora, "dose", made_at=made_at, **fields)
        assert record(session, home.family.actor(session, "ben"), dose, now=now()).stored
    page = home.sign_in(phone)
    filled(page, home)
    return page


def test_h5_a_weekly_medicine_is_asked_about_before_it_is_saved_without_signal(weekly, home):
    with no_server(home):
        opened(weekly, home, "today")
        row = weekly.locator(".dose", has_text="Methotrexate").first
        row.get_by_role("button", name=re.compile("^Give to Nora")).click()
        expect(weekly.locator("main")).to_contain_text("Methotrexate")
        expect(weekly.locator("main")).to_contain_text("Ask your team before another dose")
        assert not outbox(weekly)
        weekly.get_by_role("button", name=re.compile("^Given again")).click()
        expect(weekly.locator("[role=alert]").last).to_contain_text("Choose or write why")
        assert not outbox(weekly)
        weekly.locator("[name=why_again]").first.check(force=True)
        weekly.get_by_role("button", name=re.compile("^Given again")).click()
        expect(weekly.locator(".toast")).to_contain_text("Saved on this phone")
        (kept,) = outbox(weekly)
        assert kept["values"]["again"] == "yes"
        assert kept["values"]["slot"]


def test_h5_leaving_the_question_records_nothing(weekly, home):
    with no_server(home):
        opened(weekly, home, "today")
        row = weekly.locator(".dose", has_text="Methotrexate").first
        row.get_by_role("button", name=re.compile("^Give to Nora")).click()
        weekly.get_by_role("link", name="Leave it: record nothing").click()
        expect(weekly.locator("h1")).to_have_text("Today for Nora")
        assert not outbox(weekly)
