"""The demo's household: who they are, and what stands in the children's records."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from sqlmodel import Session

from journal.exchange.demo_calendar import DAYS, ZONE, Calendar, named
from journal.records.children import Child, TeamMember
from journal.records.passphrases import hash_passphrase
from journal.records.people import Account, Household, Membership, Role

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l and 1, no o and 0: somebody types it


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in to the demo."""

    name: str
    email: str
    role: Role

    @property
    def id(self) -> uuid.UUID:
        """The account's id."""
        return named("account", self.name)


PEOPLE = (
    Person("Ada", "ada@example.org", Role.OWNER),
    Person("Ben", "ben@example.org", Role.CAREGIVER),
    Person("Cleo", "cleo@example.org", Role.VIEWER),
)
HOUSEHOLD = named("household", "Lindqvist")
NORA = named("child", "Nora")
TOM = named("child", "Tom")
# What the family looks at every evening.
WATCHED = ("fatigue", "stairs", "gottron")
NORA_IS_DAYS_OLD = 9 * 365 + 117
TOM_IS_DAYS_OLD = 12 * 365 + 204

TEAM = (
    ("Dr. Okafor", "Rheumatology", "555 0142"),
    ("Nurse line, infusion center", "Infusions, urgent questions", "555 0143"),
    ("Dr. Weiss", "Pediatrician", "555 0118"),
    ("Maya Torres", "Physiotherapy", "555 0177"),
    ("Dr. Lindgren", "Eye doctor", "555 0164"),
    ("Ms. Park", "School nurse", "555 0121"),
)
EMERGENCY = (
    "Fever of 101 °F or more: call the nurse line the same hour, nights too.\n"
    "Trouble swallowing or breathing: 911, then Dr. Okafor.\n"
    "Nora takes a steroid every day. Tell every doctor and every ambulance.\n"
    "The letter from the clinic is in the red folder by the front door."
)
STEROID_PLAN = (
    "On prednisolone every day since the start: her own glands may sleep. Never stop it at once.\n"
    "Fever of 101 °F or more, or vomiting: call the nurse line the same hour, they say how much.\n"
    "Vomits twice, faints or has an operation: emergency department, show this page."
)
LINES = "No port. Small veins: left hand first, numbing cream 45 minutes before."


def new_password() -> str:
    """Sixteen random letters and digits in groups of four: 80 bits that a thumb can type."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def add_people(session: Session, calendar: Calendar, passwords: Mapping[str, str]) -> None:
    """Add the household, its people and its children."""
    began = calendar.at(0, "07:30")
    session.add(Household(id=HOUSEHOLD, created_at=began))
    session.flush()
    for person in PEOPLE:
        session.add(
            Account(
                id=person.id,
                name=person.name,
                email=person.email,
                passphrase_hash=hash_passphrase(passwords[person.name]),
                created_at=began,
            )
        )
        session.flush()
        session.add(
            Membership(
                household_id=HOUSEHOLD,
                account_id=person.id,
                role=person.role,
                created_at=began,
            )
        )
    _add_children(session, calendar)


def _add_children(session: Session, calendar: Calendar) -> None:
    began = calendar.at(0, "07:40")
    nora = Child(
        id=NORA,
        household_id=HOUSEHOLD,
        name="Nora",
        born_on=calendar.on(DAYS - NORA_IS_DAYS_OLD),
        zone=ZONE,
        day_begins=time(4),
        colour="clay",
        allergies="Amoxicillin (rash all over, as a toddler)",
        diagnosis=f"Juvenile dermatomyositis, {calendar.on(8):%b %Y}",
        insurance="Blue Harbor, member 4471 220 918",
        emergency_plan=EMERGENCY,
        emergency_phone="555 0143",
        steroid_plan=STEROID_PLAN,
        lines=LINES,
        watched=list(WATCHED),
        sex="female",
        created_at=began,
    )
    tom = Child(
        id=TOM,
        household_id=HOUSEHOLD,
        name="Tom",
        born_on=calendar.on(DAYS - TOM_IS_DAYS_OLD),
        zone=ZONE,
        day_begins=time(4),
        colour="teal",
        created_at=began,
    )
    session.add_all([nora, tom])
    session.flush()
    for position, (name, part, telephone) in enumerate(TEAM):
        session.add(
            TeamMember(
                id=named("team", name),
                child_id=NORA,
                position=position,
                name=name,
                part=part,
                telephone=telephone,
            )
        )
