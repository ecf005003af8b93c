"""The children whose journals are kept."""

import uuid
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from journal.records.columns import ClockTime, belongs_to, identity, table_of

COLOURS = ("teal", "sky", "indigo", "violet", "rose", "clay", "moss", "slate")


class Child(SQLModel, table=True):
    """A child, in the family's own words.

    steroid_plan: dependence on steroids and the clinic's sick-day plan; lines: ports and catheters.
    watched: the symptoms the family looks at every evening, codes or "other:" and a name; None when
    nobody chose any.
    school_begins, school_ends: on the child's clock, None until the family wrote them.
    sex: which of the growth charts is meant, "female" or "male"; empty: none.
    reviews_since: the last discharge of before the journal asked what became of the medicines after
    a stay, None for a child that came later; what was discharged until then asks for nothing (H37).
    """

    id: uuid.UUID = identity()
    household_id: uuid.UUID = belongs_to("household", index=True)
    name: str = Field(max_length=100)
    born_on: date
    zone: str = Field(max_length=64, description="IANA name; every wall-clock rule uses it")
    day_begins: time = Field(sa_type=ClockTime, description="groups Today, nothing else")
    colour: str = Field(max_length=20)
    allergies: str = Field(default="", sa_type=sa.Text)
    diagnosis: str = Field(default="", sa_type=sa.Text)
    insurance: str = Field(default="", sa_type=sa.Text)
    emergency_plan: str = Field(default="", sa_type=sa.Text)
    emergency_phone: str = Field(default="", max_length=60)
    steroid_plan: str = Field(default="", sa_type=sa.Text)
    lines: str = Field(default="", sa_type=sa.Text)
    watched: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    sex: str = Field(default="", max_length=10)
    reviews_since: datetime | None = None
    school_begins: time | None = Field(default=None, sa_type=ClockTime)
    school_ends: time | None = Field(default=None, sa_type=ClockTime)
    created_at: datetime


class TeamMember(SQLModel, table=True):
    """Somebody of the care team: name, what for, telephone."""

    __tablename__ = "team_member"

    id: uuid.UUID = identity()
    child_id: uuid.UUID = belongs_to("child", index=True)
    position: int
    name: str = Field(max_length=100)
    part: str = Field(default="", max_length=100)
    telephone: str = Field(default="", max_length=60)


_ZONE = sa.select(table_of(Child).c.zone).where(table_of(Child).c.id == sa.bindparam("child"))


def zone_of(session: Session, child_id: uuid.UUID) -> ZoneInfo:
    """The zone whose wall clock the child's plans mean."""
    return ZoneInfo(session.execute(_ZONE, {"child": child_id}).scalar_one())
