"""Who ordered a change of dose, and why; who advised a stop, and its cause. All of it optional."""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from journal.plans.children import team_of
from journal.records.medicines import Cause, Turn
from journal.web.forms import Form
from journal.web.log.scene import as_tiles, one_or_other
from journal.words import cause_text

# A tile "other" of a form opens its field for somebody's name; the cause "other" must not.
OTHER_CAUSE = "another"
PAUSES = (
    Cause.INFECTION,
    Cause.BLOOD_COUNTS,
    Cause.PROCEDURE,
    Cause.SIDE_EFFECT,
    Cause.SUPPLY,
    Cause.INSURANCE,
    Cause.OTHER,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Who decided it, and why."""

    by: str
    why: str


def read_ordered(form: Form) -> Ordered:
    """What templates/medicines/_ordered.html asks; what is too long is noted in `form`."""
    return Ordered(by=read_person(form, "ordered_by"), why=form.words("why", most=500))


def read_person(form: Form, name: str) -> str:
    """The chosen tile of the care team, or the name typed beside "Somebody else"."""
    typed = f"other_{name}" if form.get(name) in {"other", ""} else name
    form.words(typed, most=200)
    return one_or_other(form, name, f"other_{name}")


def team_tiles(session: Session, child_id: uuid.UUID, chosen: str = "") -> list[tuple[str, str]]:
    """The care team as tiles, "Somebody else" last."""
    names = [member.name for member in team_of(session, child_id)]
    if chosen and chosen != "other" and chosen not in names:
        names.append(chosen)
    return as_tiles(names, other=_("Somebody else"))


def cause_tiles(what: Turn) -> list[tuple[str, str]]:
    """The causes of a stop or a pause as tiles, what pauses most often first."""
    causes = list(Cause) if what is Turn.STOP else PAUSES
    return [
        (OTHER_CAUSE if cause is Cause.OTHER else cause.value, _first_letter(cause_text(cause)))
        for cause in causes
    ]


def _first_letter(text: str) -> str:
    return text[:1].upper() + text[1:]


def read_cause(form: Form) -> Cause | None:
    """The chosen cause, None when none was chosen."""
    chosen = form.get("cause")
    if chosen == OTHER_CAUSE:
        return Cause.OTHER
    return Cause(chosen) if chosen in list(Cause) else None
