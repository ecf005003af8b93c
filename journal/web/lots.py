"""Recall: which infusions, vaccinations and packages bear a lot number, over all years."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.entries.lots import Bears, Found, Infused, find_lot, lots_of
from journal.entries.reading import Shown, entries_by_id, timeline
from journal.entries.wire import entry_json
from journal.records.access import Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.asked import BEFORE, Asked, asks
from journal.web.cursors import read_cursor, write_cursor
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.infusion_address import day_address
from journal.web.signed_in import require_person
from journal.web.vaccine_words import vaccine_text
from journal.words import day_text, known_text

bp = Blueprint("lots", __name__)
bp.before_request(require_person)

MOST = 200
LONGEST = 100
LOT = Asked(
    "lot",
    f"Only infusions that used this lot, of all years: {LONGEST} characters at most are looked at.",
)


@bp.get("/children/<uuid:child_id>/infusions/lots")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """What bears the number that was asked for."""
    asked = _asked()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        found = find_lot(session, child_id, asked)
        return page(
            session,
            actor,
            child,
            "infusions/lots.html",
            asked=asked,
            found=_rows(child, found),
            action=url_for("lots.index", child_id=child_id),
            back_url=url_for("infusions.index", child_id=child_id),
        )


@bp.get("/api/v1/children/<uuid:child_id>/infusions")
@asks(BEFORE, LOT)
def infusions(child_id: uuid.UUID) -> ResponseReturnValue:
    """Infusions newest first, each with all its lots; with `lot` those that used it, of all years.

    Spaces, hyphens and case of a number do not count, and a part of it is enough.
    """
    asked = _asked()
    before = None
    with reading() as (session, actor):
        actor.require(Right.LOOK, child_id)
        if asked:
            used = find_lot(session, child_id, asked).infusions
            shown = {one.id: one for one in entries_by_id(session, [one.entry for one in used])}
            entries = [shown[one.entry] for one in used]
        else:
            cursor = read_cursor(BEFORE.text())
            entries, before = timeline(
                session, child_id, kinds=[Kind.INFUSION], before=cursor, limit=MOST
            )
        lots = lots_of(session, [one.id for one in entries])
    return jsonify(infusions=[_as_json(one, lots) for one in entries], before=write_cursor(before))


def _asked() -> str:
    return (LOT.text() or "").strip()[:LONGEST]


def _as_json(one: Shown, lots: Mapping[uuid.UUID, tuple[str, ...]]) -> dict[str, Any]:
    # `fields` are as the family's form wrote them; its bottles' lots stand in `lots` as well.
    return {**entry_json(one), "lots": list(lots[one.id])}


def _rows(child: Child, found: Found) -> list[tuple[str, list[dict[str, Any]]]]:
    """Headings with their rows; of what nothing was found, nothing."""
    groups = (
        (_("Infusions"), [_infused(child, one) for one in found.infusions]),
        (_("Bottles without their infusion"), [_loose(child, one) for one in found.loose]),
        (_("Vaccinations"), _bearing(child, found.vaccinations, vaccine=True)),
        (_("Packages of medicines"), _bearing(child, found.packages)),
    )
    return [(heading, rows) for heading, rows in groups if rows]


def _infused(child: Child, one: Infused) -> dict[str, Any]:
    row = _row(child, one.at, one.product, ", ".join(one.lots), None)
    return row | {"url": day_address(child.id, str(one.entry))}


def _loose(child: Child, one: Bears) -> dict[str, Any]:
    return _row(child, one.at, _("A bottle"), one.lot, one.entry)


def _bearing(
    child: Child, found: Iterable[Bears], *, vaccine: bool = False
) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        row = _row(child, one.at, vaccine_text(one.name) if vaccine else one.name, one.lot, None)
        if one.day_known:
            on = one.at.astimezone(ZoneInfo(child.zone)).date()
            row["when"] = known_text(on, one.day_known)
        if one.entry:
            row["url"] = url_for("entries.show", child_id=child.id, entry_id=one.entry)
        elif one.medicine:
            row["url"] = url_for("medicines.show", child_id=child.id, medicine_id=one.medicine)
        rows.append(row)
    return rows


def _row(child: Child, at: Any, what: str, lot: str, entry: uuid.UUID | None) -> dict[str, Any]:
    url = url_for("entries.show", child_id=child.id, entry_id=entry) if entry else None
    return {
        "when": day_text(at.astimezone(ZoneInfo(child.zone)).date()),
        "what": what,
        "note": _("lot %(number)s", number=lot),
        "url": url,
    }
