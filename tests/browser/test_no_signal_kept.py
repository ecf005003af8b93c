"""With the server gone: what the pages offer with signal is offered from what the phone keeps."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from journal.records.entries import Kind
from journal.records.medicines import DosePlan, Medicine
from tests.browser.home import outbox, soon
from tests.browser.no_signal import filled, no_server, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def folic_acid(home):
    """A second medicine that is due, for one test."""
    medicine = home.family.medicine("Folic acid", "1", rhythm={"every": "day", "times": [soon()]})
    yield medicine
    home.clear()
    with home.family.database.transaction() as session:
        session.execute(delete(DosePlan).where(DosePlan.medicine_id == medicine.id))
        session.execute(delete(Medicine).where(Medicine.id == medicine.id))


def test_h3_usual_morning_is_one_tap_without_signal_and_each_dose_once(home, phone, folic_acid):
    page = home.sign_in(phone)
    filled(page, home)
    with no_server(home):
        opened(page, home, "today")
        page.get_by_text("All but …").click()
        expect(page.locator(".give-all .choice")).to_have_count(2)
        expect(page.locator(".give-all")).to_contain_text("Record 2 for Nora")
        page.get_by_role("button", name=re.compile("^Give all 2 due to Nora")).click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        expect(page.locator(".dose--recorded")).to_have_count(2)
        expect(page.locator(".give-all")).to_have_count(0)
        titles = {row["title"] for row in outbox(page)}
    assert titles == {"Prednisolone 12.5 mg", "Folic acid 1 mg"}
    page.goto(home.today)
    home.come_true(lambda: len(home.entries(Kind.DOSE)) == 2)
