"""Which tests a family expects: taken from a template, changed to its clinic's numbers, or refused.

What was decided before always stays; a refused template is remembered and not offered again.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from journal.care.labs import single_tests
from journal.care.problems import N_, Problem, Refused
from journal.plans.following import (
    CHANGED_MEANWHILE,
    check_standing,
    checked,
    end,
    every,
    find_sent,
)
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import Medicine

MOST_WEEKS = 520
MOST_TESTS = 40
MOST_DAYS = 90
# A check before the first dose counts from four weeks before it. Our own choice.
WEEKS_BEFORE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LabWish:
    """What the family wants to be told of: see LabRule for each field."""

    tests: Sequence[str]
    weeks_max: int | None
    repeats: bool
    first_on: date
    weeks_min: int | None = None
    days_min: int | None = None
    days_max: int | None = None
    last_on: date | None = None
    on_increase: bool = False
    source: str = ""
    decision: Decision = Decision.OWN
    template: str = ""
    medicine_id: uuid.UUID | None = None


def make_rule(
    session: Session,
    actor: Actor,
    child: Child,
    wish: LabWish,
    *,
    now: datetime,
    row_id: uuid.UUID | None = None,
    follows: uuid.UUID | None = None,
) -> LabRule:
    """Return the new rule; the one that is there when the same id came before.

    Raises Stranger (also for a medicine of another child), NotAllowed, or Refused required,
    too_many, too_long, text_invalid, weeks_range, days_range, until_before_from, id_again, or
    changed_meanwhile where somebody answered the same suggestion first.
    """
    actor.require(Right.PLAN, child.id)
    if wish.medicine_id is not None:
        medicine = session.get(Medicine, wish.medicine_id)
        if medicine is None or medicine.child_id != child.id:
            raise Stranger
    written = _written(wish)
    if (known := find_sent(session, LabRule, row_id, child.id, written)) is not None:
        return known
    if wish.decision is not Decision.REFUSED:
        _check_window(wish)
    if follows is None and (stands := _decided(session, wish)) is not None:
        if stands.decision is wish.decision is Decision.REFUSED:
            return stands
        raise Refused(Problem("changed_meanwhile", None, CHANGED_MEANWHILE))
    row = LabRule(
        id=row_id or uuid.uuid4(),
        child_id=child.id,
        follows=follows,
        made_by=actor.account_id,
        made_at=now,
        **written,
    )
    session.add(row)
    session.flush()
    return row


def change_rule(
    session: Session, actor: Actor, row: LabRule, wish: LabWish, *, now: datetime
) -> LabRule:
    """Return the rule as it is from now on: a row that follows `row`, which ends.

    Raises as `make_rule` does, and Refused changed_meanwhile when somebody was first.
    """
    actor.require(Right.PLAN, row.child_id)
    check_standing(session, row)
    if all(getattr(row, name) == value for name, value in _written(wish).items()):
        return row
    child = session.get_one(Child, row.child_id)
    changed = make_rule(session, actor, child, wish, now=now, follows=row.id)
    end(session, actor, row, now=now)
    return changed


def end_rule(session: Session, actor: Actor, row: LabRule, *, now: datetime) -> None:
    """End a rule, or ask about a refused template again. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, row.child_id)
    end(session, actor, row, now=now)


def rules_of(session: Session, child_id: uuid.UUID) -> list[LabRule]:
    """The child's rules and refusals that nobody ended, as they were made."""
    return list(
        session.exec(
            select(LabRule)
            .where(LabRule.child_id == child_id, col(LabRule.ended_at).is_(None))
            .order_by(col(LabRule.made_at), col(LabRule.id))
        )
    )


def history_of(session: Session, child_id: uuid.UUID) -> list[LabRule]:
    """Every rule that ever was, changed and ended ones too, newest first."""
    return every(session, LabRule, child_id)


def _decided(session: Session, wish: LabWish) -> LabRule | None:
    """What stands of this suggestion for this medicine. Two who answer it wait for each other."""
    if not wish.template or wish.medicine_id is None:
        return None
    medicine = select(Medicine.id).where(Medicine.id == wish.medicine_id)
    session.exec(medicine.with_for_update(key_share=True)).one()
    return session.exec(
        select(LabRule).where(
            LabRule.medicine_id == wish.medicine_id,
            LabRule.template == wish.template,
            col(LabRule.ended_at).is_(None),
        )
    ).first()


def _check_window(wish: LabWish) -> None:
    if wish.days_max is None:
        _check_weeks(wish)
    elif wish.medicine_id is None or not 0 <= (wish.days_min or 0) <= wish.days_max <= MOST_DAYS:
        sentence = N_("Write the days after each infusion as whole numbers, the smaller one first.")
        raise Refused(Problem("days_range", "days_max", sentence))
    if wish.last_on is not None and wish.last_on < wish.first_on:
        sentence = N_("The last day is before the first. Check both.")
        raise Refused(Problem("until_before_from", "last_on", sentence))


def _check_weeks(wish: LabWish) -> None:
    least = -WEEKS_BEFORE if wish.weeks_min is None else wish.weeks_min
    most = wish.weeks_max
    if most is None or not (1 if wish.repeats else 0) <= most <= MOST_WEEKS:
        sentence = N_("Write the weeks as a whole number, from 1 to 520.")
        raise Refused(Problem("weeks_range", "weeks_max", sentence))
    if least > most or least < -WEEKS_BEFORE:
        sentence = N_("The first number of weeks is the smaller one. Check both.")
        raise Refused(Problem("weeks_range", "weeks_min", sentence))


def _written(wish: LabWish) -> dict[str, Any]:
    tests = [checked(test, 100, "tests") for test in wish.tests]
    tests = list(dict.fromkeys(test for test in tests if test))
    if not single_tests(tests):
        sentence = N_("Choose at least one test, or write one in your own words.")
        raise Refused(Problem("required", "tests", sentence))
    if len(tests) > MOST_TESTS:
        values = {"most": str(MOST_TESTS)}
        sentence = N_("At most %(most)s tests. Make two of it.")
        raise Refused(Problem("too_many", "tests", sentence, values))
    return {
        "medicine_id": wish.medicine_id,
        "template": wish.template,
        "decision": wish.decision,
        "tests": tests,
        "weeks_min": wish.weeks_min,
        "weeks_max": wish.weeks_max,
        "days_min": wish.days_min,
        "days_max": wish.days_max,
        "repeats": wish.repeats,
        "first_on": wish.first_on,
        "last_on": wish.last_on,
        "on_increase": wish.on_increase,
        "source": checked(wish.source, 500, "source"),
    }
