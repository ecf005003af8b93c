"""Every page of the demo's child, as its owner reads it."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from io import BytesIO

import sqlalchemy as sa
from flask import Flask, url_for
from flask.testing import FlaskClient
from pypdf import PdfReader

from journal import create_app
from journal.care.knowledge import vaccines
from journal.clock import now
from journal.records.people import Account, AuthSession
from journal.settings import Settings
from journal.web.signed_in import hashed

# What is looked at besides every page of a child that names nothing but the child.
SOME_VACCINES = ("mmr", "influenza_inactivated", "influenza_unspecified", "pcv", "yellow_fever")


def app_of(demo) -> Flask:
    """An app on the demo's database."""
    return create_app(
        Settings.from_environment(
            {"JOURNAL_DATA": str(demo.data), "JOURNAL_SECRET_KEY": "only for the demo's words"}
        )
    )


@contextmanager
def owner_of(demo, app: Flask) -> Iterator[FlaskClient]:
    """A browser of the demo's owner, signed in for as long as it is needed."""
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
