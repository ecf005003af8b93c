"""Where the reminders of a person go by e-mail, and what may stand in them."""

import uuid
from dataclasses import dataclass

from sqlmodel import Session

from journal.records.medicines import Medicine
from journal.records.people import Account
from journal.records.reminder_choices import Mailbox, Wording
from journal.records.reminders import Delivery, Occurrence, PhoneState

# What a row says that no letter has changed yet.
NEW_MAILBOX = {"wording": Wording.PRIVATE, "state": PhoneState.UNCONFIRMED, "detail": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailto:
    """A person's address. `what` is the medicine by name, only for who asked for full wording."""

    account_id: uuid.UUID
    address: str
    full: bool
    what: str


def mailto(session: Session, delivery: Delivery, occurrence: Occurrence) -> Mailto:
    """Return where a delivery without a phone goes."""
    account = session.get_one(Account, delivery.account_id)
    mailbox = session.get(Mailbox, account.id)
    full = mailbox is not None and mailbox.wording is Wording.FULL
    medicine = session.get(Medicine, occurrence.medicine_id) if occurrence.medicine_id else None
    what = medicine.name if full and medicine is not None else ""
    return Mailto(account_id=account.id, address=account.email, full=full, what=what)
