"""The steroid record: what was given in prednisone equivalents, on a page and through the API."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from journal.care.steroids import Stretch, Weight
from journal.care.units import show_amount
from journal.clock import now
from journal.summary.exposure import SteroidRecord, steroid_record
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.medicine_names import names_of
from journal.web.signed_in import require_person
from journal.web.steroid_words import (
    grain_text,
    grams_text,
    picture,
    remarks,
    shown_steroids,
    table_of_infusions,
    table_of_months,
    table_of_steps,
)
from journal.words import day_text, moment_text

bp = Blueprint("steroids", __name__)
bp.before_request(require_person)


@bp.get("/children/<uuid:child_id>/steroids")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The chart, the rows by dose plan and by month, and what is not in them."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        found = steroid_record(session, child, now=moment)
        names = {id_: each.whole for id_, each in names_of(session, child.id).items()}
        return page(
            session,
            actor,
            child,
            "medicines/steroids.html",
            tab="plan",
            record=found,
            grams=grams_text(found.exposure.grams()),
            since=day_text(found.exposure.given[0].on) if found.exposure.given else "",
            picture=picture(found, _language()),
            grain=grain_text(found),
            steps=table_of_steps(found, names),
            months=table_of_months(found, _language()),
            infusions=table_of_infusions(found),
            steroids=shown_steroids(found),
            remarks=remarks(found),
            made=moment_text(moment, ZoneInfo(child.zone)),
        )


@bp.get("/api/v1/children/<uuid:child_id>/steroids")
def as_json(child_id: uuid.UUID) -> ResponseReturnValue:
    """What was given of steroids in prednisone equivalents, by day, plan and month, in all."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        found = steroid_record(session, child, now=moment)
        return jsonify(_json(found, moment))


def _json(found: SteroidRecord, moment: datetime) -> dict[str, Any]:
    exposure = found.exposure
    days = sorted({*exposure.by_mouth, *exposure.infused, *exposure.silent})
    return {
        "as_of": moment.isoformat(),
        "grams": show_amount(exposure.grams()),
        "counted": [
            {
                "medicine": key,
                "name": name,
                "steroid": steroid.label,
                "mg_equal_to_5_of_prednisone": show_amount(steroid.mg_equal_to_5),
                "sources": [source.url for source in steroid.equals_5_mg.sources],
            }
            for key, (name, steroid) in found.steroids.items()
            if steroid.mg_equal_to_5 is not None and steroid.equals_5_mg is not None
        ],
        "left_out": [
            {"name": one.name, "why": one.why.value, "doses": one.doses, "mg": show_amount(one.mg)}
            for one in found.left_out
        ],
        "days": [_day_json(found, day) for day in days],
        "steps": [
            {
                "medicine": step.medicine,
                "name": step.name,
                "planned": step.plan is not None,
                **_stretch_json(step.stretch),
            }
            for step in found.steps
        ],
        "months": [_stretch_json(month) for month in found.months],
    }


def _day_json(found: SteroidRecord, day: date) -> dict[str, Any]:
    exposure = found.exposure
    return {
        "on": day.isoformat(),
        "mg": _number(exposure.by_mouth.get(day)),
        "infused_mg": _number(exposure.infused.get(day)),
        "record": "missing" if day in exposure.silent else "whole",
    }


def _stretch_json(one: Stretch) -> dict[str, Any]:
    return {
        "from": one.from_on.isoformat(),
        "to": one.to_on.isoformat(),
        "own_mg_a_day": _number(one.own_a_day),
        "mg_a_day": _number(one.mg_a_day),
        "mg_a_kg_a_day": _number(one.mg_a_kg),
        "weight": _weight_json(one.weight),
        "mg": _number(one.mg),
        "infused_mg": _number(one.infused),
        "days_counted": one.whole_days,
        "days_without_record": one.silent_days,
        "grams_so_far": _number(one.grams_so_far),
    }


def _weight_json(weight: Weight | None) -> dict[str, str] | None:
    if weight is None:
        return None
    return {"kg": show_amount(weight.kg), "on": weight.on.isoformat()}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else show_amount(value)


def _language() -> str:
    return str(get_locale() or "en")
