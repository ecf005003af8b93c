"""Preparing a visit, for tests: the taps of a page, and what is written beforehand."""

import re
from datetime import date, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from journal.clock import now
from journal.entries import record
from journal.records.preparations import Preparation
from tests.family import ZONE, change
from tests.web.daily import form_to, forms, send

DAY = timedelta(days=1)


def today() -> date:
    """The date on Nora's wall clock."""
    return now().astimezone(ZoneInfo(ZONE)).date()


def plain(page: str) -> str:
    """What somebody reads of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def told(family, kind, *, ago=1, by="ada", **fields):
    """Write an entry of Nora's so many days ago; its id."""
    made = change(family.nora, kind, made_at=now() - ago * DAY, **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, by), made, now=now()).revision
    return made.entry


def begun(family, client, *, days=3) -> str:
    """The address of a page that is begun for Dr. Okafor, in so many days."""
    typed = {"whom": "Dr. Okafor", "on": (today() + days * DAY).isoformat()}
    reply = client.post(f"/children/{family.nora}/preparations", data=typed)
    assert reply.status_code == 303, reply.text
    return reply.location


def taps(client, address, word, key="") -> list[dict[str, str]]:
    """The buttons of the page that do this, to this item where one is named."""
    found = [form for form in forms(client.get(address).text) if form.get("do") == word]
    return [form for form in found if not key or form.get("key") == key]


def tap(client, address, word, key="", **typed):
    """Tap the first of them, and see that it comes back to a part that the page has."""
    reply = send(client, taps(client, address, word, key)[0], **typed)
    assert reply.status_code == 303, plain(reply.text)
    path, _mark, place = reply.location.partition("#")
    if place:
        assert path.partition("?")[0] == address
        assert f'id="{place}"' in client.get(path).text
    return reply


def row_of(family, address) -> Preparation:
    """The page as the database has it."""
    import uuid

    with family.database.reading() as session:
        return session.get_one(Preparation, uuid.UUID(address.split("/")[4].partition("#")[0]))


def links(page: str) -> dict[str, str]:
    """Every address of a page by the words of its link; of several the first."""
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {plain(words).strip(): unescape(url) for url, words in reversed(found)}


def answer_form(client, address, question) -> dict[str, str]:
    return form_to(client.get(f"{address}/room").text, f"/entries/{question}/edit")
