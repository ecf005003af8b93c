"""How long after a contact counts, as the child's own clinic says; before what a source says."""

import uuid
from decimal import Decimal
from functools import partial

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.care import knowledge
from journal.care.problems import N_, Problem, Refused
from journal.care.units import read_number
from journal.clock import now
from journal.plans.clinic_figures import end_figure, figure_of, set_figure
from journal.records.access import Right, Stranger
from journal.web.extensions import writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, toast
from journal.web.signed_in import require_person

bp = Blueprint("contact_time", __name__, url_prefix="/children/<uuid:child_id>/contacts")
bp.before_request(require_person)

MOST = {"hours": 999, "days": 60}


@bp.post("/<uuid:contact_id>/time/<infection>")
def save(child_id: uuid.UUID, contact_id: uuid.UUID, infection: str) -> ResponseReturnValue:
    """Write the clinic's own time, or end it; back to the contact either way."""
    found = knowledge.find_infection(infection)
    if found is None or found.at_once is None:
        raise Stranger
    form, moment, key = Form.sent(), now(), _key(infection)
    ends, unit = form.get("what") == "end", form.get("unit")
    value = None if ends else form.read("value", partial(read_number, field="value"))
    if value is not None and not _is_whole(value, unit):
        sentence = N_("Write a whole number of hours or days.")
        form.fail(Problem("out_of_range", "value", sentence))
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        if ends:
            end_figure(session, actor, child, key, now=moment)
        elif value is not None and not form.errors:
            said = form.get("told_by")
            try:
                set_figure(session, actor, child, key, value, unit, told_by=said, now=moment)
            except Refused as refused:
                form.refuse(refused)
    wrong = next(iter(form.errors.values()), "")
    toast(wrong or _("Saved for %(name)s", name=child.name))
    return redirect(url_for("contacts.show", child_id=child_id, contact_id=contact_id), code=303)


def clinics_time(session: Session, child_id: uuid.UUID, name: str) -> str:
    """ "Your clinic's own figure, from Ada: within 96 hours of the contact."; "" for none."""
    found = knowledge.meant_infection(name)
    row = figure_of(session, child_id, _key(found.id)) if found else None
    if row is None:
        return ""
    number = int(row.value)
    long = {
        "hours": ngettext("%(num)s hour", "%(num)s hours", number),
        "days": ngettext("%(num)s day", "%(num)s days", number),
    }[row.unit]
    return _(
        "Your clinic's own figure, from %(told_by)s: within %(long)s of the contact.",
        told_by=row.told_by,
        long=long,
    )


def _key(name: str) -> str:
    return f"contact.{name}"


def _is_whole(value: Decimal, unit: str) -> bool:
    return value == int(value) and 1 <= value <= MOST.get(unit, 0)
