"""The evening check-in: how the day was, what is as before, what differed; one Save for all."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import g, url_for
from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.dates import read_date
from journal.care.days import day_of, day_span
from journal.care.problems import N_, Problem, Refused
from journal.entries.change import FIRST
from journal.records.entries import Kind
from journal.records.kinds.check_in import DayWas, Mood, School, Sleep
from journal.web.drawn import ANSWERED
from journal.web.evening import AS_BEFORE, LEVEL, answered, level_rows, start_levels
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Made, Scene, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.web.telephones import telephones
from journal.web.warning_signs import warning_signs

MORE = "more"
OTHER = "other"
NUMBER = re.compile(r"10|[0-9]")
BEFORE = re.compile(rf"{AS_BEFORE}(10|[0-9])")
TILES = ("day", "school", "sleep", "mood")
TWO_NAMES = N_("Choose “Other” for a name of your own, or leave the name empty.")
DAY_UNSAID = N_("Choose how the day was, or “not said”: what is as before is kept with it.")


class CheckInForm(LogForm):
    """A row for each symptom that is looked at: "=3" is as before, "5" differed, "" nobody looked.

    What is drawn is what is meant: the numbers stand in the form, and saving looks up none.
    """

    what = "check_in"
    kind = Kind.CHECK_IN
    template = "check_in.html"
    renamed: ClassVar = {"carried": "day"}

    def heading(self) -> str:
        return _("Evening check-in")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return start_levels(scene.session, scene.child, now=scene.now)

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        _check_levels(form)
        wellbeing = form.get("wellbeing")
        carried = [
            {**_symptom(form, name), "severity": int(BEFORE.sub(r"\1", form.get(name)))}
            for name in levels_in(form.text)
            if BEFORE.fullmatch(form.get(name))
        ]
        # They stand ticked in a new form: nobody has spoken of a day whose tiles were left alone.
        if carried and "day" not in form.text:
            form.fail(Problem("required", "day", DAY_UNSAID), "day")
        return [
            {
                "at": _moment(form, scene),
                "carried": carried,
                "wellbeing": int(wellbeing) if NUMBER.fullmatch(wellbeing) else wellbeing or None,
                **{name: words_or_none(form, name) for name in (*TILES, "note")},
            }
        ]

    def entries(self, form: Form, scene: Scene) -> list[Made]:
        own = super().entries(form, scene)
        if form.errors:
            return own
        differing = [name for name in self.places(form.text) if name != FIRST]
        return own + [Made(name, Kind.SYMPTOM, _differed(form, name, scene)) for name in differing]

    def places(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Each row has a place of its own: one that is mended later is the same entry."""
        return (FIRST, *(name for name in levels_in(values) if NUMBER.fullmatch(values[name])))

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        wellbeing = fields.get("wellbeing")
        return {
            **fill_when("at", fields["at"], scene.zone),
            "wellbeing": "" if wellbeing is None else str(wellbeing),
            **{name: fields.get(name) or "" for name in (*TILES, "note")},
            **{
                f"{LEVEL}{_key(one)}": f"{AS_BEFORE}{one['severity']}"
                for one in fields.get("carried") or ()
            },
        }

    def field_of(self, name: str | None, fields: Fields) -> str:
        if "symptom" in fields and name in {"symptom", "name", "severity"}:
            return f"{LEVEL}{_key(fields)}"
        return super().field_of(name, fields)

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        seen, me = _seen_at(form, scene), scene.actor.account_id if scene.actor else None
        rows = level_rows(scene.session, scene.child, form.text, now=seen)
        shown = {row["key"] for row in rows}
        return {
            "rows": rows,
            # A phone keeps this form for days: it says itself whether its day is answered.
            "answered": ANSWERED
            if g.get("for_phone")
            else answered(scene.session, scene.child, reader=me, now=scene.now),
            "list_url": url_for("watched.show", child_id=scene.child.id),
            "faces_url": url_for("log.new", child_id=scene.child.id, what="faces"),
            "days": [
                *_words(DayWas, usual=_("As usual"), better=_("Better"), worse=_("Worse")),
                ("", _("not said")),
            ],
            "school": _words(
                School,
                went=_("Was there"),
                part=_("Part of it"),
                missed=_("Missed"),
                no_school=_("No school"),
            ),
            "sleep": _words(Sleep, well=_("Well"), woke=_("Woke up"), badly=_("Badly")),
            "mood": _words(Mood, bright=_("Bright"), up_and_down=_("Up and down"), low=_("Low")),
            "others": [
                ("", _("None")),
                *(
                    (each.id, _(each.label))
                    for each in knowledge.symptoms()
                    if each.id not in shown
                ),
                (OTHER, _("Other, with its name")),
            ],
            "warns": warning_signs(),
            "telephones": telephones(scene.session, scene.child),
        }


class DifferedForm(LogForm):
    """What differed in one row of a check-in: the entry that a mended check-in changes."""

    what = "differed"
    kind = Kind.SYMPTOM
    template = CheckInForm.template

    def __init__(self, name: str) -> None:
        self.name = name

    def heading(self) -> str:
        return _("Symptom")

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        return [_differed(form, self.name, scene)]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        severity = fields.get("severity")
        more = {"more_symptom": fields["symptom"], "more_name": fields.get("name") or ""}
        return {
            **fill_when("at", fields["at"], scene.zone),
            **(more if self.name == f"{LEVEL}{MORE}" else {}),
            self.name: "" if severity is None else str(severity),
        }

    def field_of(self, name: str | None, fields: Fields) -> str:
        return self.name if name in {"symptom", "name", "severity"} else name or ""


def levels_in(values: Iterable[str]) -> list[str]:
    """The names of the rows in a form, always in one order."""
    return sorted(name for name in values if name.startswith(LEVEL))


def _key(fields: Fields) -> str:
    name = fields.get("name")
    return f"{OTHER}:{name}" if fields["symptom"] == OTHER else str(fields["symptom"])


def _symptom(form: Form, name: str) -> dict[str, Any]:
    """Which symptom a row is about, as an entry has it."""
    key = name.removeprefix(LEVEL)
    if key == MORE:
        # A name that was typed and no symptom chosen: it is none of the list.
        chosen = form.get("more_symptom") or (OTHER if form.get("more_name") else "")
        return {"symptom": chosen, **({"name": form.get("more_name")} if chosen == OTHER else {})}
    other, colon, own = key.partition(":")
    return {"symptom": other, "name": own} if colon else {"symptom": key}


def _differed(form: Form, name: str, scene: Scene) -> dict[str, Any]:
    typed = form.get(name)
    return {
        "at": _moment(form, scene),
        **_symptom(form, name),
        "severity": int(typed) if NUMBER.fullmatch(typed) else typed or None,
    }


def _check_levels(form: Form) -> None:
    unknown = Problem("symptom_unknown", None, N_("Choose a symptom, or Other with a name."))
    number = Problem("out_of_range", None, N_("Choose a number from 0 to 10."))
    if form.get("more_name") and form.get("more_symptom") not in {"", OTHER}:
        form.fail(Problem("not_allowed", None, TWO_NAMES), "more_name")
    for name in levels_in(form.text):
        typed, is_more = form.get(name), name == f"{LEVEL}{MORE}"
        chosen = _symptom(form, name)
        if is_more and not typed and chosen["symptom"]:
            form.fail(number, name)
        elif not typed:
            continue
        elif not _is_known(chosen):
            form.fail(unknown, "more_symptom" if is_more else name)
        elif not NUMBER.fullmatch(typed) and (is_more or not BEFORE.fullmatch(typed)):
            form.fail(number, name)


def _is_known(chosen: Mapping[str, Any]) -> bool:
    if chosen["symptom"] == OTHER:
        return bool(str(chosen.get("name") or "").strip())
    return "name" not in chosen and knowledge.find_symptom(chosen["symptom"]) is not None


def _moment(form: Form, scene: Scene) -> str | None:
    """As typed. A mere tap means now, and the end of the day it asked about once that is over."""
    if "at_on" in form.text:
        return read_when(form, "at", scene.zone)
    zone, begins, at = scene.zone, scene.child.day_begins, scene.now
    try:
        asked = read_date(form.get("evening"), "at") if "evening" in form.text else None
    except Refused as refused:
        form.fail(refused.problems[0], "at")
        return None
    if asked is not None and asked < day_of(at, zone, begins):
        at = day_span(asked, zone, begins)[1] - timedelta(minutes=1)
    return at.astimezone(zone).isoformat()


def _seen_at(form: Form, scene: Scene) -> datetime:
    """The evening that the rows are about: an old one is offered no number of today."""
    typed = Form(dict(form.text))
    at = read_when(typed, "at", scene.zone) if "at_on" in form.text else None
    return min(scene.now, datetime.fromisoformat(at)) if at else scene.now


def _words(of: Any, **words: str) -> list[tuple[str, str]]:
    return [(each.value, words[each.value]) for each in of]
