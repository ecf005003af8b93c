"""Which vaccines the people around the children of a household had, as far as somebody wrote it."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from journal.care.knowledge.vaccines import find_vaccine
from journal.care.problems import N_, Problem, Refused
from journal.plans.following import checked
from journal.records.access import Actor, Right, teens_of
from journal.records.children import Child
from journal.records.members import members
from journal.records.vaccine_plans import HouseholdVaccine

MOST_NAME, MOST_VACCINE, MOST = 100, 80, 300
EARLIEST = date(1900, 1, 1)


def household_vaccines(session: Session, actor: Actor, child: Child) -> Sequence[HouseholdVaccine]:
    """Return what stands, the last one first; of a teen, what they wrote themselves.

    A teen sees no brother's journal, and so no brother's vaccines (H39).
    """
    query = (
        select(HouseholdVaccine)
        .where(HouseholdVaccine.household_id == child.household_id)
        .where(col(HouseholdVaccine.ended_at).is_(None))
        .order_by(col(HouseholdVaccine.on).desc(), col(HouseholdVaccine.made_at).desc())
        .limit(MOST)
    )
    if _is_teen(session, actor, child):
        query = query.where(HouseholdVaccine.made_by == actor.account_id)
    return session.exec(query).all()


def names_around(session: Session, actor: Actor, child: Child) -> list[str]:
    """Return who is offered: members, the other children this person sees, whoever was named."""
    children = session.exec(
        select(Child.name)
        .where(Child.household_id == child.household_id, Child.id != child.id)
        .where(col(Child.id).in_(actor.children))
        .order_by(Child.name)
    )
    people = [account.name for account, _membership in members(session, child.household_id)]
    named = [row.who for row in household_vaccines(session, actor, child)]
    return list(dict.fromkeys([*people, *children, *named]))


def _is_teen(session: Session, actor: Actor, child: Child) -> bool:
    return actor.account_id in teens_of(session, child.id)


def add_household_vaccine(
    session: Session,
    actor: Actor,
    child: Child,
    who: str,
    vaccine: str,
    on: date,
    *,
    today: date,
    now: datetime,
) -> HouseholdVaccine:
    """Write down one; the same one again is the row that is there.

    Raises Stranger, NotAllowed, or Refused required, too_long, text_invalid or time_future.
    """
    actor.require(Right.RECORD, child.id)
    found = find_vaccine(vaccine)
    written = {
        "who": checked(who, MOST_NAME, "who"),
        "vaccine": found.id if found else checked(vaccine, MOST_VACCINE, "vaccine"),
    }
    wrong = [name for name, text in written.items() if not text]
    if wrong:
        raise Refused(*(Problem("required", name, N_("Fill this in.")) for name in wrong))
    if not EARLIEST <= on <= today:
        raise Refused(Problem("time_future", "on", N_("This day is still to come. Check it.")))
    for row in household_vaccines(session, actor, child):
        if (row.who, row.vaccine, row.on) == (written["who"], written["vaccine"], on):
            return row
    row = HouseholdVaccine(
        household_id=child.household_id,
        who=written["who"],
        vaccine=written["vaccine"],
        on=on,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def end_household_vaccine(
    session: Session, actor: Actor, child: Child, row_id: uuid.UUID, *, now: datetime
) -> None:
    """Take one out; what is not there of this household stays so. Raises as the right does."""
    actor.require(Right.RECORD, child.id)
    row = session.get(HouseholdVaccine, row_id)
    if row is None or row.household_id != child.household_id or row.ended_at is not None:
        return
    if row.made_by != actor.account_id and _is_teen(session, actor, child):
        return
    row.ended_at, row.ended_by = now, actor.account_id
    session.flush()
