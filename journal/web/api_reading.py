"""Reading the journal through the API."""

import uuid

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from journal.care.problems import N_, Problem, Refused
from journal.entries.reading import timeline as read_timeline
from journal.entries.wire import entry_json
from journal.records.access import Right
from journal.records.entries import Kind
from journal.web.asked import BEFORE, Asked, asks
from journal.web.cursors import read_cursor, write_cursor
from journal.web.extensions import reading
from journal.web.signed_in import require_person

bp = Blueprint("api_reading", __name__, url_prefix="/api/v1")
bp.before_request(require_person)

MOST = 500
USUAL = 50
KIND = Asked(
    "kind",
    "Only entries of this kind; may stand there several times. All kinds without.",
    {"type": "array", "items": {"enum": [kind.value for kind in Kind]}},
)
LIMIT = Asked(
    "limit",
    "How many at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
)


@bp.get("/children/<uuid:child_id>/timeline")
@asks(BEFORE, LIMIT, KIND)
def timeline(child_id: uuid.UUID) -> ResponseReturnValue:
    """A page of entries, newest first."""
    with reading() as (session, actor):
        actor.require(Right.LOOK, child_id)
        page, before = read_timeline(
            session,
            child_id,
            reader=actor.account_id,
            kinds=_kinds(),
            before=read_cursor(BEFORE.text()),
            limit=_limit(),
        )
    return jsonify(entries=[entry_json(shown) for shown in page], before=write_cursor(before))


def _kinds() -> list[Kind]:
    asked = KIND.texts()
    if any(kind not in list(Kind) for kind in asked):
        raise Refused(
            Problem(
                "kind_unknown",
                "kind",
                N_("Choose among: %(kinds)s."),
                {"kinds": ", ".join(Kind)},
            )
        )
    return [Kind(kind) for kind in asked]


def _limit() -> int:
    text = LIMIT.text()
    if text is None:
        return USUAL
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise Refused(
            Problem(
                "out_of_range", "limit", N_("Ask for 1 to %(most)s entries."), {"most": str(MOST)}
            )
        )
    return int(text)
