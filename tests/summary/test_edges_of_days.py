"""Entries of the last second and of the first, on both days that the clock changes (H24)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from journal.records.entries import Entry
from journal.records.kinds import NoteRow
from tests.family import ZONE, Family
from tests.summary.gathering import log, printed, wall

FORWARD, BACK = date(2026, 3, 8), date(2026, 11, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("day", [FORWARD, BACK], ids=["forward", "back"])
@pytest.mark.parametrize("child", ["nora", "tom"])
@pytest.mark.parametrize("window", [(-1, 0), (0, 0), (0, 1)], ids=["until", "the day", "from"])
def test_h24_a_page_has_exactly_the_entries_of_its_days_of_its_child(
    family: Family, day: date, child: str, window: tuple[int, int]
) -> None:
    for whose in ("nora", "tom", "mia"):
        for n in range(-2, 3):
            for clock in ("00:00:00", "12:00:00", "23:59:59"):
                log(family, "note", wall(day + n * DAY, clock), child=whose, note=whose)
    first, last = day + window[0] * DAY, day + window[1] * DAY
    with family.database.reading() as session:
        rows = session.exec(
            select(Entry.id, NoteRow.at)
            .join(NoteRow, col(NoteRow.entry_id) == col(Entry.id))
            .where(Entry.child_id == family.children[child])
        ).all()
    zone = ZoneInfo(ZONE)
    own = {str(identity) for identity, at in rows if first <= at.astimezone(zone).date() <= last}
    page = printed(family, first, last, child, now=wall(day + 3 * DAY))
    assert len(page.entry_ids) == 3 * ((last - first).days + 1)
    assert set(page.entry_ids) == own
