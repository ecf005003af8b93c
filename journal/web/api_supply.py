"""The supply of a medicine through the API: how it stands, and what the family says of it."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from journal.care.dates import read_date
from journal.care.supply import read_count
from journal.care.units import read_amount, show_amount
from journal.clock import now
from journal.plans.packages import (
    Packed,
    history_of,
    row_of,
    set_notice,
    take_back,
    write_supply,
)
from journal.plans.supply import SupplyStanding, standing
from journal.records.access import Right
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied, Supply
from journal.web.errors import problem_json
from journal.web.extensions import reading, writing
from journal.web.json_body import read_body, read_model
from journal.web.medicine_access import medicine_or_404
from journal.web.signed_in import require_person
from journal.web.supply_bodies import AddSupply, ChangeNotice

bp = Blueprint(
    "api_supply",
    __name__,
    url_prefix="/api/v1/children/<uuid:child_id>/medicines/<uuid:medicine_id>/supply",
)
bp.before_request(require_person)


@bp.get("")
def index(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """What is left, until when, and everything that was written of it."""
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id)
        answer = _answer(session, child, medicine, now())
    return jsonify(answer)


@bp.post("")
def add(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Say that packages were counted, fetched, opened or finished."""
    moment = now()
    data = read_body()
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.RECORD)
        said = _packed(read_model(AddSupply, data))
        row = write_supply(session, actor, medicine, said, now=moment)
        answer = {"id": str(row.id), **_answer(session, child, medicine, moment)}
    return jsonify(answer), 201


@bp.patch("")
def notice(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Choose the days of notice; null asks for none."""
    data = read_body()
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        set_notice(session, actor, medicine, read_model(ChangeNotice, data).refill_days)
        answer = _answer(session, child, medicine, now())
    return jsonify(answer)


@bp.delete("/<uuid:row_id>")
def back(child_id: uuid.UUID, medicine_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """Take back a slip; it stays in the history."""
    with writing() as (session, actor):
        _child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.RECORD)
        take_back(session, actor, row_of(session, medicine, row_id), now=now())
    return "", 204


def _packed(body: AddSupply) -> Packed:
    amount = None
    if body.amount is not None:
        read = read_count if body.what == Supplied.COUNTED else read_amount
        amount = read(body.amount, "amount")
    return Packed(
        what=Supplied(body.what),
        id=body.id,
        amount=amount,
        unit=body.unit,
        at=body.at,
        use_by=None if body.use_by is None else read_date(body.use_by, "use_by"),
        package=body.package,
        lot=body.lot,
        note=body.note,
        strength=body.strength,
    )


def _answer(session: Session, child: Child, medicine: Medicine, moment: datetime) -> dict[str, Any]:
    stands = standing(session, child, medicine, now=moment)
    zone = ZoneInfo(child.zone)
    rows = [_row_json(row, zone) for row in history_of(session, medicine)]
    return {**_standing_json(stands), "refill_days": medicine.refill_days, "history": rows}


def _standing_json(stands: SupplyStanding) -> dict[str, Any]:
    """Amounts as text; `runs_out_on` is the day of the first dose that is not covered."""
    return {
        "left": None if stands.left is None else show_amount(stands.left),
        "left_if_given": None
        if stands.left_if_given is None
        else show_amount(stands.left_if_given),
        "without_record": stands.without_record,
        "unit": stands.unit,
        "runs_out_on": stands.runs_out_on and stands.runs_out_on.isoformat(),
        "undated": stands.undated,
        "until": stands.until and stands.until.isoformat(),
        "use_by": stands.use_by and stands.use_by.isoformat(),
        "problem": None if stands.problem is None else problem_json(stands.problem),
    }


def _row_json(row: Supply, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "what": row.what.value,
        "amount": None if row.amount is None else show_amount(row.amount),
        "unit": row.unit,
        "strength": row.strength,
        "at": row.at.astimezone(zone).isoformat(),
        "use_by": row.use_by and row.use_by.isoformat(),
        "package": row.package and str(row.package),
        "lot": row.lot,
        "note": row.note,
        "by": str(row.made_by),
        "taken_back_at": row.taken_back_at and row.taken_back_at.astimezone(zone).isoformat(),
    }
