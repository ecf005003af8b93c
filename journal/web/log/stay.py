"""Logging a hospital stay: admitted now, discharged later on the same entry."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_
from journal.records.entries import Entry, Kind
from journal.records.kinds.stay import StayRow
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, as_tiles, one_or_other, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.web.stay_address import stay_address

LATEST = 4
# Kept in these words; another one is typed.
REASONS = (
    N_("Planned treatment"),
    N_("Fever or infection"),
    N_("Flare"),
    N_("Tests or a procedure"),
    N_("Operation"),
)


class StayForm(LogForm):
    """The hospitals of earlier stays are tiles."""

    what = "stay"
    kind = Kind.STAY
    template = "stay.html"
    moments = ("at", "discharged")
    renamed: ClassVar = {"admitted": "at"}

    def heading(self) -> str:
        return _("Hospital stay")

    def goes_on_to(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        """Its page: there the days, and after the discharge the medicines."""
        return stay_address(child_id, entry)

    def ending(self) -> Mapping[str, str]:
        return {"heading": _("Discharge"), "label": _("Discharged"), "note": _("How it went")}

    def after_edit(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        return stay_address(child_id, entry)

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        known = _known(scene, StayRow.hospital)
        return {"hospital": known[0]} if known else {}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        at = read_when(form, "at", scene.zone)
        return [
            {
                "at": at,
                "admitted": at,
                "discharged": read_when(form, "discharged", scene.zone, required=False),
                "hospital": one_or_other(form, "hospital", "other_hospital"),
                "ward": one_or_other(form, "ward", "other_ward") or None,
                "reason": one_or_other(form, "reason", "other_reason") or None,
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        return {
            **fill_when("at", fields["at"], scene.zone),
            **fill_when("discharged", fields.get("discharged"), scene.zone),
            **{name: fields.get(name) or "" for name in ("hospital", "ward", "reason", "note")},
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        hospitals = _with_chosen(_known(scene, StayRow.hospital), form.get("hospital"))
        wards = _with_chosen(_known(scene, StayRow.ward), form.get("ward"))
        reasons = _with_chosen(list(REASONS), form.get("reason"))
        whys = [(why, _(why) if why in REASONS else why) for why in reasons]
        return {
            "hospitals": as_tiles(hospitals, other=_("Another hospital")),
            "wards": as_tiles(wards, other=_("Another ward")),
            "reasons": [*whys, ("other", _("In your words"))],
        }


def _with_chosen(words: list[str], chosen: str) -> list[str]:
    return [*words, chosen] if chosen and chosen != "other" and chosen not in words else words


def _known(scene: Scene, column: Any) -> list[str]:
    """What was written of earlier stays, the latest first."""
    rows = scene.session.exec(
        select(column)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(StayRow.child_id == scene.child.id, col(Entry.deleted).is_(False))
        .order_by(col(StayRow.at).desc())
        .limit(20)
    )
    return list(dict.fromkeys(row for row in rows if row))[:LATEST]
