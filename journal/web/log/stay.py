"""Logging a hospital stay: admitted now, discharged later on the same entry."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.records.entries import Entry, Kind
from journal.records.kinds.stay import StayRow
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, as_tiles, one_or_other, words_or_none
from journal.web.log.when import fill_when, read_when

LATEST = 4


class StayForm(LogForm):
    """The hospitals of earlier stays are tiles."""

    what = "stay"
    kind = Kind.STAY
    template = "stay.html"
    moments = ("at", "discharged")
    renamed: ClassVar = {"admitted": "at"}

    def heading(self) -> str:
        return _("Hospital stay")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        known = _hospitals(scene)
        return {"hospital": known[0]} if known else {}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        at = read_when(form, "at", scene.zone)
        return [
            {
                "at": at,
                "admitted": at,
                "discharged": read_when(form, "discharged", scene.zone, required=False),
                "hospital": one_or_other(form, "hospital", "other_hospital"),
                "ward": words_or_none(form, "ward"),
                "reason": words_or_none(form, "reason"),
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
        hospitals, chosen = _hospitals(scene), form.get("hospital")
        if chosen and chosen != "other" and chosen not in hospitals:
            hospitals.append(chosen)
        return {"hospitals": as_tiles(hospitals, other=_("Another hospital"))}


def _hospitals(scene: Scene) -> list[str]:
    rows = scene.session.exec(
        select(StayRow.hospital)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(StayRow.child_id == scene.child.id, col(Entry.deleted).is_(False))
        .order_by(col(StayRow.at).desc())
        .limit(20)
    )
    return list(dict.fromkeys(rows))[:LATEST]
