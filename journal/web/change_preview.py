"""What would come of another dose, looked at before it is kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, func, select

from journal.amounts import both_text
from journal.care.days import due_instant
from journal.care.history import spans_in_force
from journal.care.rhythm import read_rhythm
from journal.plans.expected import expected
from journal.plans.labels import label
from journal.plans.medicines import Dosing
from journal.plans.standing import Standing
from journal.plans.weekly_days import dose_before, last_dose_on
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.web.day_doses import DoseOfDay, doses_between, with_records
from journal.web.medicine_amounts import looked_at, strength_note
from journal.web.medicine_names import names_of
from journal.web.medicine_words import next_text
from journal.words import day_text, long_day, rhythm_text, unbroken, unit_text

NEXT_DOSES = 4
MANY = Decimal(2)
# Far enough for the next dose of a plan of every few weeks.
LOOK_AHEAD = timedelta(days=70)
A_DAY = timedelta(days=1)
# Of more slots nobody has recorded one ahead of its time.
MOST_LOOKED_AT = 24
# What Today asks for, and of what it says that nobody can tell or that nobody recorded it.
ASKED = {"due", "overdue", "norecord", "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would come of a change.

    seen      what must still be true when it is saved: the plan's first day and the next slot
    lines     the change in words, as (term, value)
    doses     the next doses in words
    notes     (title, text) about days that are written anew, and about a later beginning
    gone      what was planned for later and gives way, in words
    is_taper  whether that was a step of a taper
    """

    seen: str
    lines: list[tuple[str, str]]
    doses: list[str]
    notes: list[tuple[str, str]]
    gone: list[str]
    is_taper: bool


def preview_of(
    session: Session,
    child: Child,
    medicine: Medicine,
    before: Standing,
    plan: DosePlan,
    dosing: Dosing,
    moment: datetime,
) -> Preview:
    """What would come of a new dose plan, inside the transaction that tries it."""
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    names = {id_: each.whole for id_, each in names_of(session, child.id).items()}
    lines = [
        (_("Until then"), _plan_text(before.plan, names)),
        (_("From %(day)s", day=long_day(plan.first_on)), _plan_text(plan, names)),
    ]
    if dosing.last_on is not None:
        lines.append((_("Last day"), long_day(dosing.last_on)))
    doses, key = next_doses(session, child, medicine, plan.first_on, moment)
    notes = []
    if plan.first_on > dosing.first_on:
        notes.append(_later(session, child, medicine, plan, dosing, moment))
    if plan.first_on < today:
        notes.append(rewritten(session, child, medicine, plan.first_on, today))
    box = label(medicine.name, plan.strength, medicine.form)
    if note := looked_at(dosing, box):
        notes.append(note)
    if note := strength_note(before.plan, box):
        notes.append(note)
    if plan.unit != before.plan.unit:
        units = _(
            "From %(before)s to %(after)s. Check the label.",
            before=unit_text(MANY, before.plan.unit),
            after=unit_text(MANY, plan.unit),
        )
        notes.append((_("Another unit"), units))
    gone = _gone(session, medicine, before)
    seen = "/".join([str(plan.first_on), key, *(str(first_on) for _plan, first_on in gone)])
    return Preview(
        seen=seen,
        lines=lines,
        doses=doses,
        notes=notes,
        gone=[_gone_text(each, first_on) for each, first_on in gone],
        is_taper=any(each.taper_id for each, _first_on in gone),
    )


def _later(
    session: Session,
    child: Child,
    medicine: Medicine,
    plan: DosePlan,
    dosing: Dosing,
    moment: datetime,
) -> tuple[str, str]:
    """Why the typed first day was moved, and how long the gap to the next dose is (H5)."""
    before_on = dose_before(session, child, medicine, dosing.first_on, now=moment)
    found = expected(session, child, moment, moment + LOOK_AHEAD, medicines=[medicine])
    following = [one for one in found if one.slot.wall.date() >= plan.first_on]
    if before_on is None or not following:
        return _("It begins later"), _("This begins on %(day)s.", day=long_day(plan.first_on))
    next_on = following[0].slot.wall.date()
    text = ngettext(
        "The next dose is %(next)s, %(num)s day after that of %(last)s. A weekly dose "
        "less than five days after another is not planned.",
        "The next dose is %(next)s, %(num)s days after that of %(last)s. A weekly dose "
        "less than five days after another is not planned.",
        (next_on - before_on).days,
        next=long_day(next_on),
        last=long_day(before_on),
    )
    return _("It begins later"), str(text)


def _gone(session: Session, medicine: Medicine, before: Standing) -> list[tuple[DosePlan, date]]:
    """The coming plans that no longer hold; one written anew for another label still does."""
    held = spans_in_force(plans_of(session, [medicine.id])[medicine.id])
    kept = {(first_on, plan.amount, plan.unit) for plan, first_on, _last_on in held}
    return [
        (plan, first_on)
        for plan, first_on in before.coming
        if (first_on, plan.amount, plan.unit) not in kept
    ]


def _gone_text(plan: DosePlan, first_on: date) -> str:
    return _(
        "From %(day)s, %(amount)s was planned.", day=day_text(first_on), amount=both_text(plan)
    )


def next_doses(
    session: Session, child: Child, medicine: Medicine, since: date, moment: datetime
) -> tuple[list[str], str]:
    """What the change asks for next, in words, and the key of the first dose.

    One that fell due in the last day and that nobody recorded comes first: from the plan's first
    day `since` on, Today asks for its new amount at once. What is recorded already is no next one.
    """
    found = expected(session, child, moment - A_DAY, moment + LOOK_AHEAD, medicines=[medicine])
    near = [one for one in found if one.slot.wall.date() >= since or one.slot.due_at >= moment]
    near, later = near[:MOST_LOOKED_AT], near[MOST_LOOKED_AT:]
    doses = doses_between(session, child, moment - 2 * A_DAY, moment)
    standing = [one for one in with_records(session, near, doses, moment) if one.is_open]
    wanted = [one for one in standing if one.expected.slot.due_at >= moment or one.state in ASKED]
    last_on = last_dose_on(session, child, medicine)
    texts = []
    for one in [*wanted, *(DoseOfDay(each, "later") for each in later)][:NEXT_DOSES]:
        texts.append(_dose_text(one, last_on, moment))
        last_on = None
    first = wanted[0].expected if wanted else next(iter(later), None)
    return texts, first.slot.key if first else ""


def _dose_text(one: DoseOfDay, last_on: date | None, moment: datetime) -> str:
    slot, plan = one.expected.slot, one.expected.plan
    when = next_text(slot.wall, last_on, read_rhythm(plan.rhythm))
    if one.moved is not None:
        when = _("%(dose)s, though a dose of that day is recorded", dose=when)
    elif slot.due_at < moment:
        when = _("%(dose)s, nobody has recorded it yet", dose=when)
    return f"{when}: {unbroken(both_text(plan, one.expected.amount))}"


def rewritten(
    session: Session, child: Child, medicine: Medicine, first_on: date, today: date
) -> tuple[str, str]:
    """Which days of the past a plan writes anew, and that recorded doses stay (H11)."""
    start = due_instant(datetime.combine(first_on, time(0)), ZoneInfo(child.zone))
    recorded = session.exec(
        select(func.count())
        .select_from(DoseRow)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(DoseRow.medicine == medicine.id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.at) >= start)
    ).one()
    text = _(
        "This writes the plan of past days anew, from %(first)s to %(last)s. "
        "The doses recorded since then (%(count)s) stay as they were recorded.",
        first=day_text(first_on),
        last=day_text(today - timedelta(days=1)),
        count=recorded,
    )
    return _("Past days too"), text


def _plan_text(plan: DosePlan, names: Mapping[uuid.UUID, str]) -> str:
    return f"{both_text(plan)}, {rhythm_text(plan.rhythm, names)}"
