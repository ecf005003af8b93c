"""What was recorded around a visit and in a window, read once for all that compares and draws."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from journal.entries.levels import Level, levels
from journal.records.children import Child
from journal.summary import reading
from journal.summary.symptoms import NEAR
from journal.summary.window import Window

# A task or a score further back says nothing of this visit. Our own choice.
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything the oldest first.

    told      levels of symptoms, and evenings: the parent's view, both from two weeks before the
              visit or the window
    tasks     timed tasks, and scores, both from a year before
    """

    told: list[Level]
    evenings: reading.Rows
    tasks: reading.Rows
    scores: reading.Rows


def recorded(session: Session, child: Child, window: Window, visit_on: date | None) -> Recorded:
    """Return what the page compares, up to the end of the window."""
    anchor = min(window.from_on, visit_on or window.from_on)
    near, far = (
        Window(from_on=anchor - before, to_on=window.to_on, zone=window.zone).start
        for before in (NEAR, A_YEAR)
    )
    return Recorded(
        told=levels(session, child.id, near, window.end),
        evenings=reading.wellbeing(session, child.id, near, window.end),
        tasks=reading.tasks(session, child.id, far, window.end),
        scores=reading.scores(session, child.id, far, window.end),
    )
