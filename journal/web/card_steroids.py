"""The steroids of a child on the emergency card: since when, how much now, and the last dose.

Whoever treats a child who takes a steroid, or took one lately, must know it. Which medicine is
one is read from its name; the page says so when it knows none.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care.history import spans_in_force
from journal.care.knowledge.steroids import find_steroid
from journal.care.steroids import is_elsewhere
from journal.plans.standing import Standing, State
from journal.records.medicines import DosePlan, Medicine
from journal.web.last_doses import Latest, last_words
from journal.words import day_text

DAY = timedelta(days=1)
# How long a steroid that ended still stands here: our own choice, docs/rules.md#emergency-card.
LATELY = timedelta(days=366)


def is_swallowed_steroid(medicine: Medicine) -> bool:
    """Whether its name means a steroid that goes through the whole body: no cream, no spray."""
    steroid = find_steroid(f"{medicine.name} {medicine.code or ''}")
    label = f"{medicine.name} {medicine.form} {medicine.strength}"
    return steroid is not None and not is_elsewhere(label, None, steroid)


def steroid_lines(
    found: Sequence[tuple[Standing, Sequence[DosePlan], str]],
    last: Latest,
    zone: ZoneInfo,
    today: date,
) -> list[str]:
    """A line for each steroid of now and of the last year; or that none is known by its name.

    found: how a medicine stands, all its plans, and its amount and rhythm in words.
    """
    lines = []
    for one, plans, dose in found:
        if not is_swallowed_steroid(one.medicine):
            continue
        when = last_words(one.medicine, last, zone)
        if one.state in {State.RUNNING, State.PAUSED}:
            paused = _("paused now") if one.state is State.PAUSED else ""
            since = _("in the plan since %(day)s", day=day_text(_since(plans, today)))
            said = (f"{one.medicine.name} {dose}", since, paused, when)
            lines.append(", ".join(part for part in said if part))
        elif (ended := _ended(one)) is not None and today - ended < LATELY:
            over = _("%(name)s: ended %(day)s", name=one.medicine.name, day=day_text(ended))
            lines.append(f"{over}, {when}")
    return lines or [_("No medicine here is known to Sunhat as a steroid by its name.")]


def _since(plans: Sequence[DosePlan], today: date) -> date:
    """The first day of the unbroken row of plans that reaches today, whatever their amounts."""
    since = today
    for _plan, first_on, last_on in reversed(spans_in_force(plans)):
        if first_on > today:
            continue
        if last_on is not None and last_on < since - DAY:
            break
        since = first_on
    return since


def _ended(one: Standing) -> date | None:
    return one.rests_since if one.state is State.STOPPED else one.until
