"""Who a paper is about and what it covers: the same on every page of every paper (H24, H40)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.records.medicines import DosePlan
from journal.summary import words
from journal.summary.canonical import code_of
from journal.summary.document import Document, Part
from journal.summary.measured import weighed
from journal.summary.page import Period, Subject
from journal.summary.printable import printable
from journal.summary.say import _, ngettext
from journal.summary.sheet import no_weight, not_watched
from journal.summary.window import Window

# What the header of a page has room for; the first page says it whole.
BRIEF = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Whom, which days, and of how many entries; made_at is aware UTC."""

    child: Subject
    period: Period
    made_at: datetime
    entries: int

    @property
    def today(self) -> date:
        """The child's date when the paper was made."""
        return self.made_at.astimezone(ZoneInfo(self.period.zone)).date()


def head_of(
    session: Session,
    child: Child,
    *,
    now: datetime,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Head:
    """Return who and when, over the whole journal unless days are named; no diary counts (H39).

    The caller has checked the right to look.
    """
    zone = ZoneInfo(child.zone)
    today = now.astimezone(zone).date()
    last = to_on or today
    first = from_on or min(_first_day(session, child, zone) or today, last)
    window = Window(from_on=first, to_on=last, zone=zone)
    return Head(
        child=_subject(session, child, window),
        period=Period(from_on=first, to_on=last, zone=child.zone),
        made_at=now,
        entries=_entries(session, child.id, window),
    )


def whole_of(head: Head) -> Window:
    """Return the days a paper covers."""
    period = head.period
    return Window(from_on=period.from_on, to_on=period.to_on, zone=ZoneInfo(period.zone))


def paper(
    head: Head,
    *,
    title: str,
    parts: Sequence[Part],
    of: object,
    language: str,
    intro: str = "",
    contents: str = "",
) -> Document:
    """Return a paper with its header in words; `of`: the frozen values its parts were said of.

    They do not hold the head, whose moment would make another code of an equal paper.
    """
    child = head.child
    born = [_("born %(day)s", day=words.day(child.born_on, language))] if child.born_on else []
    weight = words.measured(child.weight, language) if child.weight else no_weight()
    facts = [*born, weight]
    allergies = child.allergies or _("nothing recorded")
    period = words.span(head.period.from_on, head.period.to_on, language)
    return Document(
        language=language,
        title=title,
        name=printable(child.name, 120),
        facts=(*facts, *([printable(child.diagnosis, 400)] if child.diagnosis else [])),
        brief=(*facts, _("Allergies: %(list)s", list=_brief(allergies))),
        allergies=_("Allergies: %(list)s", list=" ".join(allergies.split())),
        period=f"{period} · {head.period.zone}",
        made=_made(head, code_of(head.child, head.period, head.entries, of), language),
        not_watched=not_watched(child.emergency),
        page_of=_("page {page} of {pages}"),
        parts=tuple(parts),
        made_on=head.today,
        intro=intro,
        contents=contents,
        unprintable_note=_(
            "Some characters could not be printed: no font here has them. The screen shows them."
        ),
    )


def _brief(text: str) -> str:
    line = printable(text, 10_000)
    if len(line) <= BRIEF:
        return line
    return _("%(begin)s (whole on page 1)", begin=printable(line, BRIEF))


def _made(head: Head, code: str, language: str) -> str:
    return " · ".join(
        (
            _("Family-recorded with Sunhat"),
            ngettext("%(num)d entry", "%(num)d entries", head.entries),
            _("made %(moment)s", moment=words.moment(head.made_at, head.period.zone, language)),
            code,
        )
    )


def _subject(session: Session, child: Child, window: Window) -> Subject:
    return Subject(
        name=child.name,
        born_on=child.born_on,
        weight=weighed(session, child, window),
        allergies=child.allergies or None,
        diagnosis=child.diagnosis or None,
        emergency=child.emergency_phone or None,
    )


def _entries(session: Session, child_id: uuid.UUID, window: Window) -> int:
    query = _live(sa.func.count(), child_id).where(
        col(Entry.at) >= window.start, col(Entry.at) < window.end
    )
    return int(session.execute(query).scalar_one())


def _first_day(session: Session, child: Child, zone: ZoneInfo) -> date | None:
    """The day of the oldest entry or dose plan."""
    at = session.execute(_live(sa.func.min(col(Entry.at)), child.id)).scalar_one()
    planned = session.execute(
        sa.select(sa.func.min(col(DosePlan.first_on))).where(
            col(DosePlan.child_id) == child.id, col(DosePlan.replaced).is_(False)
        )
    ).scalar_one()
    days = [at.astimezone(zone).date()] if at else []
    return min([*days, *([planned] if planned else [])], default=None)


def _live(what: Any, child_id: uuid.UUID) -> sa.Select[Any]:
    return sa.select(what).where(
        col(Entry.child_id) == child_id,
        col(Entry.deleted).is_(False),
        col(Entry.kind) != Kind.DIARY,
    )
