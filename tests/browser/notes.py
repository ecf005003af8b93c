"""Notes as a phone writes them, and as they stand in the journal."""

from collections import Counter

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from journal.records.entries import Entry
from journal.records.kinds import NoteRow
from tests.browser.home import Home, save
from tests.support.browser import ask, started, visit

WORDS = "What do you want to remember?"


def filled_in(page: Page, home: Home, text: str) -> Page:
    """Open the form of a note and fill it in; nothing is saved."""
    home.come_true(lambda: _comes(page, home.place("log/note")))
    started(page)
    page.get_by_label(WORDS).fill(text)
    return page


def _comes(page: Page, address: str) -> bool:
    """Open it. A page that loads itself again at this very moment stays where it was."""
    visit(page, address)
    return bool(ask(page, "location.href") == address)


def kept_here(page: Page) -> None:
    """Save what is filled in, where no server answers."""
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")


def notes(home: Home) -> Counter[str]:
    """What the notes of the journal say, and how often."""
    with home.family.database.reading() as session:
        stands = select(NoteRow.note).join(Entry).where(col(Entry.deleted).is_(False))
        return Counter(session.exec(stands).all())
