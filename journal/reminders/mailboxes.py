"""Where the reminders of a person go by e-mail."""

import uuid
from dataclasses import dataclass

from sqlmodel import Session

from journal.records.people import Account
from journal.records.reminder_choices import Wording
from journal.records.reminders import Delivery, PhoneState

# What a row says that no letter has changed yet.
NEW_MAILBOX = {"wording": Wording.PRIVATE, "state": PhoneState.UNCONFIRMED, "detail": ""}


@dataclass(frozen=True, slots=True)
class Mailto:
    """A person's address."""

    account_id: uuid.UUID
    address: str


def mailto(session: Session, delivery: Delivery) -> Mailto:
    """Return where a delivery without a phone goes."""
    account = session.get_one(Account, delivery.account_id)
    return Mailto(account.id, account.email)
