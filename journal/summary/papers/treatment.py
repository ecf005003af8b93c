"""The treatment history, gathered: for second opinions and for insurers, over all years (H34)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from journal.amounts import both_text
from journal.care.steroids import Stretch, Uncounted
from journal.records.children import Child
from journal.summary.exposure import SteroidRecord, steroid_record
from journal.summary.exposure_steps import PlanStep
from journal.summary.hospital import Stay
from journal.summary.in_hospital import stays_of
from journal.summary.papers.around import Around, around_of
from journal.summary.papers.asked import Known, known_of
from journal.summary.papers.head import Head, head_of, whole_of
from journal.summary.papers.therapies import Therapy, therapies_of
from journal.words import rhythm_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One plan of a steroid and what was recorded while it held."""

    name: str
    planned: str
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """Doses that were taken and are in no sum, and why."""

    name: str
    why: Uncounted
    doses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Steroids:
    """What was recorded of steroids, in equivalents of prednisone.

    highest  the plan with the highest mean of a day; now: the one of each steroid that holds
    grams    everything counted since `since`
    figures  of each steroid, with the title of its source
    """

    since: date
    highest: Held | None
    now: tuple[Held, ...]
    grams: Decimal
    figures: tuple[tuple[str, str, str], ...]
    not_counted: tuple[NotCounted, ...] = ()
    silent_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentHistory:
    """Everything the paper says of one child; every text as stored."""

    head: Head
    therapies: tuple[Therapy, ...]
    around: tuple[Around, ...]
    steroids: Steroids | None
    stays: tuple[Stay, ...]
    known: Known


def treatment_history(session: Session, child: Child, *, now: datetime) -> TreatmentHistory:
    """Return the treatment history of one child up to `now`. The caller has checked the right."""
    head = head_of(session, child, now=now)
    window = whole_of(head)
    therapies = therapies_of(session, child, window, now=now)
    return TreatmentHistory(
        head=head,
        therapies=therapies,
        around=around_of(session, child.id, window, therapies, today=head.today),
        steroids=_steroids(steroid_record(session, child, now=now)),
        stays=stays_of(session, child, window),
        known=known_of(session, child, window, therapies),
    )


def _steroids(found: SteroidRecord) -> Steroids | None:
    if not found.exposure.given:
        return None
    planned = [step for step in found.steps if step.plan is not None]
    dosed = [step for step in planned if step.stretch.mg_a_day is not None]
    open_on = found.exposure.open_on
    holding = [step for step in planned if step.stretch.to_on == open_on]
    return Steroids(
        since=found.exposure.given[0].on,
        highest=_held(max(dosed, key=_mg_a_day)) if dosed else None,
        now=tuple(_held(step) for step in {step.medicine: step for step in holding}.values()),
        grams=found.exposure.grams(),
        figures=tuple(
            (name, steroid.equals_5_mg.code, source.title)
            for name, steroid in dict(found.steroids.values()).items()
            if steroid.equals_5_mg is not None
            for source in steroid.equals_5_mg.sources[:1]
        ),
        not_counted=tuple(
            NotCounted(name=one.name, why=one.why, doses=one.doses) for one in found.left_out
        ),
        silent_days=len(found.exposure.silent),
    )


def _mg_a_day(step: PlanStep) -> Decimal:
    return step.stretch.mg_a_day or Decimal(0)


def _held(step: PlanStep) -> Held:
    plan = step.plan
    planned = f"{both_text(plan)}, {rhythm_text(plan.rhythm)}" if plan else ""
    return Held(name=step.name, planned=planned, stretch=step.stretch)
