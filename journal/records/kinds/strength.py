"""A timed task at home: how long it took, and how it was done. Never a score of ours."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, Number, number, one_of, whole

LONGEST = Decimal(600)


class Task(StrEnum):
    """What was timed."""

    FLOOR_RISE = "floor_rise"
    STAIRS = "stairs"
    ARMS_UP = "arms_up"
    HEAD_LIFT = "head_lift"


class Done(StrEnum):
    """How it was done."""

    ALONE = "alone"
    WITH_HANDS = "with_hands"
    WITH_HELP = "with_help"
    COULD_NOT = "could_not"
    WOULD_NOT = "would_not"


WITHOUT_TIME = (Done.COULD_NOT, Done.WOULD_NOT)


class Strength(Fields):
    """seconds: with at most one decimal, None when it could not or would not be done.

    steps  how many stairs, so that times of the same staircase are compared
    """

    task: Annotated[str, BeforeValidator(one_of(Task))]
    seconds: Number | None = number(default=None)
    done: Annotated[str, BeforeValidator(one_of(Done))]
    steps: Annotated[int | None, BeforeValidator(whole(1, 200))] = None

    def check(self) -> None:
        if self.done in WITHOUT_TIME:
            if self.seconds is not None:
                sentence = N_("A task that was not done has no time. Take the seconds out.")
                raise Refused(Problem("type", "seconds", sentence))
            return
        if self.seconds is None:
            raise Refused(
                Problem("required", "seconds", N_("Write the seconds, or say it was not done."))
            )
        if not 0 < self.seconds <= LONGEST:
            raise Refused(Problem("out_of_range", "seconds", N_("Write seconds from 0.1 to 600.")))


class StrengthRow(KindRow, Strength, table=True):
    """A timed task on disk. `Strength` has checked every field before it gets here."""

    __tablename__ = "strength"

    # All that a chart of ten years reads of a task, so that it needs no row.
    __table_args__ = (
        sa.Index(
            "ix_strength_charted", "child_id", "task", "at", "steps", "done", "seconds", "entry_id"
        ),
    )
