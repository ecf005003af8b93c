"""Many families whose doses fall due at one moment, for the reminders in `make bench`."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlmodel import SQLModel

from journal.records.children import Child
from journal.records.database import Database
from journal.records.medicines import DosePlan, Medicine
from journal.records.people import Account, Household, Membership, Role
from journal.records.reminders import Occurrence, PhoneState, PushSubscription
from tests.support.push_service import text_of

Rows = dict[type[SQLModel], list[dict[str, Any]]]
PEOPLE = (Role.OWNER, Role.CAREGIVER)
PHONES = 2  # of each person


def crowd(database: Database, families: int, endpoints: Sequence[str], *, due_at: datetime) -> None:
    """Write families with two caregivers and four phones each, one dose a day, due at `due_at`.

    endpoints  of the push services, by turns: "http://127.0.0.1:4321"
    """
    made_at = due_at - timedelta(hours=1)
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = text_of(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    rows: Rows = {}
    number = 0

    def add(table: type[SQLModel], **values: Any) -> uuid.UUID:
        id_ = uuid.uuid4()
        rows.setdefault(table, []).append({"id": id_, **values})
        return id_

    for family in range(families):
        household = add(Household, created_at=made_at, seq=0)
        child = add(
            Child,
            household_id=household,
            name="Nora",
            born_on=(made_at - timedelta(days=3000)).date(),
            zone="UTC",
            day_begins=time(0),
            colour="clay",
            created_at=made_at,
        )
        for role in PEOPLE:
            email = f"{role}{family}@example.org"
            person = add(Account, name="Ada", email=email, passphrase_hash="", created_at=made_at)
            rows.setdefault(Membership, []).append(
                {
                    "household_id": household,
                    "account_id": person,
                    "role": role,
                    "created_at": made_at,
                }
            )
            for _ in range(PHONES):
                add(
                    PushSubscription,
                    account_id=person,
                    endpoint=f"{endpoints[number % len(endpoints)]}/send/{uuid.uuid4().hex}",
                    p256dh=point,
                    auth=text_of(b"a" * 16),
                    state=PhoneState.WORKS,
                    created_at=made_at,
                    seen_at=made_at,
                    shown_at=made_at,
                )
                number += 1
        medicine = add(
            Medicine, child_id=child, name="Prednisolone", made_by=person, made_at=made_at
        )
        add(
            DosePlan,
            medicine_id=medicine,
            child_id=child,
            amount=Decimal(5),
            unit="mg",
            rhythm={"every": "day", "times": [f"{due_at:%H:%M}"]},
            first_on=due_at.date(),
            made_by=person,
            made_at=made_at,
        )
        for day in range(3):
            moment = due_at + timedelta(days=day)
            slot = f"{moment:%Y-%m-%dT%H:%M}"
            add(
                Occurrence,
                child_id=child,
                about="dose",
                medicine_id=medicine,
                slot=slot,
                key=f"{medicine}:{slot}",
                due_at=moment,
            )
    with database.transaction() as session:
        for table, values in rows.items():
            session.execute(sa.insert(table), values)
