"""An entry's fields as terms and values: on its page, and in its history what changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.problems import Problem
from journal.care.units import show_amount
from journal.entries.merge import DELETED
from journal.records.entries import Revision
from journal.summary.picture_words import series_words, side_words
from journal.web import stay_words
from journal.web.checkpoint_words import kind_words
from journal.web.dose_words import happened
from journal.web.entry_words import (
    measured_text,
    medicine_of,
    moment_words,
    sites_text,
    symptom_text,
)
from journal.web.infection_words import infected_text, infection_name
from journal.web.lab_words import changed_results, result_rows
from journal.web.language import said
from journal.web.life_words import life_labels, life_value
from journal.web.medicine_names import Names
from journal.web.vaccine_words import given_text, live_text, vaccine_text, without_time
from journal.words import unit_text

Fields = Mapping[str, Any]
MOMENTS = {"at", "until", "started", "ended", "admitted", "discharged", "answered", "told_at"}
# Said by another field already.
UNSPOKEN = {"again", "day_only", "day_known"}
# Shown, not told.
PICTURED = {"photos"}
SAME_AS_AT = {"started", "admitted"}
ORDER = (
    "at", "day", "carried", "wellbeing", "school", "sleep", "mood", "answers", "task", "seconds",
    "steps", "measure", "what", "minutes", "protection", "symptom", "name", "severity", "sites",
    "since", "until", "medicine", "slot", "outcome", "value", "scale", "amount", "unit",
    "minutes_after",
    "given_by", "in_hospital", "advised_by", "reason", "again",
    "product", "lots", "weight_kg", "started", "ended", "place", "access", "premedication",
    "volume_ml", "present", "series", "side",
    "pulse", "systolic", "diastolic", "celsius", "fahrenheit", "oxygen", "rate_ml_h", "hours",
    "reaction", "done", "expires", "attempts", "course",
    "contact", "treated", "told_at", "hospital", "ward", "admitted",
    "discharged", "results", "vaccine", "cvx", "lot", "site",
    "team_member", "decision", "told", "next_steps", "text", "by", "about", "answer",
    "answered_by", "answered", "note", "photos",
)  # fmt: skip


def label_of(name: str) -> str:
    """A field's name as a family reads it."""
    labels = {
        "at": _("When"),
        "what": _("What"),
        "symptom": _("Symptom"),
        "name": _("Name"),
        "severity": _("How strong, 0 to 10"),
        "sites": _("Where"),
        "until": _("Until"),
        "medicine": _("Medicine"),
        "slot": _("Planned for"),
        "outcome": _("What happened"),
        "value": _("Number"),
        "amount": _("Amount"),
        "unit": _("Unit"),
        "minutes_after": _("Vomited after (min)"),
        "given_by": _("Given by"),
        "in_hospital": _("Where"),
        "advised_by": _("Who said so"),
        "reason": _("Reason"),
        "product": _("Product"),
        "lots": _("Lot numbers"),
        "weight_kg": _("Weight (kg)"),
        "volume_ml": _("Volume (mL)"),
        "present": _("Who was there"),
        "started": _("Started"),
        "ended": _("Ended"),
        "series": _("What it shows"),
        "side": _("Side"),
        "place": _("Place"),
        "access": _("Access"),
        "premedication": _("Given before"),
        "reaction": _("Reaction"),
        "pulse": _("Pulse (a minute)"),
        "systolic": _("Blood pressure, upper (mmHg)"),
        "diastolic": _("Blood pressure, lower (mmHg)"),
        "celsius": _("Temperature (°C)"),
        "fahrenheit": _("Temperature (°F)"),
        "oxygen": _("Oxygen (%)"),
        "rate_ml_h": _("Rate (mL/h)"),
        "hours": _("Hours after the end"),
        "done": _("What was done"),
        "expires": _("Expiry date, as printed"),
        "attempts": _("Needles it took"),
        "course": _("How it went"),
        "contact": _("With whom, how close"),
        "treated": _("Treated with"),
        "told_at": _("Team told"),
        "hospital": _("Hospital"),
        "ward": _("Ward"),
        "admitted": _("Admitted"),
        "discharged": _("Discharged"),
        "team_member": _("With whom"),
        "results": _("Results"),
        "told": _("What they said"),
        "next_steps": _("To be done now"),
        "text": _("Question"),
        "about": _("About"),
        "answer": _("Answer"),
        "answered": _("Answered"),
        "answered_by": _("Who answered"),
        "decision": _("What becomes of it"),
        "by": _("Who said or did it"),
        "note": _("Note"),
        "photos": _("Photos"),
        "vaccine": _("Vaccine"),
        "cvx": _("CVX code"),
        "lot": _("Lot number"),
        "site": _("Where on the body"),
        DELETED: _("Deleted"),
        **life_labels(),
    }
    return labels.get(name, name)


def label_in(name: str, fields: Fields) -> str:
    """A field's name in this entry: words of a checkpoint or a stay's note are no question."""
    if name == "course" and "product" in fields:
        return _("Course")
    if name == "medicine" and "symptom" in fields:
        return _("Thought to come from")
    if name == "done" and "task" in fields:
        return _("How it was done")
    if name == "by" and "measure" in fields:
        return _("Who judged")
    is_note = name == "text" and "what" in fields
    return _("In words") if is_note else label_of(name)


def value_of(name: str, fields: Fields, names: Names, zone: ZoneInfo) -> str:
    """A field's value in words, "" when there is none."""
    value = fields.get(name)
    if value is None or value == [] or value == "":
        return ""
    if name == "at" and without_time(fields):
        return given_text(fields, zone)
    if name in MOMENTS:
        return moment_words(value, zone)
    if words := life_value(name, fields, zone):
        return words
    match name:
        case "medicine":
            return medicine_of(fields, names, zone)
        case "symptom":
            return symptom_text(value, fields.get("name"))
        case "sites":
            return sites_text(value)
        case "outcome":
            return happened(fields)
        case "what":
            return (
                infected_text(value)
                or kind_words(value)
                or stay_words.kind_words(value)
                or measured_text(value)
            )
        case "decision":
            return stay_words.decision_words(value)
        case "vaccine":
            return f"{vaccine_text(value)}, {live_text(value)}"
        case "name" if infected_text(fields.get("what") or ""):
            return infection_name(value)
        case "in_hospital":
            return _("in hospital") if value else ""
        case "slot":
            return str(value).replace("T", " ")[-5:]
        case "reaction":
            return ", ".join(_(word) for word in value)
        case (
            "amount" | "value" | "weight_kg" | "volume_ml" | "rate_ml_h" | "celsius" | "fahrenheit"
        ):
            return show_amount(Decimal(value))
        case "unit":
            return unit_text(Decimal(1), value)
        case "photos":
            return ngettext("one photo", "%(num)s photos", len(value))
        case "series":
            return series_words().get(str(value), str(value))
        case "side":
            return side_words()[value]
        case "results":
            return "; ".join(f"{term} {words}" for term, words in result_rows(value))
    return ", ".join(value) if isinstance(value, list) else str(value)


def fact_rows(fields: Fields, names: Names, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Every field that says something, in the order in which it is read."""
    rows = []
    for name in ORDER:
        if name in UNSPOKEN | PICTURED or (name in SAME_AS_AT and fields.get(name) == fields["at"]):
            continue
        if name == "unit" and ("amount" in fields or "value" in fields):
            continue
        if name == "results":
            rows += result_rows(fields.get(name) or [])
            continue
        if value := value_of(name, fields, names, zone):
            if name in {"amount", "value"} and fields.get("unit"):
                value = f"{value} {unit_text(Decimal(fields[name]), fields['unit'])}"
            rows.append((label_in(name, fields), value))
    return rows


def mark_words(mark: Problem | None) -> str:
    """What is said of an entry's moment, "" for nothing (see entries/clocks.py)."""
    return said(mark) if mark else ""


def revisions(
    history: Sequence[tuple[Revision, str]], names: Names, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """What each revision changed, newest first, see `history` in _ui/lists.html."""
    rows = []
    before: Revision | None = None
    for revision, by in history:
        changes = [] if before is None else _changes(before.fields, revision.fields, names, zone)
        rows.append(
            {
                "at": moment_words(revision.made_at.isoformat(), zone),
                "by": by,
                "action": _action(before, revision, changes),
                "changes": changes,
                "put_in": revision.put_in_at is not None,
            }
        )
        before = revision
    return rows[::-1]


def _changes(old: Fields, new: Fields, names: Names, zone: ZoneInfo) -> list[dict[str, Any]]:
    found = []
    for name in ORDER:
        if name in UNSPOKEN or _is_same(name, old, new):
            continue
        if name in SAME_AS_AT and new.get(name) == new.get("at"):
            continue
        if name == "results":
            found += changed_results(old.get(name) or [], new.get(name) or [])
            continue
        found.append(
            {
                "field": label_in(name, new),
                "name": name,
                "before": value_of(name, old, names, zone) or None,
                "after": value_of(name, new, names, zone) or None,
            }
        )
    return found


def _is_same(name: str, old: Fields, new: Fields) -> bool:
    """Whether a field says the same; a moment says less where its day is not known."""
    same = old.get(name) == new.get(name)
    return same and (name != "at" or old.get("day_known") == new.get("day_known"))


def _action(before: Revision | None, revision: Revision, changes: list[dict[str, Any]]) -> str:
    if before is None:
        return _("Recorded")
    if revision.deletes:
        return _("Deleted")
    if before.deleted and not revision.deleted and not changes:
        return _("Brought back")
    if [change["name"] for change in changes] == ["at"]:
        return _("Moved in time")
    return _("Changed")
