"""Logging what goes with an infusion: a medicine before it, the line, who is there."""

import uuid
from typing import Any

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.plans.infusion_days import plan_of
from journal.plans.infusion_plans import before_of
from journal.records.entries import Entry
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow
from journal.web.forms import Form
from journal.web.log.checkpoint import CheckpointForm, read_whole, shown
from journal.web.log.scene import Fields, Scene, as_tiles, one_or_other

# Of earlier days so many words are looked at, and so many tiles are offered.
LATEST, MOST = 12, 6


class BesideForm(CheckpointForm):
    """What was given before, where the line is and how many needles it took, who is there."""

    what = "beside"
    kinds = (Seen.BEFORE, Seen.LINE, Seen.PRESENT)
    template = "beside.html"

    def heading(self) -> str:
        return _("Medicine before, line, who is there")

    def read_seen(self, form: Form) -> dict[str, Any]:
        what = form.get("what") or Seen.BEFORE.value
        return {
            "what": what,
            "text": one_or_other(form, "text", "other_text") or None,
            "attempts": read_whole(form, "attempts") if what == Seen.LINE else None,
        }

    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        return {"text": fields.get("text") or "", "attempts": shown(fields.get("attempts"))}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        words = {"before": _("Given before"), "line": _("Line"), "present": _("Who is there")}
        known = offered_beside(scene, form) if form.get("what") else []
        chosen = form.get("text")
        if known and chosen and chosen not in {"other", *known}:
            known.append(chosen)
        return {"kinds": list(words.items()), "known": as_tiles(known) if known else []}


def offered_beside(scene: Scene, form: Form) -> list[str]:
    """What the plan of this infusion says of it: medicines before, the line; or who was there.

    Then what was written of it on the last infusion days, the latest first.
    """
    what = form.get("what")
    plan = _plan(scene, form.get("infusion"))
    said: list[str] = []
    if plan is not None and what == Seen.BEFORE:
        said = [one.what for one in before_of(plan)]
    elif plan is not None and what == Seen.LINE:
        said = [plan.access]
    last = scene.session.exec(
        select(CheckpointRow.text)
        .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
        .where(CheckpointRow.child_id == scene.child.id, CheckpointRow.what == what)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(CheckpointRow.at).desc(), col(CheckpointRow.entry_id))
        .limit(LATEST)
    )
    return list(dict.fromkeys(one for one in (*said, *last) if one))[:MOST]


def _plan(scene: Scene, infusion: str) -> InfusionPlan | None:
    try:
        row = scene.session.get(InfusionRow, uuid.UUID(infusion))
    except ValueError:
        row = None
    if row is None or row.child_id != scene.child.id:
        return None
    return plan_of(scene.session, scene.child, row)
