"""The journal: everything that was logged, newest first, by kind and by word."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.alerts import open_alerts
from journal.entries.reading import Shown, timeline
from journal.records.access import Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.cursors import read_cursor, write_cursor
from journal.web.entry_words import timeline_line
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.medicine_names import Names, names_of
from journal.web.photo_words import pictures_of
from journal.web.signed_in import require_person
from journal.words import long_day

bp = Blueprint("journal", __name__)
bp.before_request(require_person)

PAGE = 40


@bp.get("/children/<uuid:child_id>/journal")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """One page of the timeline; ten years deep it costs what one year costs."""
    words = request.args.get("q", "").strip()[:100]
    kind = request.args.get("kind", "")
    kinds = [Kind(kind)] if kind in list(Kind) else []
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        before = read_cursor(request.args.get("before"))
        found, older = timeline(
            session,
            child_id,
            reader=actor.account_id,
            kinds=kinds,
            words=words,
            before=before,
            limit=PAGE,
        )
        asked = {entry for alert in open_alerts(session, [child_id]) for entry in alert.entries}
        return page(
            session,
            actor,
            child,
            "journal/index.html",
            tab="journal",
            days=_days(session, found, names_of(session, child_id), child, asked),
            chips=chips_of(child, kind if kinds else "", words),
            words=words,
            kind=kind if kinds else "",
            search_url=url_for("journal.index", child_id=child_id),
            older_url=_address(child, kind if kinds else "", words, write_cursor(older))
            if older
            else None,
            newest_url=_address(child, kind if kinds else "", words) if before else None,
            log_url=url_for("log.sheet", child_id=child_id)
            if actor.may(Right.RECORD, child_id)
            else None,
        )


def _days(
    session: Session, found: Sequence[Shown], names: Names, child: Child, asked: set[str]
) -> list[dict[str, Any]]:
    """The entries by the child's calendar day."""
    zone = ZoneInfo(child.zone)
    photos = pictures_of(session, child, found)
    days = groupby(found, key=lambda shown: shown.at.astimezone(zone).date())
    return [
        {
            "label": long_day(day),
            "entries": [
                timeline_line(
                    shown,
                    names,
                    zone,
                    questioned=str(shown.id) in asked,
                    photos=photos.get(shown.id, []),
                )
                for shown in entries
            ],
        }
        for day, entries in days
    ]


def chips_of(child: Child, chosen: str, words: str) -> list[dict[str, Any]]:
    """The kinds of entries, each with the address of those entries."""
    labels = {"": _("All")} | {kind.value: label for kind, label in kind_labels().items()}
    return [
        {"label": label, "url": _address(child, kind, words), "current": kind == chosen}
        for kind, label in labels.items()
    ]


def kind_labels() -> dict[Kind, str]:
    """Return what the entries of each kind are called."""
    return {
        Kind.DOSE: _("Doses"),
        Kind.SYMPTOM: _("Symptoms"),
        Kind.MEASUREMENT: _("Measured"),
        Kind.INFUSION: _("Infusions"),
        Kind.CHECKPOINT: _("During infusions"),
        Kind.STAY: _("Stays"),
        Kind.STAY_NOTE: _("During stays"),
        Kind.REVIEW: _("After stays"),
        Kind.INFECTION: _("Infections"),
        Kind.DRAW: _("Lab reports"),
        Kind.VISIT: _("Visits"),
        Kind.QUESTION: _("Questions"),
        Kind.NOTE: _("Notes"),
        Kind.VACCINATION: _("Vaccinations"),
        Kind.CHECK_IN: _("Evenings"),
        Kind.STRENGTH: _("Timed tasks"),
        Kind.SCORE: _("Scores"),
        Kind.PICTURE: _("Pictures"),
        Kind.ACTIVITY: _("Activities"),
        Kind.RESPONSE: _("Questionnaires"),
        Kind.DIARY: _("My diary"),
    }


def _address(child: Child, kind: str, words: str, before: str | None = None) -> str:
    return url_for(
        "journal.index",
        child_id=child.id,
        kind=str(kind) or None,
        q=words or None,
        before=before,
    )
