"""The medicines after a discharge, one by one: what the hospital said, and what is missing."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from journal.care.reviews import Missing
from journal.entries.reading import Shown
from journal.plans.reviewing import AfterStay
from journal.plans.standing import Standing, State
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.kinds.review import Reviewed
from journal.web.changes import fresh_ids
from journal.web.drawn import CHANGE, ENTRY, STAY
from journal.web.entry_words import title_of
from journal.web.medicine_names import Names
from journal.web.medicine_words import shown

Row = dict[str, Any]
OVER = (State.STOPPED, State.ENDED)


def medicine_rows(
    actor: Actor,
    child: Child,
    stay: uuid.UUID,
    after: AfterStay | None,
    reviews: Sequence[Shown],
    found: Sequence[Standing],
    names: Names,
    *,
    now: datetime,
) -> list[Row]:
    """Those that wait or were looked at after this stay, in the order of the list."""
    asked = after.missing if after and after.stay.entry_id == stay else {}
    today = now.astimezone(ZoneInfo(child.zone)).date()
    rows = []
    for one in found:
        said = [each for each in reviews if each.fields.get("medicine") == str(one.medicine.id)]
        if one.medicine.id not in asked and not said:
            continue
        row = _row(child, one, today) | {"said": [_said(child, each, names) for each in said]}
        waits = asked.get(one.medicine.id)
        if waits is Missing.LOOK and actor.may(Right.RECORD, child.id):
            row |= _taps(child, str(stay), one, fresh_ids(now).hidden())
        if waits is Missing.PLAN and actor.may(Right.RECORD, child.id):
            row["already"] = _already(child, said)
        if waits is Missing.PLAN and actor.may(Right.PLAN, child.id):
            row["plan"] = _to_plan(child, one, said)
        rows.append(row | {"waits": waits_text(waits)})
    new = [each for each in reviews if each.fields["decision"] == Reviewed.NEW]
    return rows + [_new(actor, child, each, names) for each in new]


def kept_rows(
    child: Child, after: AfterStay | None, found: Sequence[Standing], *, now: datetime
) -> list[Row]:
    """Every medicine that a phone without signal may be asked about, with its taps.

    One whose plan has ended since the discharge waits all the same.
    """
    asked = after.missing if after else {}
    today = now.astimezone(ZoneInfo(child.zone)).date()
    ids = {"change": CHANGE, "entry": ENTRY}
    return [
        _row(child, one, today)
        | _taps(child, STAY, one, ids)
        | {
            "said": [],
            "waits": _("After a discharge nobody is reminded of it until it was looked at."),
        }
        for one in found
        if one.state not in OVER or one.medicine.id in asked
    ]


def waits_text(waits: Missing | None) -> str | None:
    """What is still to be done, or None."""
    if waits is None:
        return None
    if waits is Missing.PLAN:
        return _("The new plan is not written yet. Until then nobody is reminded.")
    return _("Not looked at yet. Until then nobody is reminded.")


def _row(child: Child, one: Standing, today: Any) -> Row:
    told = shown(one, today=today)
    return {
        "id": str(one.medicine.id),
        "name": told["name"],
        "amount": told["amount"],
        "rhythm": told["rhythm"],
        "url": url_for("medicines.show", child_id=child.id, medicine_id=one.medicine.id),
        "taps": None,
        "plan": None,
        "already": None,
    }


def _taps(child: Child, stay: str, one: Standing, ids: dict[str, str]) -> Row:
    """One tap for "goes on"; what was changed or stopped is said in a form."""
    medicine = str(one.medicine.id)
    said = {"stay": stay, "medicine": medicine, "decision": Reviewed.CONTINUES.value}
    url = url_for("log.new", child_id=child.id, what="review")
    return {
        "taps": {
            "url": url,
            "hidden": {**said, **ids},
            "others": [
                (_("Changed …"), f"{url}?stay={stay}&medicine={medicine}&decision=changed"),
                (_("Stopped …"), f"{url}?stay={stay}&medicine={medicine}&decision=stopped"),
            ],
        }
    }


def _said(child: Child, review: Shown, names: Names) -> Row:
    return {
        "text": title_of(review, names).partition(": ")[2],
        "by": review.fields.get("by"),
        "written_by": review.by,
        "url": url_for("entries.show", child_id=child.id, entry_id=review.id),
    }


def _to_plan(child: Child, one: Standing, said: Sequence[Shown]) -> dict[str, str]:
    """Where the plan is changed, or the medicine stopped, as it was said."""
    stops = any(each.fields["decision"] == Reviewed.STOPPED for each in said)
    where = "medicine_turns.stop" if stops else "medicine_change.dose"
    label = _("Stop it in the plan") if stops else _("Write the new plan")
    return {"url": url_for(where, child_id=child.id, medicine_id=one.medicine.id), "label": label}


def _already(child: Child, said: Sequence[Shown]) -> dict[str, str] | None:
    """Where it is said anew: the plan may have followed the hospital before the discharge."""
    holds = [one for one in said if one.fields["decision"] != Reviewed.CONTINUES]
    if not holds:
        return None
    url = url_for("entries.edit", child_id=child.id, entry_id=holds[-1].id)
    return {"url": url, "label": _("In the plan already? Change what was said")}


def _new(actor: Actor, child: Child, review: Shown, names: Names) -> Row:
    plan = None
    if actor.may(Right.PLAN, child.id):
        plan = {"url": url_for("medicines.add", child_id=child.id), "label": _("Add a medicine")}
    return {
        "id": str(review.id),
        "name": review.fields["name"],
        "amount": "",
        "rhythm": "",
        "url": url_for("entries.show", child_id=child.id, entry_id=review.id),
        "taps": None,
        "said": [_said(child, review, names)],
        "waits": None,
        "plan": plan,
        "already": None,
    }
