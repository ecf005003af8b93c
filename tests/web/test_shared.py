"""T10, H25, H40: a link as Dr. Okafor opens it, who has no account."""

import logging
import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.shares import Share
from journal.summary.scope import NAMES, Section
from tests.family import change
from tests.web.conftest import browser
from tests.web.links import DAY, address_with, end, made, opened, payload, rows


def written(family, note, *, who="ada", kind="question", **fields):
    said = {"text": note, **fields} if kind == "question" else {"note": note, **fields}
    made_at = now() - timedelta(hours=1)
    with family.database.transaction() as session:
        one = change(family.nora, kind, made_at=made_at, **said)
        assert record(session, family.actor(session, who), one, now=now()).stored


def test_a_shared_page_says_what_the_family_chose_and_that_nobody_watches_it_h40(app, ada, family):
    family.medicine(now=now() - 20 * DAY)
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).emergency_phone = "555 0100"
    reply = opened(app, made(ada, family))
    text = unescape(reply.text)
    assert reply.status_code == 200
    assert "Nora" in text
    assert "Prednisolone" in text
    for said in (
        "For reading only.",
        "Family-recorded, not verified.",
        "Not watched by anyone. In an emergency call 555 0100.",
    ):
        assert said in text
    assert re.search(r"As it was on \d{1,2} [A-Z][a-z]{2} \d{4}", text)


def test_a_shared_page_has_nothing_of_the_app_and_leaves_nothing_behind(app, ada, family):
    address = made(ada, family)
    for reply in (browser(app).get("/shared"), opened(app, address)):
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in reply.headers
        assert not re.search(r"sunhat\.js|manifest|data-person|/children/|class=\"dock", reply.text)


def test_h25_what_is_written_later_is_in_no_old_link(app, ada, family):
    written(family, "May she swim?")
    address = made(ada, family)
    before = opened(app, address).text
    written(family, "May she ski?")
    family.medicine(
        "Methotrexate", rhythm={"every": "week", "on": ["tuesday"], "times": ["18:00"]}, now=now()
    )
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).name = "Leonora"
    after = opened(app, address).text

    def said(page):
        return re.sub(r'name="receipt" value="[^"]+"', "", page)

    assert "May she swim?" in after
    assert said(after) == said(before)


@pytest.mark.parametrize("section", list(Section))
def test_h25_a_section_that_was_not_chosen_is_named_and_nowhere_in_it(app, ada, family, section):
    written(family, "zitronenfalter")
    others = [one.value for one in Section if one is not section]
    text = unescape(opened(app, made(ada, family, sections=others)).text)
    assert f"Not shared by the family: {NAMES[section]}." in text
    assert ("zitronenfalter" in text) is (section is not Section.QUESTIONS)


def test_h25_a_link_is_of_one_child(app, ada, family):
    family.medicine("Nora’s own")
    family.medicine("Tom’s own", child="tom")
    text = unescape(opened(app, made(ada, family, child="tom")).text)
    assert "Tom’s own" in text
    assert "Nora" not in text


def test_the_pdf_comes_with_the_page_and_is_no_opening_of_its_own(app, ada, family):
    family.medicine(now=now() - 20 * DAY)
    address = made(ada, family, most_opens="1")
    shown = opened(app, address).text
    receipt = re.search(r'name="receipt" value="([^"]+)"', shown)[1]
    for paper in ("a4", "letter"):
        fields = {"address": address, "receipt": receipt, "paper": paper}
        reply = browser(app).post("/shared/pdf", data=fields)
        assert reply.mimetype == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(reply.data)).pages)
        assert "Prednisolone" in text
        assert "Not watched by anyone" in text
    assert [share.opens for share in rows(family)] == [1]
    assert opened(app, address).status_code == 410


def test_t10_a_pdf_without_an_opening_is_not_given(app, ada, family):
    first, second = made(ada, family), made(ada, family)
    receipt = re.search(r'name="receipt" value="([^"]+)"', opened(app, first).text)[1]
    for address, told in ((second, receipt), (first, "made up"), (first, "")):
        fields = {"address": address, "receipt": told, "paper": "a4"}
        reply = browser(app).post("/shared/pdf", data=fields)
        assert (reply.status_code, reply.mimetype) == (422, "text/html")


def test_t10_ten_scanners_that_follow_the_link_open_nothing(app, ada, family):
    address = made(ada, family, most_opens="1")
    path = address.removeprefix("http://127.0.0.1:8000")
    for _ in range(10):
        reply = browser(app).get(path)
        assert reply.status_code == 200
        assert "Nora" not in reply.text
    (share,) = rows(family)
    assert (share.opens, share.last_opened_at) == (0, None)
    assert opened(app, address).status_code == 200


@pytest.mark.parametrize("why", ["ended", "expired", "opened out"])
def test_t10_a_link_that_is_over_says_so_at_the_next_request(app, ada, family, why):
    address = made(ada, family, most_opens="1" if why == "opened out" else "")
    if why == "ended":
        assert end(ada, family).status_code == 303
    elif why == "opened out":
        assert opened(app, address).status_code == 200
    else:
        with family.database.transaction() as session:
            session.exec(select(Share)).one().expires_at = now()
    reply = opened(app, address)
    assert reply.status_code == 410
    assert "This link is over" in reply.text
    assert "family" in reply.text
    assert "Nora" not in reply.text


def test_t10_five_wrong_codes_and_a_sentence_for_each(app, ada, family):
    address = made(ada, family, code="4711")
    asked = opened(app, address)
    assert asked.status_code == 422
    assert "This link has a code." in asked.text
    for left in ("4 tries are", "3 tries are", "2 tries are", "1 try is"):
        reply = opened(app, address, code="sunny")
        assert reply.status_code == 422
        assert f"This code does not match. {left} left." in reply.text
        assert "sunny" not in reply.text
        assert address in unescape(reply.text)  # what was pasted stays
    assert opened(app, address, code="sunny").status_code == 410
    last = opened(app, address, code="4711")
    assert last.status_code == 410
    assert "The code was wrong five times." in last.text


@pytest.mark.parametrize(
    "typed", ["", "https://example.org", "shlink:/eyJ4IjoxfQ", "shlink:/ä", "x" * 9]
)
def test_an_address_that_is_not_whole_is_kept_and_said_so(app, family, typed):
    reply = opened(app, typed)
    assert reply.status_code == 422
    assert "This address is not whole." in reply.text
    assert typed in unescape(reply.text)


def test_t10_another_key_and_guesses_are_the_same_nothing_and_stopped(app, ada, family):
    address = made(ada, family)
    named = payload(address)
    other = address_with(named | {"key": "A" * 43})
    made_up = address_with(named | {"url": "https://x.org/shl/" + "A" * 43})
    first, second = opened(app, other), opened(app, made_up)
    assert (first.status_code, second.status_code) == (404, 404)
    assert first.text == second.text
    statuses = {opened(app, made_up).status_code for _ in range(58)}
    assert statuses == {404}
    stopped = opened(app, made_up)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    assert opened(app, address).status_code == 200


def test_t9_another_site_cannot_send_the_forms_of_a_link(app, ada, family):
    address = made(ada, family)
    for path in ("/shared", "/shared/pdf"):
        for site in ("cross-site", "same-site"):
            headers = {"Sec-Fetch-Site": site}
            reply = browser(app).post(path, data={"address": address}, headers=headers)
            assert reply.status_code == 403
    # A browser of before 2023 says neither that nor, of a page without a referrer, its origin.
    headers = {"Origin": "null"}
    assert (
        app.test_client().post("/shared", data={"address": address}, headers=headers).status_code
        == 200
    )


def test_t10_no_secret_stands_in_a_log_or_a_database(app, ada, family, settings, caplog):
    caplog.set_level(logging.DEBUG)
    address = made(ada, family, code="zitrone-4711")
    key = payload(address)["key"]
    opened(app, address, code="zitrone-4711")
    opened(app, address, code="wrong")
    end(ada, family)
    opened(app, address, code="zitrone-4711")
    kept = b"".join(path.read_bytes() for path in settings.data.rglob("*") if path.is_file())
    for secret in (key, address.partition("#")[2], "zitrone-4711"):
        assert secret not in caplog.text
        assert secret.encode() not in kept
    assert urlsafe_b64decode(key + "=") not in kept
