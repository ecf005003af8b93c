"""What the journal knows of one infusion day: its checkpoints, its course, its plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.courses import Course
from journal.care.infusion_kinds import variant_for
from journal.care.infusion_steps import Mark, Running, run_by, running
from journal.care.infusions import Step
from journal.care.knowledge.infusions import Variant
from journal.plans.infusion_days import course_of, plan_of
from journal.plans.infusion_plans import steps_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow

RUNS = (Seen.PAUSE, Seen.RESUME)


@dataclass
class InfusionDay:
    """One live infusion, looked at now; everything is read once and when it is asked for."""

    session: Session
    child: Child
    row: InfusionRow
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.child.zone)

    @cached_property
    def variant(self) -> Variant:
        return variant_for(self.row.product)

    @cached_property
    def checkpoints(self) -> Sequence[CheckpointRow]:
        """Those that stand, oldest first; of one moment by their ids, on every phone the same."""
        return self.session.exec(
            select(CheckpointRow)
            .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
            .where(CheckpointRow.child_id == self.child.id)
            .where(CheckpointRow.infusion == self.row.entry_id, col(Entry.deleted).is_(False))
            .order_by(col(CheckpointRow.at), col(CheckpointRow.entry_id))
        ).all()

    @cached_property
    def plan(self) -> InfusionPlan | None:
        return plan_of(self.session, self.child, self.row)

    @cached_property
    def steps(self) -> list[Step]:
        return steps_of(self.plan) if self.plan else []

    @cached_property
    def marks(self) -> list[Mark]:
        """The rates and the pauses."""
        return [
            Mark(one.at, one.rate_ml_h, stands=one.what == Seen.PAUSE)
            for one in self.checkpoints
            if one.rate_ml_h is not None or one.what in RUNS
        ]

    @cached_property
    def running(self) -> Running | None:
        """What runs now; None before a rate was recorded."""
        return running(self.marks, self.steps)

    @cached_property
    def ml_so_far(self) -> Fraction | None:
        """The mL that ran until now or until its end; None before a rate was recorded."""
        return run_by(self.marks, self.row.ended or self.now)

    @cached_property
    def course(self) -> Course:
        return course_of(self.session, self.child, self.row)

    def of(self, *what: Seen) -> list[CheckpointRow]:
        """The checkpoints about these things, the newest first."""
        return [one for one in reversed(self.checkpoints) if one.what in what]
