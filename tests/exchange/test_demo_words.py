"""What the demo family reads, on pages, paper, lock screens and in letters (H27, H29, G7).

Nothing advises, clears or claims.
"""

import re
import secrets
import uuid
from collections import Counter
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from pypdf import PdfReader

from journal import create_app
from journal.care.knowledge import vaccines
from journal.clock import now
from journal.exchange.demo_people import NORA
from journal.records.people import Account, AuthSession
from journal.records.reminders import About
from journal.reminders.letters import Letter
from journal.reminders.mail_text import mail_for
from journal.reminders.mailboxes import Mailto
from journal.reminders.wording import Words
from journal.settings import Settings
from journal.web.signed_in import hashed
from tests.support.words import forbidden_in

# What is looked at besides every page of a child that names nothing but the child.
SOME_VACCINES = ("mmr", "influenza_inactivated", "influenza_unspecified", "pcv", "yellow_fever")


@pytest.fixture(scope="module")
def app(demo):
    return create_app(
        Settings.from_environment(
            {"JOURNAL_DATA": str(demo.data), "JOURNAL_SECRET_KEY": "only for the demo's words"}
        )
    )


@pytest.fixture(scope="module")
def owner(demo, app):
    """A browser of the demo's owner."""
    token = secrets.token_urlsafe(32)
    with demo.database.transaction() as session:
        person = (
            session.execute(sa.select(Account.id).order_by(Account.created_at)).scalars().first()
        )
        session.add(
            AuthSession(
                id=hashed(token), account_id=person, agent="t", created_at=now(), seen_at=now()
            )
        )
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    yield client
    with demo.database.transaction() as session:
        session.execute(sa.delete(AuthSession).where(AuthSession.id == hashed(token)))


def pages(app: Flask, child) -> list[str]:
    """The addresses of every page about a child that needs no other name, and some vaccines."""
    with app.test_request_context():
        found = [
            url_for(rule.endpoint, child_id=child)
            for rule in app.url_map.iter_rules()
            if rule.arguments == {"child_id"} and "GET" in (rule.methods or ())
        ]
        found += [
            url_for("vaccines.show", child_id=child, vaccine=one.id)
            for one in vaccines()
            if one.id in SOME_VACCINES
        ]
    return sorted(found)


def words_of(html: str) -> str:
    """What a person reads or hears of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    spoken = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', body)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *spoken]))


def read_by_people(answer) -> str:
    """The words of a page or of a printed paper; "" of what no person reads."""
    if answer.status_code != 200:
        return ""
    if answer.mimetype == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    return words_of(answer.text) if answer.mimetype == "text/html" else ""


def test_h27_h29_no_page_and_no_paper_of_the_demo_advises_or_clears(app, owner):
    looked, wrong = Counter(), []
    for url in pages(app, NORA):
        answer = owner.get(url)
        if words := read_by_people(answer):
            looked[answer.mimetype] += 1
            wrong += [f"{url}: {word}" for word in forbidden_in(words)]
    assert looked["text/html"] > 25
    assert looked["application/pdf"] >= 1
    assert not wrong, "\n".join(wrong)


def test_h27_h29_no_notification_and_no_letter_advises_or_clears():
    words, one = Words(url="https://journal.example"), uuid.uuid4()
    slot, said = "2026-11-22T08:00", [words.recorded(one, "Nora", "08:03"), words.smallest(one)]
    said += [words.test("t"), words.test("t", silent=True)]
    for about in About:
        for in_full in (None, "", "ALT, Creatinine"):
            said.append(words.reminder(one, "Nora", slot, about=about, in_full=in_full))
            letter = Letter(
                occurrence_id=one,
                to=Mailto(one, "ada@example.org"),
                child_name="Nora",
                about=about,
                slot=slot,
                topic="t",
                ttl=timedelta(hours=1),
                due=1,
                in_full=in_full,
            )
            mail = mail_for(words, letter, letter.to)
            said.append(f"{mail.subject} {mail.text}".encode())
    read = [text.decode() for text in said]
    assert len(read) > 2 * len(About)
    assert [text for text in read if forbidden_in(text)] == []
