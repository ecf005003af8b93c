"""Adding a child, and changing what the family wrote about one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from journal.records.access import Actor, NotAllowed, Right, Stranger
from journal.records.children import Child, TeamMember
from journal.records.members import hide_from_the_chosen
from journal.records.people import Role
from journal.records.scope import admit


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the family writes about a child; the zone stands apart (journal/plans/zone.py).

    sex: as in `Child`; None leaves what stands there, as a form does that knows no growth chart.
    """

    name: str
    born_on: date
    day_begins: time
    colour: str
    allergies: str = ""
    diagnosis: str = ""
    insurance: str = ""
    emergency_plan: str = ""
    emergency_phone: str = ""
    steroid_plan: str = ""
    lines: str = ""
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """Somebody of the care team as the family wrote it."""

    name: str
    part: str = ""
    telephone: str = ""


def own_household(actor: Actor) -> uuid.UUID:
    """The household a new child belongs to. Raises NotAllowed for who owns none, or Stranger."""
    if not actor.households:
        raise Stranger
    owned = sorted(house for house, role in actor.households.items() if role is Role.OWNER)
    if not owned:
        raise NotAllowed
    return owned[0]


def add_child(
    session: Session,
    actor: Actor,
    about: About,
    team: Sequence[TeamLine],
    *,
    zone: str,
    now: datetime,
) -> Child:
    """Return the new child, in the household the person owns. Raises NotAllowed."""
    child = Child(household_id=own_household(actor), zone=zone, created_at=now, **_values(about))
    session.add(child)
    session.flush()
    admit(session, child.id)
    hide_from_the_chosen(session, child, now=now)
    _write_team(session, child.id, team)
    return child


def change_child(
    session: Session, actor: Actor, child: Child, about: About, team: Sequence[TeamLine]
) -> None:
    """Write anew what the family wrote about a child. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, child.id)
    for name, value in _values(about).items():
        setattr(child, name, value)
    for member in team_of(session, child.id):
        session.delete(member)
    session.flush()
    _write_team(session, child.id, team)


def team_of(session: Session, child_id: uuid.UUID) -> Sequence[TeamMember]:
    """The care team, in the family's order."""
    return session.exec(
        select(TeamMember).where(TeamMember.child_id == child_id).order_by(col(TeamMember.position))
    ).all()


def _values(about: About) -> dict[str, Any]:
    values = {field.name: getattr(about, field.name) for field in fields(about)}
    return {name: value for name, value in values.items() if value is not None}


def _write_team(session: Session, child_id: uuid.UUID, team: Sequence[TeamLine]) -> None:
    for position, line in enumerate(team):
        session.add(
            TeamMember(
                child_id=child_id,
                position=position,
                name=line.name,
                part=line.part,
                telephone=line.telephone,
            )
        )
    session.flush()
