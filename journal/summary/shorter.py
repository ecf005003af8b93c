"""The page with less and less on it, for one side of paper: what goes is counted where it stood."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from journal.summary.rows import Lines, Table, more
from journal.summary.say import ngettext
from journal.summary.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many lines of each part may stay; medicines, their doses and missing phones all do."""

    since: int
    questions: int
    changes: int
    lanes: int
    infusions: int
    lines: int


# What a visit is for stays longest: three questions, what changed, the medicines drawn first.
ROOMS = (
    Room(since=9, questions=6, changes=8, lanes=10, infusions=4, lines=3),
    Room(since=6, questions=4, changes=6, lanes=8, infusions=3, lines=2),
    Room(since=6, questions=3, changes=6, lanes=6, infusions=2, lines=1),
    Room(since=3, questions=3, changes=4, lanes=4, infusions=1, lines=1),
    Room(since=3, questions=3, changes=2, lanes=2, infusions=1, lines=1),
)


def shorter(whole: Sheet) -> Iterator[Sheet]:
    """Yield the page as it is, then shorter each time, in the active language."""
    yield whole
    for room in ROOMS:
        yield replace(
            whole,
            since=_table(whole.since, room.since),
            questions=_lines(whole.questions, room.questions),
            changes=_table(whole.changes, room.changes),
            lanes=whole.lanes[: room.lanes],
            chart_note=_note(whole, room.lanes),
            infusions=_table(whole.infusions, room.infusions),
            notes=tuple(_lines(each, room.lines) for each in whole.notes),
        )


def _table(table: Table, most: int) -> Table:
    gone = max(len(table.rows) - most, 0)
    return replace(table, rows=table.rows[:most], more=more(table.more.number + gone))


def _lines(lines: Lines, most: int) -> Lines:
    gone = max(len(lines.lines) - most, 0)
    return replace(lines, lines=lines.lines[:most], more=more(lines.more.number + gone))


def _note(whole: Sheet, most: int) -> str:
    gone = len(whole.lanes) - most
    if gone <= 0:
        return whole.chart_note
    said = ngettext(
        "%(num)d more line of this drawing is in the journal.",
        "%(num)d more lines of this drawing are in the journal.",
        gone,
    )
    return f"{whole.chart_note} {said}"
