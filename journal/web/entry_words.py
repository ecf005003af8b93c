"""An entry in words: one clear line for Today, the timeline and the line that offers Undo."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from journal.care import knowledge
from journal.entries.reading import Shown
from journal.records.entries import Kind
from journal.web.checkpoint_words import checkpoint_parts, checkpoint_title
from journal.web.dose_words import advice, outcome_text, wall_of
from journal.web.infection_words import infection_parts, infection_title
from journal.web.lab_words import report_title, results_line
from journal.web.life_words import LIFE, life_parts, life_title
from journal.web.medicine_names import Names
from journal.web.stay_address import stay_address
from journal.web.stay_words import nights_text, note_title, part_detail, review_title
from journal.web.vaccine_words import given_text, unsure_text, vaccine_text, without_time
from journal.words import amount_text, clock_text, day_text, wall_text

Fields = Mapping[str, Any]

ICONS = {
    Kind.SYMPTOM: "symptom",
    Kind.DOSE: "medicine",
    Kind.INFUSION: "infusion",
    Kind.CHECKPOINT: "infusion",
    Kind.STAY_NOTE: "hospital",
    Kind.REVIEW: "medicine",
    Kind.STAY: "hospital",
    Kind.INFECTION: "infection",
    Kind.MEASUREMENT: "weight",
    Kind.VISIT: "visit",
    Kind.QUESTION: "question",
    Kind.NOTE: "note",
    Kind.DRAW: "blood",
    Kind.VACCINATION: "vaccine",
    **LIFE,
}
FIRST_WORDS = 120


def timeline_line(
    shown: Shown,
    names: Names,
    zone: ZoneInfo,
    *,
    questioned: bool = False,
    photos: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The entry as the timeline shows it, see timeline_entry in _ui/lists.html.

    photos  as `photo_words.pictures_of` says
    """
    detail, note = detail_of(shown, names, zone), shown.fields.get("note")
    title = title_of(shown, names)
    state = "deleted" if shown.deleted else "question" if questioned else None
    return {
        "icon": icon_of(shown),
        "title": title,
        "url": _page_of(shown),
        "at": "" if without_time(shown.fields) else clock_text(shown.at, zone),
        "by": shown.by,
        "detail": detail,
        "note": _cut(note, 280) if note and note != title else None,
        "photos": photos,
        "edited": _("changed by %(name)s", name=shown.changed_by) if shown.revision > 1 else None,
        "state": state,
    }


def _page_of(shown: Shown) -> str:
    """A stay has a page of its own, which leads to the entry's."""
    if shown.kind is Kind.STAY:
        return stay_address(shown.child_id, str(shown.id))
    return url_for("entries.show", child_id=shown.child_id, entry_id=shown.id)


def icon_of(shown: Shown) -> str:
    """The icon of the entry's kind."""
    if shown.fields.get("what") == "temperature":
        return "temperature"
    if shown.fields.get("measure") == "wellbeing":
        return "faces"
    return ICONS[shown.kind]


def title_of(shown: Shown, names: Names) -> str:
    """What it is, in a few words: "Fatigue 6", "Prednisolone 12.5 mg, given"."""
    fields = shown.fields
    match shown.kind:
        case Kind.SYMPTOM:
            return _symptom(fields)
        case Kind.DOSE:
            return f"{dose_text(fields, names)}, {outcome_text(fields)}"
        case Kind.INFUSION:
            parts = (fields["product"], _amount(fields))
            return _("Infusion: %(what)s", what=" ".join(part for part in parts if part))
        case Kind.STAY_NOTE:
            return _cut(note_title(fields), FIRST_WORDS)
        case Kind.REVIEW:
            return review_title(fields, _medicine(fields, names))
        case Kind.CHECKPOINT:
            return checkpoint_title(fields)
        case Kind.STAY:
            return _("Hospital stay: %(hospital)s", hospital=fields["hospital"])
        case Kind.INFECTION:
            return infection_title(fields)
        case Kind.MEASUREMENT:
            return f"{measured_text(fields['what'])} {fields['value']} {fields['unit']}"
        case Kind.VISIT:
            member = fields.get("team_member")
            return _("Visit: %(name)s", name=member) if member else _("Visit")
        case Kind.QUESTION:
            return _("Question: %(text)s", text=_cut(fields["text"], FIRST_WORDS))
        case Kind.DRAW:
            return report_title(fields)
        case Kind.VACCINATION:
            return _("Vaccination: %(vaccine)s", vaccine=vaccine_text(fields["vaccine"]))
    if shown.kind in LIFE:
        return life_title(shown.kind, fields)
    note = fields.get("note") or ""
    return note if len(note) <= FIRST_WORDS and "\n" not in note else _("Note")


def detail_of(shown: Shown, names: Names, zone: ZoneInfo) -> str | None:
    """One further line, or None."""
    fields = shown.fields
    parts: list[str | None]
    match shown.kind:
        case Kind.SYMPTOM:
            parts = [sites_text(fields.get("sites") or []), *_span(fields, names, zone)]
        case Kind.DOSE:
            named = names.get(uuid.UUID(fields["medicine"]))
            said = advice(fields) if fields["outcome"] == "given" else None
            on = shown.at.astimezone(zone).date()
            parts = [named.on(on).weekly if named else None, said, fields.get("reason")]
            slot = wall_of(fields.get("slot"))
            if slot is None:
                parts.insert(0, _("not planned"))
            elif slot.date() != on:
                parts.insert(0, _("planned for %(moment)s", moment=wall_text(slot)))
        case Kind.INFUSION:
            parts = [until_text(shown.at, fields.get("ended"), zone)]
            if fields.get("reaction"):
                parts.append(_("reaction: %(what)s", what=", ".join(fields["reaction"])))
        case Kind.STAY_NOTE | Kind.REVIEW:
            parts = part_detail(fields)
        case Kind.CHECKPOINT:
            parts = checkpoint_parts(fields)
        case Kind.STAY:
            parts = [fields.get("ward"), fields.get("reason"), _discharge(fields, zone)]
        case Kind.INFECTION:
            parts = infection_parts(shown, zone)
        case Kind.VISIT:
            parts = [fields.get("place"), _cut(fields.get("told"), FIRST_WORDS)]
        case Kind.QUESTION:
            answer = fields.get("answer")
            parts = [_("Answer: %(text)s", text=_cut(answer, FIRST_WORDS)) if answer else _("open")]
            parts.append(fields.get("answered_by"))
        case Kind.DRAW:
            parts = [_cut(results_line(fields), FIRST_WORDS)]
        case Kind.VACCINATION:
            lot = fields.get("lot")
            # The timeline stands it under a day, which would be read as the day it was given.
            day = given_text(fields, zone) if fields.get("day_known") else None
            parts = [day, unsure_text(fields["vaccine"]), fields.get("product")]
            parts += [_("lot %(number)s", number=lot) if lot else None, fields.get("place")]
        case _:
            parts = life_parts(shown.kind, fields)
    return " · ".join(part for part in parts if part) or None


def medicine_of(fields: Fields, names: Names, zone: ZoneInfo) -> str:
    """The medicine an entry names, with the weekday of the entry's day (H4)."""
    named = names.get(uuid.UUID(fields["medicine"])) if fields.get("medicine") else None
    if named is None:
        return _("A medicine")
    on = datetime.fromisoformat(fields["at"]).astimezone(zone).date() if fields.get("at") else None
    return (named.on(on) if on else named).whole


def _medicine(fields: Fields, names: Names) -> str:
    named = names.get(uuid.UUID(fields["medicine"])) if fields.get("medicine") else None
    return named.name if named else _("A medicine")


def dose_text(fields: Fields, names: Names) -> str:
    """ "Prednisolone 12.5 mg": the medicine and the amount, where one was written."""
    named = names.get(uuid.UUID(fields["medicine"]))
    return f"{named.name if named else _('A medicine')} {_amount(fields)}".strip()


def measured_text(what: str) -> str:
    """What was measured."""
    words = {"weight": _("Weight"), "height": _("Height"), "temperature": _("Temperature")}
    return words.get(what, what)


def symptom_text(code: str, name: str | None) -> str:
    """A symptom in the family's words."""
    found = knowledge.find_symptom(code)
    return name or code if found is None else _(found.label)


def sites_text(codes: list[str]) -> str:
    """Places on the body, in words; what is no place of the catalogue as it was written."""
    found = ((code, knowledge.find_body_site(code)) for code in codes)
    return ", ".join(_(site.label) if site else code for code, site in found)


def moment_words(text: str, zone: ZoneInfo) -> str:
    """A moment of the wire: "22 Nov 2026, 08:00"."""
    moment = datetime.fromisoformat(text)
    return f"{day_text(moment.astimezone(zone).date())}, {clock_text(moment, zone)}"


def until_text(start: datetime, end: str | None, zone: ZoneInfo) -> str | None:
    """ "until 15:30", with the day when it is another one."""
    if not end:
        return None
    moment = datetime.fromisoformat(end)
    if moment.astimezone(zone).date() == start.astimezone(zone).date():
        return _("until %(time)s", time=clock_text(moment, zone))
    return _("until %(moment)s", moment=moment_words(end, zone))


def _symptom(fields: Fields) -> str:
    words = symptom_text(fields["symptom"], fields.get("name"))
    severity = fields.get("severity")
    return words if severity is None else f"{words} {severity}"


def _span(fields: Fields, names: Names, zone: ZoneInfo) -> list[str]:
    """Since when and until when a symptom was there, and what the family thinks it comes from."""
    said = []
    if fields.get("since"):
        on = datetime.fromisoformat(fields["since"]).astimezone(zone).date()
        said.append(_("since %(day)s", day=day_text(on)))
    if fields.get("until"):
        on = datetime.fromisoformat(fields["until"]).astimezone(zone).date()
        said.append(_("gone on %(day)s", day=day_text(on)))
    if fields.get("medicine"):
        name = medicine_of(fields, names, zone)
        said.append(_("the family thinks of %(medicine)s", medicine=name))
    return said


def _discharge(fields: Fields, zone: ZoneInfo) -> str:
    if fields.get("discharged"):
        first, last = fields["admitted"], fields["discharged"]
        long = nights_text(datetime.fromisoformat(first), datetime.fromisoformat(last), zone)
        said = {"first": moment_words(first, zone), "last": moment_words(last, zone), "long": long}
        return _("from %(first)s to %(last)s, %(long)s", **said)
    return _("in hospital")


def _amount(fields: Fields) -> str:
    amount = fields.get("amount")
    return amount_text(None if amount is None else Decimal(amount), fields.get("unit"))


def _cut(text: str | None, most: int) -> str:
    text = text or ""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
