"""What the family writes about a child, read from its form."""

from datetime import date, time
from typing import Any

from journal.care.dates import read_birth_date, read_zone, zone_names
from journal.care.knowledge.growth import SEXES
from journal.care.problems import N_, Problem, Refused
from journal.plans.children import About, TeamLine
from journal.records.children import COLOURS, Child, TeamMember
from journal.records.fields import NOTE_LENGTH
from journal.web.forms import Form

TEAM = ("team_name", "team_part", "team_telephone")
SPARE_ROWS = 2
MOST_TEAM = 30
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def read_about(form: Form, *, today: date) -> About | None:
    """What the form says; None, with every error noted at its field, when it cannot be kept."""
    about = About(
        name=form.words("name", most=100, required=N_("Write the name of the child.")),
        born_on=form.read("born_on", lambda typed: read_birth_date(typed, today, "born_on"))
        or today,
        day_begins=form.read("day_begins", _clock) or time(4),
        colour=form.read("colour", _colour) or COLOURS[0],
        allergies=form.words("allergies", most=NOTE_LENGTH),
        diagnosis=form.words("diagnosis", most=NOTE_LENGTH),
        insurance=form.words("insurance", most=NOTE_LENGTH),
        emergency_plan=form.words("emergency_plan", most=NOTE_LENGTH),
        emergency_phone=form.words("emergency_phone", most=60),
        steroid_plan=form.words("steroid_plan", most=NOTE_LENGTH),
        lines=form.words("lines", most=NOTE_LENGTH),
        sex=form.read("sex", _sex) if "sex" in form.text else None,
    )
    return None if form.errors else about


def read_zone_of(form: Form) -> str | None:
    """The name of the zone, or None with the error noted."""
    zone = form.read("zone", lambda typed: read_zone(typed, "zone"))
    return None if zone is None else zone.key


def read_team(form: Form) -> list[TeamLine]:
    """The care team; empty rows are left out, a row without a name is asked about."""
    lines = []
    for row in range(team_rows(form)):
        name, part, telephone = (
            form.words(f"{field}_{row}", most=60 if field == "team_telephone" else 100)
            for field in TEAM
        )
        if (part or telephone) and not name:
            sentence = N_("Write who this is, or empty the row.")
            form.fail(Problem("required", f"team_name_{row}", sentence))
        if name:
            lines.append(TeamLine(name, part, telephone))
    return lines


def team_rows(form: Form) -> int:
    """How many rows the form shows: as many as were sent, and some more when asked for."""
    typed = form.get("team_rows")
    rows = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else SPARE_ROWS
    return min(MOST_TEAM, rows + (SPARE_ROWS if form.get("more_team") else 0))


def typed_child(child: Child, team: list[TeamMember]) -> dict[str, Any]:
    """A child as its form would have been filled in."""
    rows = {
        f"{field}_{row}": value
        for row, member in enumerate(team)
        for field, value in zip(TEAM, (member.name, member.part, member.telephone), strict=True)
    }
    return {
        "name": child.name,
        "born_on": child.born_on.isoformat(),
        "zone": child.zone,
        "day_begins": f"{child.day_begins:%H:%M}",
        "colour": child.colour,
        "allergies": child.allergies,
        "diagnosis": child.diagnosis,
        "insurance": child.insurance,
        "emergency_plan": child.emergency_plan,
        "emergency_phone": child.emergency_phone,
        "steroid_plan": child.steroid_plan,
        "lines": child.lines,
        "sex": child.sex,
        "team_rows": str(len(team) + SPARE_ROWS),
        **rows,
    }


def zone_groups(current: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place of the IANA list by area, with words a family knows; `current` is kept."""
    groups: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for name in sorted(zone_names()):
        area, _slash, place = name.partition("/")
        if area in groups:
            groups[area].append((name, place.replace("_", " ").replace("/", ", ")))
    listed = {name for places in groups.values() for name, _words in places}
    if current and current not in listed and current in zone_names():
        groups[current] = [(current, current)]
    return [*groups.items(), ("UTC", [("UTC", "UTC")])]


def _clock(typed: str) -> time:
    try:
        at = time.fromisoformat(typed)
    except ValueError:
        at = None
    if at is None or len(typed) != 5:
        raise Refused(
            Problem("time_invalid", "day_begins", N_("Write a time from 00:00 to 23:59."))
        )
    return at


def _sex(typed: str) -> str:
    if typed not in {"", *SEXES}:
        raise Refused(Problem("choice_unknown", "sex", N_("Choose one of the growth charts.")))
    return typed


def _colour(typed: str) -> str:
    if typed not in COLOURS:
        raise Refused(Problem("choice_unknown", "colour", N_("Choose one of the colours.")))
    return typed


def require_name(typed: str, child: Child, otherwise: str) -> None:
    """Raise Refused with the sentence `otherwise` unless the child's name was typed."""
    if " ".join(typed.split()).casefold() != " ".join(child.name.split()).casefold():
        raise Refused(Problem("typed_word", "typed", otherwise))
