"""Labs and vaccines on a phone: a plan, an answer, a card; a report and a vaccination offline.

Their long pages have no barrier. The keyboard of a report is in test_typed_report, contacts and
plots are in test_infections.
"""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from journal.records.entries import Kind
from tests.browser.home import save, states, visit
from tests.browser.no_signal import filled, no_server, opened
from tests.family import ZONE, change
from tests.web.reporting import reports

pytestmark = pytest.mark.browser

CK = {"test": "2157-6", "value": "320", "unit": "U/L", "low": "29", "high": "168"}
OCTAGAM = {"product": "Octagam 10%", "amount": "60", "unit": "g", "weight_kg": "30"}
TUESDAY = {"every": "week", "on": ["tuesday"], "times": ["08:00"]}


def test_h27_h28_plan_report_answer_and_card_on_one_phone(home, phone, no_barrier):
    methotrexate = home.family.medicine("Methotrexate", "10", "mg", TUESDAY)
    at = now() - timedelta(days=40)
    with home.family.database.transaction() as session:
        actor = home.family.actor(session, "ada")
        drawn = {"results": [CK], "place": "Children's"}
        for kind, fields in (("draw", drawn), ("infusion", OCTAGAM)):
            one = change(home.family.nora, kind, made_at=at, **fields)
            assert record(session, actor, one, now=now()).stored
    page = home.sign_in(phone)
    filled(page, home)

    visit(page, home.place(f"lab-plans/medicines/{methotrexate.id}/methotrexate-regular"))
    no_barrier(page)
    page.get_by_text("every 13 to 17 weeks").click()
    page.get_by_role("button", name="Save for Nora").click()
    expect(page.locator(".toast")).to_contain_text("Planned for Nora")
    visit(page, home.place("lab-plans"))
    expect(page.locator("main")).to_contain_text("every 13 to 17 weeks")
    visit(page, home.place("lab-plans/add"))
    no_barrier(page)

    with no_server(home):
        # The range on the paper of one laboratory is none of another's.
        opened(page, home, "log/draw")
        page.locator("#value-2157-6").fill("281")
        page.get_by_label("Which laboratory?").fill("City laboratory")
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, home, "log/vaccination")
        today = f"{now().astimezone(ZoneInfo(ZONE)):%Y-%m-%d}"
        expect(page.get_by_label("On which day?")).to_have_value(today)
        page.get_by_label("Which vaccine?").fill("Gardasil")
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        # Of another nobody knows more than the year, and no clock is made up for it.
        opened(page, home, "log/vaccination")
        page.get_by_label("Which vaccine?").fill("Typhim")
        page.get_by_text("The day is not known").click()
        page.get_by_label("Year", exact=True).fill("2020")
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        rows = page.locator(".entry", has_text="Vaccination")
        expect(rows).to_have_count(2)
        expect(rows.filter(has_text=re.compile(r"\d\d:\d\d"))).to_have_count(1)
    visit(page, home.today)
    home.come_true(lambda: set(states(page)) == {"settled"})
    [_before, report] = reports(home.family)
    [result] = report.results
    assert (result["value"], "low" in result, "high" in result) == ("281", False, False)
    assert len(home.entries(Kind.VACCINATION)) == 2

    visit(page, home.place("vaccines/mmr"))
    expect(page.locator("main")).to_contain_text("names 11 months")
    expect(page.locator("h1")).to_contain_text("no day, because something is open")
    no_barrier(page)
    visit(page, home.place("vaccines/figures"))
    no_barrier(page)
    visit(page, home.place("vaccines/card"))
    page.locator("#vaccine-0").fill("MMR")
    page.locator("#at_on-0").fill("2019-03-12")
    save(page)
    expect(page).to_have_url(re.compile("/vaccines$"))
    expect(page.locator("main")).to_contain_text("12 Mar 2019")
    no_barrier(page)
