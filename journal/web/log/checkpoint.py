"""Logging what happens on an infusion day: each an entry of its own, on top of the infusion's.

One tap of the day's screen sends no time: it means the moment of the tap.
"""

import re
import uuid
from abc import abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.units import read_number, show_amount
from journal.records.entries import Entry, Kind
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow
from journal.web.forms import Form
from journal.web.infusion_address import day_address
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when

# A form that is opened without its infusion belongs to the last one of these days.
LATELY = timedelta(days=5)
WHOLE = re.compile(r"\d{1,4}")


class CheckpointForm(LogForm):
    """What all of them share: the infusion they belong to, a moment, a note.

    kinds  what its entries may be about; the first is the usual one
    """

    kind = Kind.CHECKPOINT
    kinds: ClassVar[tuple[Seen, ...]]
    renamed: ClassVar[Mapping[str, str]] = {"infusion": ""}

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        """`infusion` of the address, else the last one of these days; `what` where it may vary."""
        infusion = asked.get("infusion") or str(last_infusion(scene) or "")
        what = asked.get("what", "")
        known = [each.value for each in self.kinds]
        return {"infusion": infusion, "what": what if what in known else known[0]}

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        """The day's screen, before and after."""
        return day_address(child_id, form.get("infusion")) or super().back_to(child_id, form)

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        infusion = form.get("infusion")
        if not infusion:
            text = N_("This belongs to an infusion day: write its start first.")
            form.fail(Problem("infusion_required", "", text))
        at = read_when(form, "at", scene.zone) if "at_on" in form.text else _now(scene)
        fields = {"at": at, "infusion": infusion, "note": words_or_none(form, "note")}
        return [{**fields, "what": self.kinds[0].value, **self.read_seen(form)}]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        return {
            **fill_when("at", fields["at"], scene.zone),
            "infusion": fields["infusion"],
            "what": fields["what"],
            "note": fields.get("note") or "",
            **self.fill_seen(fields),
        }

    @abstractmethod
    def read_seen(self, form: Form) -> dict[str, Any]:
        """The fields of what was seen; what is wrong is noted in the form."""

    @abstractmethod
    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        """What stands in the form for them."""


class VitalsForm(CheckpointForm):
    """A row of numbers, any of them."""

    what = "vitals"
    kinds = (Seen.VITALS,)
    template = "vitals.html"
    renamed: ClassVar = {"infusion": "", "celsius": "temperature", "fahrenheit": "temperature"}

    def heading(self) -> str:
        return _("Vital signs")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return {**super().start(scene, asked), "temperature_unit": _last_unit(scene)}

    def read_seen(self, form: Form) -> dict[str, Any]:
        found: dict[str, Any] = {name: read_whole(form, name) for name in NUMBERS}
        value = _text(form, "temperature")
        is_fahrenheit = form.get("temperature_unit") == "°F"
        return found | {
            "celsius": None if is_fahrenheit else value,
            "fahrenheit": value if is_fahrenheit else None,
        }

    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        found = {name: shown(fields.get(name)) for name in NUMBERS}
        value = fields.get("celsius") or fields.get("fahrenheit")
        unit = "°F" if fields.get("fahrenheit") else "°C"
        return found | {"temperature": shown(value), "temperature_unit": unit}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {"units": [("°C", "°C"), ("°F", "°F")]}


class RateForm(CheckpointForm):
    """The pump's rate from now on; or that it was paused, or runs again."""

    what = "rate"
    kinds = (Seen.RATE, Seen.PAUSE, Seen.RESUME)
    template = "rate.html"

    def heading(self) -> str:
        return _("Rate of the infusion")

    def read_seen(self, form: Form) -> dict[str, Any]:
        what = form.get("what") or Seen.RATE.value
        return {"what": what, "rate_ml_h": _text(form, "rate_ml_h") if what == Seen.RATE else None}

    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        return {"rate_ml_h": shown(fields.get("rate_ml_h"))}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        words = {"rate": _("A rate"), "pause": _("Paused"), "resume": _("Runs again")}
        return {"kinds": list(words.items())}


class BottleForm(CheckpointForm):
    """A bottle that was opened: its lot and its expiry as printed, a photo of the label."""

    what = "bottle"
    kinds = (Seen.BOTTLE,)
    template = "bottle.html"

    def heading(self) -> str:
        return _("Bottle")

    def read_seen(self, form: Form) -> dict[str, Any]:
        return {name: words_or_none(form, name) for name in ("lot", "expires")}

    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        return {name: fields.get(name) or "" for name in ("lot", "expires")}


NUMBERS = ("pulse", "systolic", "diastolic", "oxygen")


def read_whole(form: Form, name: str) -> int | None:
    """The whole number in a field; None when it stands empty, or with the error noted."""
    typed = form.get(name)
    if not typed:
        return None

    def read(text: str) -> int:
        if not WHOLE.fullmatch(text) or not text.isascii():
            sentence = N_("Write a whole number with the digits 0 to 9.")
            raise Refused(Problem("number_not_number", name, sentence, got=shorten(text)))
        return int(text)

    return form.read(name, read)


def last_infusion(scene: Scene) -> uuid.UUID | None:
    """The child's last infusion that began within these days."""
    return scene.session.exec(
        select(InfusionRow.entry_id)
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(InfusionRow.child_id == scene.child.id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.at) > scene.now - LATELY)
        .order_by(col(InfusionRow.at).desc())
        .limit(1)
    ).first()


def shown(value: object) -> str:
    """A number as a form shows it; "" for none."""
    return "" if value is None else show_amount(Decimal(str(value)))


def _text(form: Form, name: str) -> str | None:
    """A number as the journal writes it, or None; what is wrong is noted."""
    if not form.get(name):
        return None
    value = form.read(name, partial(read_number, field=name))
    return None if value is None else show_amount(value)


def _now(scene: Scene) -> str:
    return scene.now.astimezone(scene.zone).isoformat()


def _last_unit(scene: Scene) -> str:
    """The unit in which the last temperature of an infusion day was read."""
    last = scene.session.exec(
        select(col(CheckpointRow.fahrenheit).is_not(None))
        .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
        .where(CheckpointRow.child_id == scene.child.id, CheckpointRow.what == Seen.VITALS.value)
        .where(col(CheckpointRow.celsius).is_not(None) | col(CheckpointRow.fahrenheit).is_not(None))
        .where(col(Entry.deleted).is_(False))
        .order_by(col(CheckpointRow.at).desc())
        .limit(1)
    ).first()
    return "°F" if last else "°C"
