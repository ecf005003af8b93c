"""Two parents change one entry without seeing each other: nobody's words are lost (F11, H33)."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from journal.clock import now
from journal.entries import record
from journal.records.kinds.symptom import SymptomRow
from tests.browser.home import Home, kept_rows, line, outbox, save, states
from tests.browser.no_signal import filled, kept_entries, opened
from tests.browser.notes import WORDS, notes
from tests.family import change
from tests.support.browser import reload, started, visit

pytestmark = pytest.mark.browser

TWO = "Two versions of this entry"


def logged(home: Home, kind: str, **fields: object) -> str:
    """What Ada logged an hour ago."""
    entry = change(home.family.nora, kind, made_at=now() - timedelta(hours=1), **fields)
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ada"), entry, now=now()).stored
    return str(entry.entry)


def edits(page: Page, home: Home, entry: str) -> None:
    visit(page, home.place(f"entries/{entry}/edit"))
    started(page)


def saved(page: Page, where: str) -> None:
    save(page)
    expect(page.locator(".toast")).to_contain_text(f"Saved on {where}")


def shows(page: Page, home: Home, entry: str, *texts: str) -> None:
    """Wait until the page of the entry says all of this; it is not loaded again by itself."""
    visit(page, home.place(f"entries/{entry}"))
    expect(page.locator("main")).to_contain_text("Recorded by Ada")
    for text in texts:
        home.come_true(lambda text=text: text in page.inner_text("main") or not reload(page))


def kept(page: Page) -> dict[str, tuple[int, str]]:
    """What this phone knows of each entry: its revision, and its page as the server drew it."""
    return {
        row["entry"]: (row["revision"], row["drawn"]["page"]) for row in kept_rows(page, "entries")
    }


def test_f11_h33_two_edits_of_one_field_are_both_kept_until_a_person_chooses_and_others_merge(
    home, new_phone
):
    note = logged(home, "note", note="A night")
    symptom = logged(home, "symptom", symptom="fatigue", severity=4)
    phones = new_phone(), new_phone()
    adas, bens = home.sign_in(phones[0], "ada"), home.sign_in(phones[1], "ben")
    for page in (adas, bens):
        filled(page, home)
    home.come_true(lambda: kept_entries(bens) == 2)

    phones[1].set_offline(True)
    opened(bens, home, f"entries/{note}/edit").get_by_label(WORDS).fill("A rough night")
    saved(bens, "this phone")
    opened(bens, home, f"entries/{symptom}/edit").get_by_text(
        "Until when, what it may come from, a note"
    ).click()
    bens.get_by_label("Note").fill("after the bath")
    saved(bens, "this phone")
    edits(adas, home, note)
    adas.get_by_label(WORDS).fill("A calm night")
    saved(adas, "the server")
    edits(adas, home, symptom)
    adas.locator("label", has=adas.locator("[name=severity][value='7']")).click()
    saved(adas, "the server")
    phones[1].set_offline(False)
    home.come_true(lambda: set(states(bens)) == {"settled"})
    expect(line(bens)).not_to_contain_text("waits")

    # Different fields: both stand, and nobody is asked.
    with home.family.database.reading() as session:
        row = session.get_one(SymptomRow, UUID(symptom))
        assert (row.severity, row.note) == (7, "after the bath")
    for page in (adas, bens):
        shows(page, home, symptom, "after the bath")
        expect(page.locator("main")).not_to_contain_text(TWO)

    # The same field: both phones show both, with who wrote which, also where there is no signal.
    for page in (adas, bens):
        shows(page, home, note, TWO, "Ada A calm night", "Ben A rough night")
        home.come_true(lambda page=page: TWO in kept(page)[note][1])
    phones[0].set_offline(True)
    opened(adas, home, f"entries/{note}")
    expect(adas.locator("main")).to_contain_text("A rough night")
    expect(adas.locator("main")).to_contain_text("A calm night")
    phones[0].set_offline(False)

    # A person chooses, here with a third wording; then both phones are alike.
    visit(bens, home.place(f"entries/{note}"))
    bens.get_by_role("link", name="Choose").click()
    bens.get_by_label(WORDS).fill("A rough night, then calm")
    saved(bens, "the server")
    for page in (adas, bens):
        shows(page, home, note, "A rough night, then calm")
        expect(page.locator("main")).not_to_contain_text(TWO)
        home.come_true(lambda page=page: TWO not in kept(page)[note][1])
    home.come_true(lambda: kept(adas) == kept(bens))
    assert notes(home) == {"A rough night, then calm": 1}
    assert [one for one in outbox(adas) + outbox(bens) if one["state"] != "settled"] == []
