"""Logging an activity: physiotherapy, exercise, time in the sun, school missed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _

from journal.care.problems import N_, Problem
from journal.records.entries import Kind
from journal.records.kinds.activity import Active, Protection
from journal.web.forms import Form
from journal.web.life_words import activity_words, protection_words
from journal.web.log.checkpoint import read_whole
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when

MINUTES = ("10", "15", "20", "30", "45", "60")
OTHER = "other"


class ActivityForm(LogForm):
    """Two taps and Save: what it was, how many minutes."""

    what = "activity"
    kind = Kind.ACTIVITY
    template = "activity.html"
    several = ("protection",)
    renamed: ClassVar = {"minutes": "other_minutes"}

    def heading(self) -> str:
        return _("Activity")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return {"what": asked.get("what", "")}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        what = form.get("what")
        if what not in list(Active):
            form.fail(Problem("choice_required", "what", N_("Choose what it was.")))
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "what": what,
                "minutes": _minutes(form),
                "protection": _protection(form) if what == Active.SUN else [],
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        minutes = "" if fields.get("minutes") is None else str(fields["minutes"])
        is_tile = minutes in ("", *MINUTES)
        return {
            **fill_when("at", fields["at"], scene.zone),
            "what": fields["what"],
            "minutes": minutes if is_tile else OTHER,
            "other_minutes": "" if is_tile else minutes,
            "protection": list(fields.get("protection") or []),
            "note": fields.get("note") or "",
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        tiles = [(minutes, _("%(n)s min", n=minutes)) for minutes in MINUTES]
        return {
            "activities": list(activity_words().items()),
            "minutes": [*tiles, (OTHER, _("Another number")), ("", _("No number"))],
            "protections": [(code, _upper(words)) for code, words in protection_words().items()],
        }


def _minutes(form: Form) -> int | None:
    chosen = form.get("minutes")
    if chosen in MINUTES:
        return int(chosen)
    if chosen != OTHER:
        return None
    if not form.get("other_minutes"):
        text = N_("Write how many minutes, or choose another tile.")
        form.fail(Problem("number_required", "other_minutes", text))
    return read_whole(form, "other_minutes")


def _protection(form: Form) -> list[str]:
    chosen = list(form.text.get("protection") or [])
    if Protection.NONE in chosen and len(chosen) > 1:
        text = N_("Choose what there was, or “No protection”, not both.")
        form.fail(Problem("choice_unknown", "protection", text))
    return chosen


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
