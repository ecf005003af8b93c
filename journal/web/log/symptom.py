"""Logging a symptom: which, how strong, where, since when; and that it has gone."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.days import due_instant, read_date
from journal.records.entries import Kind
from journal.web.fever import fever_hint
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.symptom_beside import NAMED, known_tiles, lasting_rows, thought_tiles
from journal.web.log.when import fill_when, read_when
from journal.web.telephones import telephones

# "It began …", by the tile: so many days before the day it was seen.
BEGAN = {"today": 0, "yesterday": 1, "week": 7}
A_DAY = "day"
# The one tap that says it has gone, at the moment of the tap.
GONE = "now"


class SymptomForm(LogForm):
    """Two taps: a symptom of the last weeks with its last number, and Save."""

    what = "symptom"
    kind = Kind.SYMPTOM
    template = "symptom.html"
    several = ("sites",)
    moments = ("at", "until")
    renamed: ClassVar = {"name": "other_name", "medicine": "thought", "since": "since_on"}

    def heading(self) -> str:
        return _("Symptom")

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        chosen, typed = form.get("symptom"), form.get("severity")
        name = words_or_none(form, "other_name") if chosen == "other" else None
        if chosen.startswith(NAMED):
            chosen, name = "other", chosen.removeprefix(NAMED)
        at = read_when(form, "at", scene.zone)
        return [
            {
                "at": at,
                "symptom": chosen,
                "name": name,
                "severity": int(typed) if typed.isdecimal() and len(typed) < 9 else typed or None,
                "sites": form.text.get("sites", []),
                "since": _since(form, at, scene.zone),
                "until": _until(form, scene),
                "medicine": words_or_none(form, "thought"),
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        severity, since = (
            fields.get("severity"),
            fill_when("since", fields.get("since"), scene.zone),
        )
        if since.get("since_time") == "00:00":
            since = {"since_on": since["since_on"]}
        return {
            **fill_when("at", fields["at"], scene.zone),
            "symptom": fields["symptom"],
            "other_name": fields.get("name") or "",
            "severity": "" if severity is None else str(severity),
            "sites": fields.get("sites") or [],
            "began": A_DAY if since else "",
            **since,
            **fill_when("until", fields.get("until"), scene.zone),
            "thought": fields.get("medicine") or "",
            "note": fields.get("note") or "",
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        known = known_tiles(scene)
        stand = {tile["value"] for tile in known}
        catalogue = [
            {
                "label": _(group.label),
                "options": [
                    _tile(symptom)
                    for symptom in knowledge.symptoms()
                    if symptom.group == group.id and symptom.id not in stand
                ],
            }
            for group in knowledge.symptom_groups()
        ]
        other = {"label": _("Anything else"), "options": [_other()]}
        return {
            "often": known,
            "groups": [group for group in catalogue if group["options"]] + [other],
            "sites": _places(),
            "began": [
                ("today", _("Today")),
                ("yesterday", _("Yesterday")),
                ("week", _("A week ago")),
                (A_DAY, _("Another day")),
                ("", _("Not said")),
            ],
            "medicines": thought_tiles(scene, form),
            "lasting": lasting_rows(scene, self),
            "telephones": telephones(scene.session, scene.child),
            "fever": fever_hint(scene.session, scene.child),
        }


def _since(form: Form, at: str | None, zone: ZoneInfo) -> str | None:
    """When it began, as the journal writes it: midnight of the day, where only that is known."""
    chosen = form.get("began")
    if at is None or not chosen:
        return None
    if chosen in BEGAN:
        day = datetime.fromisoformat(at).date() - timedelta(days=BEGAN[chosen])
    elif form.get("since_time"):
        return read_when(form, "since", zone)
    else:
        read = form.read("since_on", partial(read_date, field="since_on"))
        if read is None:
            return None
        day = read
    return due_instant(datetime.combine(day, time()), zone).astimezone(zone).isoformat()


def _until(form: Form, scene: Scene) -> str | None:
    """When it had gone. A tap on "It has gone" means its own moment, unless one was typed since."""
    if form.get("ends") == GONE and not form.get("until_on"):
        return scene.now.astimezone(scene.zone).isoformat()
    return read_when(form, "until", scene.zone, required=False)


def _tile(symptom: knowledge.Symptom) -> dict[str, Any]:
    return {
        "value": symptom.id,
        "label": _(symptom.label),
        "hint": ", ".join(_(words) for words in symptom.notice[:1]),
        "also": ", ".join(symptom.also),
        "last": "",
        "warns": symptom.warning is not None,
    }


def _other() -> dict[str, Any]:
    label = _("Other, with its name")
    return {"value": "other", "label": label, "hint": "", "also": "", "last": "", "warns": False}


def _places() -> list[dict[str, Any]]:
    regions = {"head": _("Head"), "trunk": _("Trunk"), "arm": _("Arms"), "leg": _("Legs")}
    return [
        {
            "label": label,
            "options": [
                (site.id, _(site.label)) for site in knowledge.body_sites() if site.region == region
            ],
        }
        for region, label in regions.items()
    ]
