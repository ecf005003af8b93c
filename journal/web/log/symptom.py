"""Logging a symptom: which, how strong, where, when."""

from datetime import timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care import knowledge
from journal.records.entries import Entry, Kind
from journal.records.kinds.symptom import SymptomRow
from journal.web.entry_words import symptom_text
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when

LATELY = timedelta(days=30)
MOST_USED = 6


class SymptomForm(LogForm):
    """Two taps and Save: a symptom of the last weeks, a number from 0 to 10."""

    what = "symptom"
    kind = Kind.SYMPTOM
    template = "symptom.html"
    several = ("sites",)
    renamed: ClassVar = {"name": "other_name"}

    def heading(self) -> str:
        return _("Symptom")

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        chosen, typed = form.get("symptom"), form.get("severity")
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "symptom": chosen,
                "name": words_or_none(form, "other_name") if chosen == "other" else None,
                "severity": int(typed) if typed.isdecimal() and len(typed) < 9 else typed or None,
                "sites": form.text.get("sites", []),
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        severity = fields.get("severity")
        return {
            **fill_when("at", fields["at"], scene.zone),
            "symptom": fields["symptom"],
            "other_name": fields.get("name") or "",
            "severity": "" if severity is None else str(severity),
            "sites": fields.get("sites") or [],
            "note": fields.get("note") or "",
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        often = _often(scene)
        catalogue = [
            {
                "label": _(group.label),
                "options": [
                    (symptom.id, _(symptom.label), ", ".join(_(n) for n in symptom.notice[:1]))
                    for symptom in knowledge.symptoms()
                    if symptom.group == group.id and symptom.id not in often
                ],
            }
            for group in knowledge.symptom_groups()
        ]
        other = {"label": _("Anything else"), "options": [("other", _("Other, with its name"), "")]}
        return {
            "often": [(code, symptom_text(code, None), "") for code in often],
            "groups": [group for group in catalogue if group["options"]] + [other],
            "sites": _places(),
        }


def _often(scene: Scene) -> list[str]:
    """The symptoms of the last 30 days, the most used first."""
    rows = scene.session.exec(
        select(SymptomRow.symptom)
        .join(Entry, col(Entry.id) == col(SymptomRow.entry_id))
        .where(SymptomRow.child_id == scene.child.id, SymptomRow.at > scene.now - LATELY)
        .where(col(Entry.deleted).is_(False), SymptomRow.symptom != "other")
        .group_by(col(SymptomRow.symptom))
        .order_by(sa.func.count().desc(), sa.func.max(SymptomRow.at).desc())
        .limit(MOST_USED)
    )
    return [code for code in rows if knowledge.find_symptom(code)]


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
