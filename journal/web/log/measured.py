"""Logging numbers: temperature, weight, height. Kept as read, never converted."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_, Problem
from journal.care.units import read_number, show_amount
from journal.records.entries import Entry, Kind
from journal.records.kinds.measurement import PLAUSIBLE, Measured, MeasurementRow
from journal.web.fever import fever_hint
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when


class MeasuredForm(LogForm):
    """Numbers of one or more things that are measured together."""

    kind = Kind.MEASUREMENT
    template = "measured.html"
    things: tuple[Measured, ...]

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return {f"{thing}_unit": _last_unit(scene, thing) for thing in self.things}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        at, note = read_when(form, "at", scene.zone), words_or_none(form, "note")
        found = []
        for thing in self._wanted(form):
            value = form.read(thing, partial(read_number, field=thing))
            unit = form.get(f"{thing}_unit")
            found.append(
                {"at": at, "what": thing, "value": _text(value), "unit": unit, "note": note}
            )
        return found

    def _wanted(self, form: Form) -> list[str]:
        written = [thing.value for thing in self.things if form.get(thing)]
        if written:
            return written
        if len(self.things) > 1:
            text = N_("Write the weight, the height, or both.")
            form.fail(Problem("number_required", self.things[0], text))
            return []
        return [thing.value for thing in self.things]

    def places(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(place) for place in range(len(self.things)))

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        what = fields["what"]
        return {
            **fill_when("at", fields["at"], scene.zone),
            what: fields["value"],
            f"{what}_unit": fields["unit"],
            "note": fields.get("note") or "",
        }

    def field_of(self, name: str | None, fields: Fields) -> str:
        what = str(fields["what"])
        return {"value": what, "unit": f"{what}_unit"}.get(name or "", name or "")

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {"things": [_thing(thing) for thing in self.things], "fever": None}


class TemperatureForm(MeasuredForm):
    """One number, and °C or °F as the thermometer shows it."""

    what = "temperature"
    things = (Measured.TEMPERATURE,)

    def heading(self) -> str:
        return _("Temperature")

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {**super().context(scene, form), "fever": fever_hint(scene.session, scene.child)}


class WeightForm(MeasuredForm):
    """Weight and height, either alone or both: two entries, one Save."""

    what = "weight"
    things = (Measured.WEIGHT, Measured.HEIGHT)

    def heading(self) -> str:
        return _("Weight, height")


class OneMeasuredForm(MeasuredForm):
    """Editing weight or height: one entry, one number."""

    what = "measured"

    def __init__(self, thing: Measured) -> None:
        self.things = (thing,)

    def heading(self) -> str:
        return str(_thing(self.things[0])["label"])


def units_of(thing: Measured) -> list[str]:
    """The units in which something may be read."""
    return [unit for kind, unit in PLAUSIBLE if kind is thing]


def _thing(thing: Measured) -> dict[str, Any]:
    labels = {
        Measured.WEIGHT: _("Weight"),
        Measured.HEIGHT: _("Height"),
        Measured.TEMPERATURE: _("Temperature"),
    }
    units = units_of(thing)
    return {
        "name": str(thing),
        "label": labels[thing],
        "units": [(unit, unit) for unit in units],
        "unit_label": _("Unit of the number"),
        "shown_units": _(" or ").join(units),
    }


def _last_unit(scene: Scene, thing: Measured) -> str:
    last = scene.session.exec(
        select(MeasurementRow.unit)
        .join(Entry, col(Entry.id) == col(MeasurementRow.entry_id))
        .where(MeasurementRow.child_id == scene.child.id, MeasurementRow.what == thing)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(MeasurementRow.at).desc())
        .limit(1)
    ).first()
    return last or units_of(thing)[0]


def _text(value: Decimal | None) -> str:
    return "" if value is None else show_amount(value)
