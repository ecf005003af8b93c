"""H14: no page and no paper of a family of eighteen months shows 5.0 mg or .5 mg."""

import re
import secrets
from collections import Counter
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from journal import create_app
from journal.clock import now
from journal.exchange.demo_people import NORA
from journal.records.people import AuthSession
from journal.settings import Settings
from journal.web.signed_in import hashed
from tests.web.conftest import browser

UNIT = r"\s?(?:mg|mcg|g|mL|IU|kg|cm|°C|tablets?|capsules?|drops?|puffs?|patch(?:es)?)\b"
TRAILING, LEADING = re.compile(rf"\d[.,]0+{UNIT}"), re.compile(rf"(?<!\d)[.,]\d+{UNIT}")
# Pages of one kind look alike: a few of each are enough.
OF_EACH_KIND, MOST_PAGES = 2, 60


@pytest.fixture(scope="module")
def ada(tmp_path_factory, demo_in):
    """Ada's browser with the demo family in it."""
    data = tmp_path_factory.mktemp("shown")
    settings = Settings.from_environment({"JOURNAL_DATA": str(data)})
    told = demo_in(data)
    app = create_app(settings)
    app.testing = True
    token = secrets.token_urlsafe(32)
    with app.extensions["journal_database"].transaction() as session:
        session.add(
            AuthSession(
                id=hashed(token),
                account_id=told.accounts[0].id,
                agent="test",
                created_at=now(),
                seen_at=now(),
            )
        )
    client = browser(app)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    yield client
    app.extensions["journal_database"].close()


def wrong_in(text):
    """What is shown with a trailing 0, or without a leading one, beside a unit."""
    plain = unescape(text).replace("\N{NO-BREAK SPACE}", " ")
    return [found[0] for each in (TRAILING, LEADING) for found in each.finditer(plain)]


def pages_from(client, start):
    """Follow the links of pages, a few of each kind; yield (address, text)."""
    waiting, seen, kinds = [start], {start}, Counter()
    while waiting and len(seen) < MOST_PAGES * 20:
        address = waiting.pop(0)
        kind = re.sub(r"[0-9a-f-]{36}|\?.*|\d+", "", address)
        kinds[kind] += 1
        if kinds[kind] > OF_EACH_KIND:
            continue
        with client.get(address) as reply:
            page = reply.text if "html" in reply.content_type else ""
        yield address, page
        for link in re.findall(r'href="(/[^"#]*)', unescape(page)):
            # Pictures, styles and papers have a point in their name.
            if link not in seen and "." not in link:
                seen.add(link)
                waiting.append(link)


def test_h14_no_page_shows_a_trailing_or_a_naked_point_beside_a_unit(ada):
    pages = list(pages_from(ada, f"/children/{NORA}/today"))
    assert len(pages) > 15
    text = "".join(each for _address, each in pages)
    assert "12.5 mg" in text or "7.5 mg" in text
    assert not {address: wrong for address, each in pages if (wrong := wrong_in(each))}


def test_h14_no_paper_shows_one_either(ada):
    reply = ada.get(f"/children/{NORA}/visit.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(reply.data)).pages)
    assert re.search(r"\d mg", text.replace("\N{NO-BREAK SPACE}", " "))
    assert not wrong_in(text)


@pytest.mark.parametrize("text", ["5.0 mg", ".5 mg", "12,0\N{NO-BREAK SPACE}mL", "x ,5 tablet"])
def test_h14_the_scan_finds_what_it_looks_for(text):
    assert wrong_in(text)


@pytest.mark.parametrize("text", ["0.5 mg", "5 mg", "10.05 mg", "at 08:00", "1.0.3", "100 mg"])
def test_h14_the_scan_lets_the_rest_pass(text):
    assert not wrong_in(text)
