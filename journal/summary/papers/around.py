"""What was measured before a therapy was begun and three and six months after: never made up.

The last value of the ninety days before, and the nearest to each time after, as it was written,
with own day. Where nobody wrote one there is none, and nothing is drawn between two.
Source: docs/rules.md#before-and-after.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.knowledge.measures import find_measure
from journal.records.columns import table_of
from journal.records.entries import Entry, KindRow
from journal.records.kinds.score import ScoreRow
from journal.records.kinds.strength import StrengthRow
from journal.summary.lab_series import lab_series
from journal.summary.lived import Measure
from journal.summary.papers.therapies import Therapy
from journal.summary.window import Window

BEFORE = timedelta(days=90)
AFTER = (timedelta(days=91), timedelta(days=182))
# How far from three and six months a value may lie and still be shown there: our own choice.
NEAR = timedelta(days=45)
CK = "ck"


@dataclass(frozen=True, slots=True)
class Task:
    """A timed task; another number of stairs is another one."""

    task: str
    steps: int | None


@dataclass(frozen=True, slots=True)
class Lab:
    """A test in one unit as its reports print it: never mixed with another (H13)."""

    test: str
    unit: str


What = Measure | Task | Lab


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What was written, and its day. number None: a text as printed, a task without a time."""

    on: date
    number: Decimal | None = None
    text: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """One measure around the day a therapy was begun; `after` as many as AFTER.

    open  which of them are still to come, or may still get a value
    """

    therapy: str
    begun_on: date
    what: What
    before: Value | None
    after: tuple[Value | None, ...]
    open: tuple[bool, ...]

    @property
    def has_any(self) -> bool:
        """Whether there is a value at all."""
        return self.before is not None or any(self.after)


def around_of(
    session: Session,
    child_id: uuid.UUID,
    window: Window,
    therapies: Sequence[Therapy],
    *,
    today: date,
) -> tuple[Around, ...]:
    """Return what was measured around each beginning, without the measures of which nothing was."""
    series = _series(session, child_id, window)
    found = [
        _around(therapy.id, begun_on, what, values, today)
        for therapy in therapies
        for begun_on in beginnings(therapy)
        for what, values in series.items()
    ]
    return tuple(one for one in found if one.has_any)


def beginnings(therapy: Therapy) -> list[date]:
    """Return the days on which a therapy was begun; of infusions without a plan the first of a run.

    What is neither infused nor known as a treatment of the illness has none: nobody measures
    strength because of a vitamin.
    """
    if not therapy.treats and not therapy.infusions:
        return []
    if therapy.tried:
        return [one.from_on for one in therapy.tried if not one.later]
    days = sorted({one.on for one in therapy.infusions})
    return [day for before, day in pairwise([None, *days]) if day and _is_new(before, day)]


def _is_new(before: date | None, day: date) -> bool:
    return before is None or day - before > 2 * AFTER[0]


def _around(
    therapy: str, begun_on: date, what: What, values: Sequence[Value], today: date
) -> Around:
    earlier = [one for one in values if begun_on - BEFORE <= one.on <= begun_on]
    return Around(
        therapy=therapy,
        begun_on=begun_on,
        what=what,
        before=earlier[-1] if earlier else None,
        after=tuple(_nearest(values, begun_on + each) for each in AFTER),
        open=tuple(today <= begun_on + each + NEAR for each in AFTER),
    )


def _nearest(values: Sequence[Value], day: date) -> Value | None:
    near = [one for one in values if abs(one.on - day) <= NEAR]
    return min(near, key=lambda one: (abs(one.on - day), one.on), default=None)


def _series(
    session: Session, child_id: uuid.UUID, window: Window
) -> Mapping[What, Sequence[Value]]:
    """Everything that was measured, by what it is, the oldest first."""
    found: dict[What, list[Value]] = defaultdict(list)
    for each in lab_series(session, child_id, window, only={CK}):
        found[Lab(each.name, each.unit)] += [
            Value(on=one.on, text=one.text, flag=one.flag) for one in each.results
        ]
    for row in _rows(session, ScoreRow, child_id, "measure", "name", "scale", "by", "value"):
        known = find_measure(row.measure)
        scale = "" if known is not None and len(known.scales) == 1 else row.scale or ""
        what = Measure(row.measure, row.name or "", scale, row.by)
        found[what].append(Value(on=window.day(row.at), number=Decimal(row.value)))
    for row in _rows(session, StrengthRow, child_id, "task", "steps", "done", "seconds"):
        seconds = None if row.seconds is None else Decimal(row.seconds)
        found[Task(row.task, row.steps)].append(
            Value(on=window.day(row.at), number=seconds, text=row.done)
        )
    return found


def _rows(
    session: Session, kind: type[KindRow], child_id: uuid.UUID, *names: str
) -> Sequence[sa.Row[tuple[object, ...]]]:
    row = table_of(kind)
    return session.execute(
        sa.select(row.c.at, *(row.c[name] for name in names))
        .join(Entry, col(Entry.id) == row.c.entry_id)
        .where(row.c.child_id == child_id, col(Entry.deleted).is_(False))
        .order_by(row.c.at, row.c.entry_id)
    ).all()
