"""How each kind of reminder works for one child: the family's choice, or else the default.

Sources of the defaults: docs/rules.md#kinds-of-reminders.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlmodel import Session, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right
from journal.records.reminder_choices import KindChoice
from journal.records.reminders import About


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """How one kind works.

    on          whether there are any
    clock       when in the day, on the child's wall clock, for what belongs to a day
    leads       how long before an appointment; after an infusion: how long after its end
    again       told once more when nobody recorded it by then; zero: not again
    yearly_on   month and day of what comes once a year, "10-01"
    changed_at  when somebody chose it: what would have been due before that was never expected
    """

    on: bool = True
    clock: time = time(10)
    leads: tuple[timedelta, ...] = ()
    again: timedelta = timedelta(0)
    yearly_on: str | None = None
    changed_at: datetime | None = None


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MOST_AGAIN = 4 * HOUR
USUAL = KindRule()
DEFAULTS: Mapping[About, KindRule] = dict.fromkeys(About, USUAL) | {
    About.DOSE: KindRule(again=timedelta(minutes=30)),
    About.APPOINTMENT: KindRule(leads=(24 * HOUR, 2 * HOUR)),
    About.FOLLOW_UP: KindRule(leads=(24 * HOUR, 48 * HOUR, 72 * HOUR)),
    About.CHECK_IN: KindRule(on=False, clock=time(19)),
    About.LABS: KindRule(leads=(7 * DAY, DAY)),
    About.SEASON: KindRule(on=False),
}


def kind_rules(session: Session, child_id: uuid.UUID) -> dict[About, KindRule]:
    """Return the rule of every kind for this child."""
    rules = dict(DEFAULTS)
    for row in session.exec(select(KindChoice).where(KindChoice.child_id == child_id)):
        # A kind of a newer build has no rule here.
        if row.about in rules:
            rules[About(row.about)] = _chosen(rules[About(row.about)], row)
    return rules


def _chosen(rule: KindRule, row: KindChoice) -> KindRule:
    leads, again = row.leads, row.again_minutes
    return replace(
        rule,
        on=rule.on if row.on is None else row.on,
        clock=rule.clock if row.clock is None else row.clock,
        leads=rule.leads if leads is None else tuple(timedelta(minutes=one) for one in leads),
        again=rule.again if again is None else timedelta(minutes=again),
        yearly_on=rule.yearly_on if row.yearly_on is None else row.yearly_on,
        changed_at=row.changed_at,
    )


def choose_kind(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    about: About,
    wish: KindRule,
    *,
    now: datetime,
) -> None:
    """Keep how the family wants one kind for this child; what is so already writes nothing.

    Raises Stranger, NotAllowed, or Refused leads_required and again_range.
    """
    actor.require(Right.PLAN, child_id)
    rule = kind_rules(session, child_id)[about]
    # Nobody asks for the same times in another order.
    same = replace(wish, changed_at=rule.changed_at, leads=rule.leads)
    if rule == same and sorted(rule.leads) == sorted(wish.leads):
        return
    if wish.on and rule.leads and not wish.leads:
        sentence = N_("Choose at least one time, or switch these reminders off.")
        raise Refused(Problem("leads_required", "leads", sentence))
    if not timedelta(0) <= wish.again <= MOST_AGAIN:
        sentence = N_("Write the minutes, from 0 (not again) to 240.")
        raise Refused(Problem("again_range", "again", sentence))
    minute = timedelta(minutes=1)
    row = session.get(KindChoice, (child_id, about.value)) or KindChoice(
        child_id=child_id, about=about.value, changed_by=actor.account_id, changed_at=now
    )
    row.on = wish.on
    row.clock = wish.clock
    row.leads = [lead // minute for lead in sorted(wish.leads, reverse=True)]
    row.again_minutes = wish.again // minute
    row.yearly_on = wish.yearly_on
    row.changed_by, row.changed_at = actor.account_id, now
    session.add(row)
    session.flush()
