"""A contact is told on the telephone, and results stand over time: no page of it has a barrier."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from tests.browser.home import visit
from tests.family import change

pytestmark = pytest.mark.browser

DRAWN = [
    {"test": "ck", "value": "320", "unit": "U/L", "flag": "H", "low": "29", "high": "168"},
    {"test": "anc", "value": "<0.5", "unit": "10*3/uL"},
]


def test_contact_fever_and_results_have_no_barrier_in_the_dark(home, phone, no_barrier):
    with home.family.database.transaction() as session:
        actor = home.family.actor(session, "ada")
        for days in (40, 10):
            at = now() - timedelta(days=days)
            one = change(home.family.nora, "draw", made_at=at, results=DRAWN)
            assert record(session, actor, one, now=now()).stored
        contact = change(home.family.nora, "infection", what="exposure", name="shingles")
        assert record(session, actor, contact, now=now()).stored
    page = home.sign_in(phone)
    page.emulate_media(color_scheme="dark")
    places = (
        "log/infection",
        f"contacts/{contact.entry}",
        "fever",
        "labs/trends",
        "labs/trends?show=counts&period=90",
    )
    for place in places:
        visit(page, home.place(place))
        expect(page.locator("h1")).to_contain_text(re.compile(r"\w"))
        no_barrier(page)
    visit(page, home.place(f"contacts/{contact.entry}"))
    page.get_by_text("As one text, to copy").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("Contact: Shingles"))
