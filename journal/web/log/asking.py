"""Asking a person before a dose is written that the journal has a question about (H1, H5, B6)."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.infusing import WEIGHT
from journal.care.lab_values import UNLIKELY
from journal.care.problems import Problem
from journal.clock import now
from journal.entries.already import entry_of
from journal.entries.reading import Shown, entries_by_id
from journal.records.access import Right
from journal.web.already import name_in, weekly_title
from journal.web.changes import NotWritten
from journal.web.dose_words import of_another_day
from journal.web.entry_words import title_of
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import child_or_404, page
from journal.web.lab_words import results_line
from journal.web.language import said
from journal.web.log.reasons import again_tiles
from journal.web.medicine_names import Names, names_of
from journal.words import amount_text

SECOND_DOSE = {"possible_double_dose", "weekly_again"}
# What the page asks for anew, or the next request brings itself.
NOT_CARRIED = {"csrf_token", "back", "again", "confirmed", "why_again", "reason_again"}


def ask(
    child_id: uuid.UUID,
    form: Form,
    unwritten: NotWritten,
    action: str,
    marks: Mapping[str, str],
) -> ResponseReturnValue:
    """Show who recorded what and when, and what must be said before this is written. 409."""
    questions = unwritten.outcome.warnings
    second = [problem for problem in questions if problem.code in SECOND_DOSE]
    others = [problem.code for problem in questions if problem.code not in SECOND_DOSE]
    if second and form.get("again") == "yes":
        form.errors["reason_again"] = _("Choose or write why, then save again.")
    hidden = {name: value for name, value in form.text.items() if name not in NOT_CARRIED}
    hidden["confirmed"] = " ".join([*form.get("confirmed").split(), *others])
    if second:
        hidden["again"] = "yes"
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        names, zone = names_of(session, child_id), ZoneInfo(child.zone)
        stands = _stands(session, second)
        what = of_another_day(_what(names, unwritten), unwritten.fields, zone, now())
        body = page(
            session,
            actor,
            child,
            "log/asked.html",
            form=form,
            action=action,
            marks=marks,
            hidden=hidden,
            title=_title(questions, stands, names, unwritten, zone),
            sentences=[said(problem) for problem in questions]
            + [_("Recorded: %(what)s.", what=title_of(shown, names)) for shown in stands],
            what=what,
            needs_reason=bool(second),
            whys=again_tiles(),
            leave_url=url_for("today.index", child_id=child_id),
        )
    return make_response(body, 409)


def _stands(session: Session, second: list[Problem]) -> list[Shown]:
    """What stands in the journal already: which medicine, how much, given by whom."""
    ids = [entry_of(problem) for problem in second]
    return entries_by_id(session, ids) if ids else []


def _title(
    questions: tuple[Problem, ...],
    stands: list[Shown],
    names: Names,
    unwritten: NotWritten,
    zone: ZoneInfo,
) -> str:
    codes = {problem.code: problem for problem in questions}
    if "possible_double_dose" in codes:
        values = codes["possible_double_dose"].values
        return _("Already recorded by %(by)s, %(at)s", by=values["by"], at=values["at"])
    if "weekly_again" in codes:
        beside = datetime.fromisoformat(unwritten.fields["at"])
        return weekly_title(stands[0], name_in(stands[0], names), zone, beside=beside)
    if "as_needed_limit" in codes:
        return _("Sooner or more often than the label says")
    if "restored_waiting" in codes:
        return _("Somebody may have given it already")
    if WEIGHT in codes:
        return _("Is this the weight?")
    if UNLIKELY in codes:
        return _("Which unit does the report print?")
    if "same_day" in codes:
        return _("Is this another one?")
    return _("Is this the amount?")


def _what(names: Any, unwritten: NotWritten) -> str:
    fields = unwritten.fields
    if "results" in fields:
        return results_line(fields)
    try:
        named = names.get(uuid.UUID(str(fields.get("medicine"))))
    except ValueError:
        named = None
    if named is None:
        return ""
    if fields.get("amount") is None:
        return str(named.whole)
    amount = amount_text(Decimal(fields["amount"].replace(",", ".")), fields.get("unit"))
    return f"{named.whole} {amount}"
