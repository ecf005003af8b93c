"""Typing lab reports, for tests: a form as the page hands it out, and what the journal holds."""

import re
from html import unescape

from sqlmodel import select

from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow
from tests.web.daily import when

_TAG = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')


def opened(client, address: str) -> dict[str, str]:
    """Every field of the form at this address with what stands in it."""
    page = client.get(address)
    assert page.status_code == 200
    return fields_in(page.text)


def fields_in(page: str) -> dict[str, str]:
    """Every field of the log form of a page with what stands in it."""
    form = page.split('id="log-form"')[1].split("</form>")[0]
    found = {}
    for tag in _TAG.findall(form):
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        if given.get("type") in {"file", "radio", "checkbox"} or "name" not in given:
            continue
        found[given["name"]] = given.get("value", "")
    note = re.search(r'<textarea[^>]*name="note"[^>]*>([^<]*)', form)
    return {**found, "note": unescape(note[1]) if note else ""}


def new_report(client, family, asked: str = "") -> dict[str, str]:
    """An empty report as the page hands it out."""
    fields = opened(client, f"/children/{family.nora}/log/draw{asked}")
    return {**fields, **when()}


def post_report(client, family, fields, **typed: str):
    """Send a report."""
    return client.post(f"/children/{family.nora}/log/draw", data={**fields, **typed})


def reports(family) -> list[DrawRow]:
    """The reports that stand in the journal, oldest first."""
    with family.database.reading() as session:
        rows = select(DrawRow).join(Entry, Entry.id == DrawRow.entry_id)
        return list(session.exec(rows.where(~Entry.deleted).order_by(DrawRow.at)))
