"""Giving doses with one tap: one of them, or everything that is due."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.doses import Outcome
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.changes import Ids, Wanted, first_came, now_stands, sent_ids, write
from journal.web.dose_rows import FIELDS_OF_ALL
from journal.web.dose_words import of_another_day
from journal.web.entry_words import dose_text
from journal.web.extensions import writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, toast
from journal.web.log.kinds import DOSE
from journal.web.log.readings import typed
from journal.web.log.saving import save_new
from journal.web.log.scene import Scene
from journal.web.medicine_names import names_of
from journal.web.signed_in import require_person
from journal.web.undo import offer

bp = Blueprint("doses", __name__, url_prefix="/children/<uuid:child_id>/doses")
bp.before_request(require_person)

MOST_AT_ONCE = 40


@bp.post("")
def give(child_id: uuid.UUID) -> ResponseReturnValue:
    """Record one planned dose as given now."""
    return save_new(child_id, DOSE)


@bp.post("/due")
def give_all(child_id: uuid.UUID) -> ResponseReturnValue:
    """Record everything the page showed as due; what a person must be asked about is left."""
    given: list[tuple[Ids, str]] = []
    left: list[tuple[Ids, str]] = []
    # One moment for all of it: sent again, each line must be the very change it was (H3).
    moment = now()
    form = Form.sent(several=["doses"])
    # One field with a line for each dose, or one field for each that is ticked.
    sent = "\n".join(form.text["doses"]).split("\n")
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        lines = [_read(line) for line in sent if line.strip()]
        if not lines and form.get("picked"):
            toast(_("Nothing was ticked, so nothing is recorded."))
            return redirect(url_for("today.index", child_id=child_id), code=303)
        if not 0 < len(lines) <= MOST_AT_ONCE:
            raise _not_whole()
        names, zone = names_of(session, child_id), ZoneInfo(child.zone)
        for line in lines:
            wanted = _wanted(session, child, line, moment)
            done = _given(session, actor, child, wanted, moment)
            text = of_another_day(dose_text(wanted.fields, names), wanted.fields, zone, moment)
            (given if done else left).append((wanted.ids, text))
    offer(
        _words(child, [text for _, text in given], [text for _, text in left]),
        child,
        [ids for ids, _ in given],
    )
    return redirect(url_for("today.index", child_id=child_id), code=303)


def _given(session: Session, actor: Actor, child: Child, wanted: Wanted, moment: datetime) -> bool:
    """Write one dose. False when it does not stand; raises Refused for what is wrong."""
    outcome = write(session, actor, child, wanted, now=moment)
    if outcome.errors:
        raise Refused(*outcome.errors)
    return now_stands(session, outcome, wanted.ids.change)


def _wanted(session: Session, child: Child, line: Mapping[str, str], moment: datetime) -> Wanted:
    """The form of this one dose, as its own button would have sent it."""
    form = Form({**line, "outcome": Outcome.GIVEN.value})
    ids = sent_ids(form)
    at = first_came(session, ids.change, moment)
    as_typed = typed(DOSE, form)
    (fields,) = DOSE.read(form, Scene(session, child, at))
    return Wanted(ids=ids, kind=Kind.DOSE, fields=fields, form=as_typed, came=at)


def _read(line: str) -> dict[str, str]:
    values = line.split()
    if len(values) != len(FIELDS_OF_ALL):
        raise _not_whole()
    return dict(zip(FIELDS_OF_ALL, values, strict=True))


def _not_whole() -> Refused:
    return Refused(
        Problem("id_invalid", "doses", N_("This form is not whole. Reload the page and try again."))
    )


def _words(child: Child, given: list[str], left: list[str]) -> str:
    parts = []
    if given:
        what = ", ".join(given)
        parts.append(_("Given to %(name)s: %(what)s.", name=child.name, what=what))
    if left:
        parts.append(_("Left open, look at it one by one: %(what)s.", what=", ".join(left)))
    return " ".join(parts)
