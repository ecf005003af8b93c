"""Check-ins, scores, activities, timed tasks, pictures, questionnaires and diaries in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care import knowledge
from journal.care.knowledge.measures import find_measure
from journal.care.units import show_amount
from journal.records.entries import Kind
from journal.summary.picture_words import taken_of
from journal.web.face_words import face_words
from journal.words import clock_text, day_text

Fields = Mapping[str, Any]

LIFE = {
    Kind.CHECK_IN: "evening",
    Kind.SCORE: "score",
    Kind.ACTIVITY: "activity",
    Kind.STRENGTH: "strength",
    Kind.PICTURE: "photo",
    Kind.RESPONSE: "question",
    Kind.DIARY: "diary",
}


def life_title(kind: Kind, fields: Fields) -> str:
    """What it is, in a few words: "Evening: a usual day", "Up from the floor 3.4 s"."""
    match kind:
        case Kind.CHECK_IN:
            day = day_words().get(fields.get("day") or "")
            return _("Evening: %(day)s", day=day) if day else _("Evening check-in")
        case Kind.SCORE if face := _face(fields):
            return _("Six faces: %(face)s", face=face)
        case Kind.SCORE:
            return f"{measure_text(fields['measure'], fields.get('name'))} {fields['value']}"
        case Kind.ACTIVITY:
            minutes = fields.get("minutes")
            what = activity_words().get(fields["what"], "")
            return what if minutes is None else _("%(what)s %(n)s min", what=what, n=minutes)
        case Kind.STRENGTH:
            seconds = fields.get("seconds")
            task = task_words().get(fields["task"], "")
            return task if seconds is None else _("%(task)s %(n)s s", task=task, n=seconds)
        case Kind.PICTURE:
            return _("Photo: %(what)s", what=taken_of(fields))
        case Kind.RESPONSE:
            return _("Questionnaire")
    return _("Diary")


def life_parts(kind: Kind, fields: Fields) -> list[str | None]:
    """What stands below the title."""
    match kind:
        case Kind.CHECK_IN:
            carried, well = fields.get("carried"), fields.get("wellbeing")
            return [
                _("as before: %(levels)s", levels=levels_text(carried)) if carried else None,
                None if well is None else _("wellbeing %(n)s of 10", n=well),
                school_words().get(fields.get("school") or ""),
                sleep_words().get(fields.get("sleep") or ""),
                mood_words().get(fields.get("mood") or ""),
            ]
        case Kind.SCORE:
            scale = None if fields["measure"] == "wellbeing" else scale_text(fields)
            return [scale, judge_words().get(fields["by"])]
        case Kind.ACTIVITY:
            words = protection_words()
            return [", ".join(words.get(one, one) for one in fields.get("protection") or ())]
        case Kind.STRENGTH:
            return [done_words().get(fields["done"])]
    return []


def life_labels() -> dict[str, str]:
    """Names of the fields of these kinds, and when a symptom began."""
    return {
        "minutes": _("Minutes"),
        "protection": _("Protection"),
        "since": _("Since"),
        "day": _("The day"),
        "carried": _("As before"),
        "wellbeing": _("Wellbeing, 0 to 10"),
        "school": _("School"),
        "sleep": _("The night before"),
        "mood": _("Mood"),
        "measure": _("Score"),
        "scale": _("Scale"),
        "task": _("Task"),
        "seconds": _("Seconds"),
        "steps": _("How many stairs"),
        "answers": _("Answers"),
    }


def life_value(name: str, fields: Fields, zone: ZoneInfo) -> str:
    """A field of these kinds in words, "" for another one."""
    value = fields[name]
    match name:
        case "what":
            return activity_words().get(value, "")
        case "protection":
            return ", ".join(protection_words().get(one, one) for one in value)
        case "since":
            moment = datetime.fromisoformat(value).astimezone(zone)
            day = day_text(moment.date())
            # Midnight stands for a day of which nobody knew the time.
            return day if moment.time() == time() else f"{day}, {clock_text(moment, zone)}"
        case "carried":
            return levels_text(value)
        case "value" if "measure" in fields:
            return _face(fields)
        case "measure":
            return measure_text(value, fields.get("name"))
        case "answers":
            return ngettext("one answer", "%(num)s answers", len(value))
    return _chosen(name, fields).get(value, "") if isinstance(value, str) else ""


def _chosen(name: str, fields: Fields) -> Mapping[str, str]:
    """The words of a field that is one of a few; none of a field of another kind."""
    match name:
        case "day":
            return day_words()
        case "school":
            return school_words()
        case "sleep":
            return sleep_words()
        case "mood":
            return mood_words()
        case "task":
            return task_words()
        case "done" if "task" in fields:
            return done_words()
        case "by" if "measure" in fields:
            return judge_words()
    return {}


def _face(fields: Fields) -> str:
    """What the child tapped, in a word: the child may be reading it."""
    by_child = fields["measure"] == "wellbeing" and fields["by"] == "child"
    return face_words().get(fields["value"], "") if by_child else ""


def measure_text(code: str, name: str | None) -> str:
    """A measure by the name it is known by."""
    found = find_measure(code)
    return _(found.short) if found else name or code


def scale_text(fields: Fields) -> str | None:
    """ "of 0 to 52, higher is better", as far as it is known."""
    found = find_measure(fields["measure"])
    scale = fields.get("scale")
    if found is None:
        return _("scale %(name)s", name=scale) if scale else None
    known = found.find_scale(scale)
    parts = [
        _("of %(least)s to %(most)s", least=show_amount(known.least), most=show_amount(known.most))
        if known
        else None,
        {"higher": _("higher is better"), "lower": _("lower is better")}[found.better],
    ]
    return ", ".join(part for part in parts if part)


def day_words() -> dict[str, str]:
    """How a day was."""
    return {"usual": _("a usual day"), "better": _("a better day"), "worse": _("a worse day")}


def school_words() -> dict[str, str]:
    """Whether the child was at school."""
    return {
        "went": _("was at school"),
        "part": _("part of the school day"),
        "missed": _("missed school"),
        "no_school": _("no school that day"),
    }


def sleep_words() -> dict[str, str]:
    """The night before."""
    return {"well": _("slept well"), "woke": _("woke at night"), "badly": _("slept badly")}


def mood_words() -> dict[str, str]:
    """How the child was to be with."""
    return {"bright": _("bright"), "up_and_down": _("up and down"), "low": _("low mood")}


def activity_words() -> dict[str, str]:
    """What was done."""
    return {
        "physiotherapy": _("Physiotherapy"),
        "exercise": _("Exercise"),
        "sun": _("In the sun"),
        "school_missed": _("School missed"),
    }


def protection_words() -> dict[str, str]:
    """What stood between the sun and the skin."""
    return {
        "shade": _("shade"),
        "clothes": _("long clothes"),
        "hat": _("hat"),
        "sunscreen": _("sunscreen"),
        "none": _("no protection"),
    }


def task_words() -> dict[str, str]:
    """What was timed."""
    return {
        "floor_rise": _("Up from the floor"),
        "stairs": _("Stairs"),
        "arms_up": _("Arms up"),
        "head_lift": _("Head up from the pillow"),
    }


def done_words() -> dict[str, str]:
    """How it was done."""
    return {
        "alone": _("alone"),
        "with_hands": _("with hands"),
        "with_help": _("with help"),
        "could_not": _("could not"),
        "would_not": _("did not want to"),
    }


def judge_words() -> dict[str, str]:
    """Who judged."""
    return {
        "parent": _("by a parent"),
        "child": _("by the child"),
        "clinician": _("by the clinic"),
    }


def levels_text(carried: Sequence[Mapping[str, Any]]) -> str:
    """What was as before: "Tired 3, Cold feet 2"."""
    return ", ".join(f"{_named(one)} {one['severity']}" for one in carried)


def _named(level: Mapping[str, Any]) -> str:
    found = knowledge.find_symptom(level["symptom"])
    return _(found.label) if found else str(level.get("name") or level["symptom"])
