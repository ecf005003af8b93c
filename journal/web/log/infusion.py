"""Logging an infusion day: what ran, from which lots, how much, and how it went."""

import re
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_
from journal.care.units import Unit, show_amount
from journal.records.entries import Entry, Kind
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import MeasurementRow
from journal.web.forms import Form
from journal.web.infusion_address import day_address
from journal.web.log.checkpoint import read_whole
from journal.web.log.infusion_beside import Beside
from journal.web.log.scene import Fields, LogForm, Scene, as_tiles, one_or_other, words_or_none
from journal.web.log.when import fill_when, read_when

UNITS = (Unit.GRAM, Unit.MILLIGRAM, Unit.MILLILITRE)
PREMEDICATION = (
    N_("Paracetamol (acetaminophen)"),
    N_("Antihistamine"),
    N_("Steroid"),
    N_("Extra fluids"),
)
LATEST = 4
# A form without the field leaves what the entry says; so does one that a phone kept from before.
IF_ASKED = ("medicine", "volume_ml", "access", "present", "course")


class InfusionForm(LogForm):
    """Started now, ended later on the same entry."""

    what = "infusion"
    kind = Kind.INFUSION
    template = "infusion.html"
    several = ("premedication", "reaction")
    moments = ("at", "ended")
    renamed: ClassVar = {"started": "at"}

    def heading(self) -> str:
        return _("Infusion day")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        beside, last = Beside(scene), _last(scene)
        as_last = {
            "product": last[0].product if last else "",
            "unit": (last[0].unit if last else None) or Unit.GRAM,
            "place": (last[0].place if last else None) or "",
        }
        return as_last | beside.start(beside.chosen(asked.get("medicine", ""), as_last["product"]))

    def goes_on_to(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        """Its day's screen, when it has just begun."""
        ended = form.get("ended_on") or form.get("ended_time")
        return super().goes_on_to(child_id, form, entry) if ended else day_address(child_id, entry)

    def ending(self) -> Mapping[str, str]:
        note = _("How it went")
        return {"heading": _("The end of the infusion"), "label": _("Ended"), "note": note}

    def after_edit(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        return day_address(child_id, entry)

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        at = read_when(form, "at", scene.zone)
        amount = words_or_none(form, "amount")
        product = one_or_other(form, "product", "other_product")
        asked = {name: words_or_none(form, name) for name in IF_ASKED if name in form.text}
        if medicine := asked.get("medicine"):
            asked["medicine"] = Beside(scene).counts_for(medicine, product)
        return [
            {
                "at": at,
                "started": at,
                "ended": read_when(form, "ended", scene.zone, required=False),
                "product": product,
                "lots": lines(form.get("lots")),
                "amount": amount,
                "unit": words_or_none(form, "unit") if amount else None,
                "weight_kg": words_or_none(form, "weight_kg"),
                "premedication": [
                    *form.text.get("premedication", []),
                    *each_line(form.get("more_premedication")),
                ],
                "reaction": [
                    *form.text.get("reaction", []),
                    *each_line(form.get("more_reaction")),
                ],
                "place": words_or_none(form, "place"),
                "note": words_or_none(form, "note"),
                **asked,
                **({"sites": each_line(form.get("sites"))} if "sites" in form.text else {}),
                **({"attempts": read_whole(form, "attempts")} if "attempts" in form.text else {}),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        filled = {
            **fill_when("at", fields["at"], scene.zone),
            **fill_when("ended", fields.get("ended"), scene.zone),
            "product": fields["product"],
            "lots": "\n".join(fields.get("lots") or []),
            "amount": _shown(fields.get("amount")),
            "unit": fields.get("unit") or Unit.GRAM,
            "weight_kg": _shown(fields.get("weight_kg")),
            "place": fields.get("place") or "",
            "note": fields.get("note") or "",
            "volume_ml": _shown(fields.get("volume_ml")),
            "attempts": str(fields.get("attempts") or ""),
            "sites": "\n".join(fields.get("sites") or []),
            **{
                name: fields.get(name) or "" for name in ("medicine", "access", "present", "course")
            },
        }
        # Which words are offered hangs on the plan and the product: the phone and the page put
        # others beside.
        for name in ("premedication", "reaction"):
            filled |= {name: list(fields.get(name) or []), f"more_{name}": ""}
        return filled

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        last = _last(scene)
        products = list(dict.fromkeys(row.product for row in last))[:LATEST]
        chosen = form.get("product")
        if chosen and chosen != "other" and chosen not in products:
            products.append(chosen)
        beside = Beside(scene).context(form, last)
        before = _with_planned(beside["planned_before"])
        return beside | {
            "products": as_tiles(products),
            "units": [(unit.value, unit.value) for unit in UNITS],
            # What is chosen stands first, as it was written: an order is no change.
            "premedications": _tiles([*form.text.get("premedication", []), *before]),
            "reactions": _tiles([*form.text.get("reaction", []), *beside["said_reactions"]]),
            "new_premedications": _tiles(before),
            "new_reactions": _tiles(beside["said_reactions"]),
            "last_weight": _last_weight(scene),
        }


def _with_planned(planned: Sequence[str]) -> list[str]:
    """What the plan names, then what is often given besides and does not stand there yet."""
    named = " ".join(planned).casefold()
    others = [word for word in PREMEDICATION if not any(one in named for one in _names(word))]
    return [*planned, *others]


def _names(word: str) -> list[str]:
    """Every name in it: one drug has another name elsewhere, "Paracetamol (acetaminophen)"."""
    return re.findall(r"\w+", word.casefold())


def _tiles(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, _(word)) for word in dict.fromkeys(words)]


def each_line(text: str) -> list[str]:
    """What was written on lines, one by one, as it was: a comma may be one of "7,5 mL"."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def lines(text: str) -> list[str]:
    """Lot numbers that were written on lines, or between commas, one by one."""
    return [part.strip() for part in re.split(r"[\n,;]", text) if part.strip()]


def _last(scene: Scene) -> Sequence[InfusionRow]:
    return scene.session.exec(
        select(InfusionRow)
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(InfusionRow.child_id == scene.child.id, col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at).desc())
        .limit(12)
    ).all()


def _last_weight(scene: Scene) -> str | None:
    """The last weight in kg, to compare with; it is never filled in."""
    row = scene.session.exec(
        select(col(MeasurementRow.value), col(MeasurementRow.unit))
        .join(Entry, col(Entry.id) == col(MeasurementRow.entry_id))
        .where(MeasurementRow.child_id == scene.child.id, MeasurementRow.what == "weight")
        .where(col(Entry.deleted).is_(False))
        .order_by(col(MeasurementRow.at).desc())
        .limit(1)
    ).first()
    return (
        _("Last weight written: %(value)s %(unit)s", value=_shown(row[0]), unit=row[1])
        if row
        else None
    )


def _shown(value: str | Decimal | None) -> str:
    return "" if value is None else show_amount(Decimal(value))
