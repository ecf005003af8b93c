"""The supply of one medicine: what is left, counting, new packages, opened ones, the notice."""

import uuid
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.problems import Refused
from journal.clock import now
from journal.plans.packages import Packed, row_of, set_notice, take_back, write_supply
from journal.records.access import Right
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import toast
from journal.web.medicine_access import medicine_or_404
from journal.web.signed_in import require_person
from journal.web.supply_forms import (
    read_counted,
    read_fetched,
    read_notice,
    read_opened,
    refuse_at,
)
from journal.web.supply_page import supply_page

bp = Blueprint(
    "supply",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>/supply",
)
bp.before_request(require_person)

Reader = Callable[[Form, ZoneInfo, datetime], Packed | None]


@bp.get("")
def index(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """What is left and until when, and the forms that say what is there."""
    return supply_page(child_id, medicine_id, Form(), now())


@bp.post("/count")
def count(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Write down all that is there now."""
    return _write(child_id, medicine_id, lambda form, _zone, _now: read_counted(form))


@bp.post("/fetched")
def fetched(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Write down a new box or bottle."""
    return _write(child_id, medicine_id, lambda form, _zone, _now: read_fetched(form))


@bp.post("/opened")
def opened(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Write down that a package was opened, and how long it may be used."""
    return _write(child_id, medicine_id, read_opened)


@bp.post("/<uuid:row_id>/finished")
def finished(child_id: uuid.UUID, medicine_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """Write down that an opened package is empty or was thrown away."""
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.RECORD)
        package = row_of(session, medicine, row_id).id
        said = Packed(what=Supplied.FINISHED, package=package)
        row = write_supply(session, actor, medicine, said, now=now())
        _say(child, medicine, row.id)
    return _to_page(child_id, medicine_id)


@bp.post("/<uuid:row_id>/back")
def back(child_id: uuid.UUID, medicine_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """Take back a slip."""
    with writing() as (session, actor):
        _child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.RECORD)
        take_back(session, actor, row_of(session, medicine, row_id), now=now())
    toast(_("Taken back. It is as it was before."))
    return _to_page(child_id, medicine_id)


@bp.post("/notice")
def notice(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Choose how many days before it runs out the family wants to be told; empty for never."""
    form = Form.sent()
    days = read_notice(form)
    with writing() as (session, actor):
        _child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        if not form.errors:
            set_notice(session, actor, medicine, days)
    if form.errors:
        return supply_page(child_id, medicine_id, form, now())
    toast(_("The notice for %(medicine)s is changed", medicine=medicine.name))
    return _to_page(child_id, medicine_id)


def _write(child_id: uuid.UUID, medicine_id: uuid.UUID, read: Reader) -> ResponseReturnValue:
    moment = now()
    form = Form.sent()
    with reading() as (session, actor):
        child, _medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.RECORD)
        zone = ZoneInfo(child.zone)
    said = read(form, zone, moment)
    if said is not None:
        try:
            with writing() as (session, actor):
                child, medicine = medicine_or_404(
                    session, actor, child_id, medicine_id, Right.RECORD
                )
                row = write_supply(session, actor, medicine, said, now=moment)
                _say(child, medicine, row.id)
            return _to_page(child_id, medicine_id)
        except Refused as refused:
            refuse_at(form, refused, said.what)
    return supply_page(child_id, medicine_id, form, moment)


def _say(child: Child, medicine: Medicine, row_id: uuid.UUID) -> None:
    toast(
        _("Written down for %(name)s: %(medicine)s", name=child.name, medicine=medicine.name),
        url_for("supply.back", child_id=child.id, medicine_id=medicine.id, row_id=row_id),
    )


def _to_page(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("supply.index", child_id=child_id, medicine_id=medicine_id), code=303)
