"""Fields as they came, made into a value, or refused with one problem per field."""

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlmodel import Session, col, select

from journal.care.days import check_not_future, read_zone
from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.questionnaires import check_answers, read_questionnaire
from journal.entries.change import ChangeRequest
from journal.entries.clocks import ahead
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.records.fields import FieldRefused, Fields
from journal.records.kinds import VALUES
from journal.records.kinds.response import Response
from journal.records.kinds.symptom import Symptom
from journal.records.medicines import Medicine
from journal.records.photos import Photo
from journal.records.preparations import Preparation
from journal.records.questionnaires import Questionnaire

MOST_PHOTOS = 20
# Lots, reactions, places on the body: more belong to more than one thing. A report has its own.
MOST_IN_A_LIST, LISTS_OF_THEIR_OWN = 50, {"results"}
SECRETIVE = {"note", "name", "text", "told", "answer", "reason", "confirm"}

LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def read_value(kind: Kind, fields: Mapping[str, Any]) -> Fields:
    """Return the validated value. Raises Refused with every problem that was found."""
    _check_encodable(fields)
    _check_lengths(fields)
    try:
        value = VALUES[kind].model_validate_json(json.dumps(dict(fields)))
    except ValidationError as error:
        raise Refused(*(problem_in(detail) for detail in error.errors())) from error
    value.check()
    return value


def _check_encodable(fields: Mapping[str, Any]) -> None:
    """Half of a pair of surrogates is no character: no database and no JSON reader takes it."""
    for name, value in fields.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (found := LONE_SURROGATE.search(text)):
                sentence = N_("Character %(offset)s cannot be stored. Take it out and save again.")
                offset = {"offset": str(found.start() + 1)}
                raise Refused(Problem("text_invalid", shorten(name), sentence, offset))


def _check_lengths(fields: Mapping[str, Any]) -> None:
    """Only what is written now: a list that was kept before is read as it is."""
    for name, value in fields.items():
        is_limited = isinstance(value, list) and name not in LISTS_OF_THEIR_OWN
        if is_limited and len(value) > MOST_IN_A_LIST:
            sentence = N_("At most %(most)s fit here. Take some out and save again.")
            most = {"most": str(MOST_IN_A_LIST)}
            raise Refused(Problem("too_many", shorten(name), sentence, most))


def as_stored(kind: Kind, fields: Mapping[str, Any]) -> Fields:
    """The value of fields that were checked when they were written."""
    return VALUES[kind].model_validate_json(json.dumps(dict(fields)))


def written(value: Fields, names: Iterable[str]) -> dict[str, Any]:
    """The named fields as the journal writes them: "5.0" and "5" are the same edit."""
    dumped = value.model_dump(mode="json", include=set(names))
    return {name: dumped[name] for name in names}


def problem_in(detail: ErrorDetails) -> Problem:
    """What pydantic found wrong as a person is told it, without what a secretive field held."""
    path = ".".join(str(part) for part in detail["loc"]) or None
    name = str(detail["loc"][0]) if detail["loc"] else ""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, FieldRefused):
        problem = cause.problem
        got = None if name in SECRETIVE else problem.got
        return Problem(problem.code, path, problem.text, problem.values, got)
    if detail["type"] == "missing":
        code = "amount_required" if name == "amount" else "required"
        return Problem(code, path, N_("Fill in %(field)s."), {"field": name})
    if detail["type"] == "extra_forbidden":
        text = N_("%(field)s is not a field here. Leave it out.")
        return Problem("type", path, text, {"field": shorten(name)})
    return Problem("type", path, N_("%(field)s has another form here. Check it."), {"field": name})


def check_moments(value: Fields, change: ChangeRequest, *, now: datetime) -> None:
    """Raise Refused time_future when a moment is more than 15 minutes and the phone's skew ahead:
    that something happened, or that a symptom has gone, which would silence it (H31)."""
    zone, skew = read_zone(change.zone, "zone"), ahead(change, now)
    check_not_future(value.at, now, zone=zone, skew=skew)
    until = change.fields.get("until")
    if isinstance(value, Symptom) and value.until is not None and until is not None:
        check_not_future(value.until, now, zone=zone, skew=skew, field="until")


def check_references(
    session: Session, actor: Actor, child_id: uuid.UUID, value: Fields, *, before: Mapping[str, Any]
) -> Medicine | None:
    """Return the medicine the value names, or None.

    Raises Refused when a field names what is not there, or what is another child's (B27, B28).
    """
    medicine_id = getattr(value, "medicine", None)
    medicine = None
    if medicine_id is not None:
        medicine = session.get(Medicine, medicine_id)
        if medicine is None or medicine.child_id not in actor.children:
            raise Refused(
                Problem("plan_unknown", "medicine", N_("This medicine is not on the server."))
            )
        if medicine.child_id != child_id:
            raise Refused(
                Problem("child_mismatch", "medicine", N_("This medicine belongs to another child."))
            )
    for name in ("infusion", "stay", "preparation"):
        _check_part_of(session, actor, child_id, name, getattr(value, name, None))
    if isinstance(value, Response):
        _check_response(session, child_id, value)
    if new := set(map(str, value.photos)) - set(before.get("photos") or []):
        _check_photos(session, child_id, new, len(value.photos))
    return medicine


def _check_part_of(
    session: Session, actor: Actor, child_id: uuid.UUID, name: str, whole: uuid.UUID | None
) -> None:
    """The infusion, stay or page that a part names may still be on its way; one that is here must
    be this child's. What another household has is not here: nobody learns of it (B27)."""
    found: Entry | Preparation | None = None
    if whole is not None and name == "preparation":
        found = session.get(Preparation, whole)
    elif whole is not None:
        found = session.get(Entry, whole)
    if found is None or found.child_id not in actor.children:
        return
    if found.child_id != child_id:
        raise Refused(Problem("child_mismatch", name, N_("This belongs to another child.")))
    if isinstance(found, Entry) and found.kind != name:
        raise Refused(Problem("type", name, N_("This is another kind of entry.")))


def _check_response(session: Session, child_id: uuid.UUID, value: Response) -> None:
    """The questionnaire must be the household's, and each answer one that it can have."""
    kept = session.get(Questionnaire, value.questionnaire)
    child = session.get(Child, child_id)
    if kept is None or child is None or kept.household_id != child.household_id:
        sentence = N_("Choose the questionnaire again: this one is not here any more.")
        raise Refused(Problem("questionnaire_unknown", "questionnaire", sentence))
    check_answers(read_questionnaire(kept.resource), value.answers)


def _check_photos(session: Session, child_id: uuid.UUID, new: set[str], count: int) -> None:
    """A photo that is not here yet is not refused: the phone may send the entry first."""
    if count > MOST_PHOTOS:
        text = N_("An entry has room for %(most)s photos.")
        raise Refused(Problem("too_many", "photos", text, {"most": str(MOST_PHOTOS)}))
    elsewhere = select(Photo.id).where(
        col(Photo.id).in_([uuid.UUID(each) for each in new]), Photo.child_id != child_id
    )
    if session.exec(elsewhere).first() is not None:
        raise Refused(Problem("photo_unknown", "photos", N_("This photo is not on the server.")))
