"""Papers on a phone: no barrier in dark and in large type; a browser prints them."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from journal.clock import now
from journal.entries import record
from tests.browser.home import visit
from tests.browser.test_tap_targets import small
from tests.family import change
from tests.support.browser import ask

pytestmark = pytest.mark.browser
SHEETS = ("treatment", "vaccines", "pharmacy", "school", "infusions", "book", "book?part=2")


@pytest.fixture
def written(home):
    """Forty infusions with lots, and a vaccination."""
    with home.family.database.transaction() as session:
        actor = home.family.actor(session, "ada")
        for number in range(40):
            at = now() - timedelta(days=28 * number + 1)
            said = {"product": "Privigen", "amount": "48", "unit": "g", "lots": [f"LD{number:02}X"]}
            one = change(home.family.nora, "infusion", made_at=at, **said)
            assert record(session, actor, one, now=now()).stored
        given = change(home.family.nora, "vaccination", vaccine="mmr", lot="M1")
        assert record(session, actor, given, now=now()).stored


def test_papers_have_no_barrier_in_dark_and_in_large_type(home, phone, no_barrier, written):
    page = home.sign_in(phone)
    for place in ("papers", *(f"papers/{sheet}" for sheet in SHEETS)):
        visit(page, home.place(place))
        if place in ("papers", "papers/infusions"):  # by day the others are dressed as these
            no_barrier(page)
        assert not small(page)
        page.emulate_media(color_scheme="dark")
        ask(page, "document.documentElement.style.fontSize = '200%'")
        no_barrier(page)
        page.emulate_media(color_scheme="light")


def test_h24_h40_a_paper_that_a_browser_prints_says_whose_it_is_on_every_page_and_hides_nothing(
    home, phone, written
):
    page = home.sign_in(phone)
    visit(page, home.place("papers/infusions"))
    pages = [each.extract_text() for each in PdfReader(BytesIO(page.pdf(format="A5"))).pages]
    assert len(pages) > 1
    for text in pages:
        line = " ".join(text.split())
        for said in ("Nora", "born 3 May 2017", "Family-recorded", "Not watched by anyone"):
            assert said in line, said
    assert all(f"LD{number:02}X" in " ".join(pages) for number in range(40))
    # Room is kept at the foot of each page for the line that stands there.
    page.emulate_media(media="print")
    foot = "getComputedStyle(document.querySelector('.paper'), '::after')"
    assert ask(page, f"{foot}.display") == "table-footer-group"
    line = ask(page, "document.querySelector('.every-page').offsetHeight")
    assert float(ask(page, f"{foot}.blockSize").removesuffix("px")) >= line
