"""Writing down what is there of a medicine: counted, fetched, opened, finished; taking back."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import check_not_future
from journal.care.problems import N_, Problem, Refused
from journal.plans.labels import strength_on
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied, Supply
from journal.records.planned import plans_of

MOST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One thing the family says of its packages.

    id        made with the form: sent twice, it is one row
    amount    with its unit: how much is there (counted) or came (fetched)
    at        when; None means now
    use_by    last day of an opened package, as label or pharmacist said
    package   the opened package that is finished
    strength  what its label says; None means that of the present plan
    """

    what: Supplied
    id: uuid.UUID | None = None
    amount: Decimal | None = None
    unit: str | None = None
    at: datetime | None = None
    use_by: date | None = None
    package: uuid.UUID | None = None
    lot: str = ""
    note: str = ""
    strength: str | None = None


def write_supply(
    session: Session, actor: Actor, medicine: Medicine, said: Packed, *, now: datetime
) -> Supply:
    """Return the row that says it; the row that is there when the same id came before.

    Raises Stranger, NotAllowed, or Refused amount_required, unit_required, use_by_early,
    package_unknown, time_future, or id_again for an id that said something else.
    """
    actor.require(Right.RECORD, medicine.child_id)
    # Two forms with one id wait for each other here.
    session.exec(
        select(Medicine.id).where(Medicine.id == medicine.id).with_for_update(key_share=True)
    ).one()
    if said.id is not None and (known := session.get(Supply, said.id)) is not None:
        _refuse_other(known, medicine, said)
        return known
    child = session.get_one(Child, medicine.child_id)
    zone = ZoneInfo(child.zone)
    at = now if said.at is None else said.at
    check_not_future(at, now, zone=zone)
    on = at.astimezone(zone).date()
    _check(session, medicine, said, on)
    if said.package is not None and (gone := _finished(session, said.package)) is not None:
        return gone
    strength = "" if said.what is Supplied.FINISHED else said.strength
    if strength is None:
        strength = strength_on(medicine, plans_of(session, [medicine.id])[medicine.id], on)
    row = Supply(
        id=said.id or uuid.uuid4(),
        medicine_id=medicine.id,
        child_id=medicine.child_id,
        what=said.what,
        amount=said.amount,
        unit=said.unit,
        strength=strength,
        at=at,
        use_by=said.use_by,
        package=said.package,
        lot=said.lot,
        note=said.note,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def take_back(session: Session, actor: Actor, row: Supply, *, now: datetime) -> None:
    """Take back a slip. It stays in the history; a second time changes nothing."""
    actor.require(Right.RECORD, row.child_id)
    if row.taken_back_at is None:
        row.taken_back_at = now
        row.taken_back_by = actor.account_id
        session.flush()


def set_notice(session: Session, actor: Actor, medicine: Medicine, days: int | None) -> None:
    """Ask for a notice so many days before it runs out; None asks for none."""
    actor.require(Right.PLAN, medicine.child_id)
    if days is not None and not 1 <= days <= MOST_DAYS:
        values = {"most": str(MOST_DAYS)}
        sentence = N_("Choose from 1 to %(most)s days.")
        raise Refused(Problem("out_of_range", "refill_days", sentence, values))
    medicine.refill_days = days
    session.flush()


def history_of(session: Session, medicine: Medicine) -> list[Supply]:
    """Every row, taken back or not, the one that was written last first."""
    rows = session.exec(
        select(Supply)
        .where(Supply.medicine_id == medicine.id)
        .order_by(col(Supply.made_at).desc(), col(Supply.id))
    )
    return list(rows)


def row_of(session: Session, medicine: Medicine, row_id: uuid.UUID) -> Supply:
    """One row of this medicine. Raises Stranger for what is not there."""
    row = session.get(Supply, row_id)
    if row is None or row.medicine_id != medicine.id:
        raise Stranger
    return row


def _refuse_other(known: Supply, medicine: Medicine, said: Packed) -> None:
    """A page that was left and came back holds its old id: what is written now must not be lost."""
    same = ("what", "amount", "unit", "use_by", "package", "lot", "note")
    is_known = known.medicine_id == medicine.id and known.taken_back_at is None
    if not is_known or any(getattr(known, name) != getattr(said, name) for name in same):
        sentence = N_("This form was sent before. Look at the history, then send it again.")
        raise Refused(Problem("id_again", None, sentence))


def _finished(session: Session, package: uuid.UUID) -> Supply | None:
    """The row that says so already: two people may tap it."""
    return session.exec(
        select(Supply).where(Supply.package == package, col(Supply.taken_back_at).is_(None))
    ).first()


def _check(session: Session, medicine: Medicine, said: Packed, on: date) -> None:
    if said.what in {Supplied.COUNTED, Supplied.FETCHED}:
        if said.amount is None:
            raise Refused(Problem("amount_required", "amount", N_("Enter a number.")))
        if said.unit is None:
            raise Refused(Problem("unit_required", "unit", N_("Choose the unit of the amount.")))
    if said.use_by is not None and said.use_by < on:
        sentence = N_("This day is before the day it was opened. Check both.")
        raise Refused(Problem("use_by_early", "use_by", sentence))
    if said.what is Supplied.FINISHED:
        opened = None if said.package is None else session.get(Supply, said.package)
        if opened is None or (opened.medicine_id, opened.what) != (medicine.id, Supplied.OPENED):
            sentence = N_("Choose the package that is finished.")
            raise Refused(Problem("package_unknown", "package", sentence))
