"""Why did nobody tell me? Each reminder of the last two weeks, and of the next two days."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from journal.clock import now
from journal.records.access import Right
from journal.reminders.phones import phones_of
from journal.reminders.proof import Proof, Verdict, proofs, subjects
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.medicine_names import names_of
from journal.web.phone_rows import phone_row
from journal.web.proof_words import matter_text, told_texts
from journal.web.signed_in import require_person
from journal.words import clock_text, short_day

bp = Blueprint("proof", __name__)
bp.before_request(require_person)

LOOK_BACK = timedelta(days=14)
AHEAD = timedelta(hours=48)
# What did not go well stands open, as far as a day stays readable; the rest is folded with it.
MOST_OPEN = 6
NEEDS = (Verdict.MISSED, Verdict.PART, Verdict.OPEN)


@dataclass
class Moment:
    """What fell due at one time of the clock and went the same way."""

    due: str
    verdict: Verdict
    told: tuple[str, ...]
    matters: list[str] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """As the template shows it."""
        icons = {Verdict.WELL: "check", Verdict.PLANNED: "clock", Verdict.OPEN: "clock"}
        icons[Verdict.SILENT] = "bell-off"
        return {
            "due": self.due,
            "what": ", ".join(sorted(self.matters)),
            "told": self.told,
            "icon": icons.get(self.verdict, "needs"),
        }


@bp.get("/children/<uuid:child_id>/reminders")
def index(child_id: uuid.UUID) -> str:
    """What was sent, when, to which phone, with what answer, or why not."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        zone = ZoneInfo(child.zone)
        names, own = names_of(session, child_id), subjects(session, child_id)

        def what(proof: Proof) -> str:
            return matter_text(proof, names, own, proof.due_at.astimezone(zone))

        found = proofs(session, child_id, moment - LOOK_BACK, moment + AHEAD)
        coming = [one for one in found if one.due_at > moment]
        past = [one for one in found if one.due_at <= moment]
        rows = [
            (one.due_at.astimezone(zone).date(), _moment(one, what(one), zone, now=moment))
            for one in (*coming, *reversed(past))
        ]
        return page(
            session,
            actor,
            child,
            "phones/proof.html",
            coming=_days(rows[: len(coming)]),
            past=_days(rows[len(coming) :]),
            phones=[
                phone_row(one, zone, mine=actor.account_id)
                for one in phones_of(session, child_id, now=moment)
            ],
        )


def _moment(proof: Proof, what: str, zone: ZoneInfo, *, now: datetime) -> Moment:
    told = tuple(dict.fromkeys(told_texts(proof, zone, now=now)))
    return Moment(clock_text(proof.due_at, zone), proof.verdict(now=now), told, [what])


def _days(rows: Sequence[tuple[date, Moment]]) -> list[dict[str, Any]]:
    return [
        _day(day, [moment for _day_of, moment in group])
        for day, group in groupby(rows, key=lambda row: row[0])
    ]


def _day(day: date, moments: Sequence[Moment]) -> dict[str, Any]:
    """One day: what needs somebody open, the rest in one line that opens."""
    needs = _joined(one for one in moments if one.verdict in NEEDS)
    rest = _joined(one for one in moments if one.verdict not in NEEDS)
    counts = Counter(one.verdict for one in moments)
    return {
        "day": short_day(day),
        "open": [one.row() for one in needs[:MOST_OPEN]],
        "folded": [one.row() for one in (*needs[MOST_OPEN:], *rest)],
        "title": _title(counts, sum(len(one.matters) for one in needs[MOST_OPEN:])),
    }


def _joined(moments: Iterable[Moment]) -> list[Moment]:
    """Those of one time that went the same way as one, in the order in which they came."""
    found: dict[tuple[str, Verdict, tuple[str, ...]], Moment] = {}
    for one in moments:
        key = (one.due, one.verdict, one.told)
        if key in found:
            found[key].matters += one.matters
        else:
            found[key] = one
    return list(found.values())


def _title(counts: Counter[Verdict], more: int) -> str:
    parts = [
        ngettext("%(num)s planned", "%(num)s planned", counts[Verdict.PLANNED])
        if counts[Verdict.PLANNED]
        else "",
        ngettext("%(num)s told or recorded", "%(num)s told or recorded", counts[Verdict.WELL])
        if counts[Verdict.WELL]
        else "",
        ngettext("%(num)s silent on purpose", "%(num)s silent on purpose", counts[Verdict.SILENT])
        if counts[Verdict.SILENT]
        else "",
        _("%(num)s more that did not arrive", num=more) if more else "",
    ]
    return ", ".join(part for part in parts if part)
