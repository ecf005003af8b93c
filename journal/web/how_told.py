"""How I am told: for each child and kind of reminder when and on what, quiet hours, letters."""

import uuid
from datetime import time
from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.plans.expected import medicines_of
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.people import Account
from journal.records.reminder_choices import EvenThen, Mailbox, Place, QuietHours, Wording
from journal.records.reminders import About
from journal.reminders.choices import person_choice, usual_place
from journal.reminders.choosing import be_quiet, choose, kinds_for, word_letters
from journal.web.extensions import reading, sends_mail, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, last_toast, seen, toast
from journal.web.signed_in import require_person

bp = Blueprint("how_told", __name__, url_prefix="/reminders/mine")
bp.before_request(require_person)

# What a family thinks of as one thing is chosen together.
GROUPS: dict[str, tuple[str, tuple[About, ...]]] = {
    "doses": (N_("Doses"), (About.DOSE,)),
    "plans": (N_("Plans that change or end"), (About.STEP, About.TAPER_END, About.REVIEW)),
    "supplies": (N_("Supplies that run low"), (About.REFILL,)),
    "appointments": (N_("Appointments"), (About.APPOINTMENT,)),
    "infusions": (N_("Before and after an infusion"), (About.PREPARE, About.FOLLOW_UP)),
    "labs": (N_("Tests that are wanted"), (About.LABS,)),
    "own": (N_("Your family's own reminders"), (About.OWN,)),
    "evening": (N_("The evening's question"), (About.CHECK_IN,)),
    "vaccines": (N_("Vaccines"), (About.VACCINE, About.SEASON)),
}
# What is chosen of the channels: push, e-mail.
CHANNELS = {"push": (True, False), "both": (True, True), "email": (False, True)}


@bp.get("")
def mine() -> ResponseReturnValue:
    """All that the person has chosen, with the defaults filled in."""
    return _page()


@bp.post("/<uuid:child_id>")
def save(child_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the choices for one child."""
    form = Form.sent()
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id)
        for name, abouts in _groups(actor, child_id):
            chosen = person_choice(session, actor.account_id, child_id, abouts[0])
            usual = (chosen.push, chosen.email) if chosen else (True, False)
            push, email = CHANNELS.get(form.get(_field("by", name, child_id)), usual)
            place = _one_of(form, _field("told", name, child_id), Place)
            if place is not None:
                choose(session, actor, child_id, abouts, place, push=push, email=email, now=now())
        if form.errors:
            session.rollback()
    if form.errors:
        return _page(forms={child_id: form}), 422
    toast(_("Saved for %(name)s", name=child.name))
    return redirect(url_for("how_told.mine"), code=303)


@bp.post("/quiet")
def quiet() -> ResponseReturnValue:
    """Keep the quiet hours and what rings even then."""
    form = Form.sent(several=["even_then"])
    starts, ends = (form.read(name, _clock) for name in ("starts", "ends"))
    if (starts is None) != (ends is None) and not form.errors:
        missing = "ends" if ends is None else "starts"
        form.fail(Problem("required", missing, N_("Fill in both times, or none.")))
    if not form.errors:
        hours = (starts, ends) if starts is not None and ends is not None else None
        try:
            _keep_quiet(form, hours)
        except Refused as refused:
            form.refuse(refused)
    if form.errors:
        return _page(quiet=form), 422
    toast(_("Quiet hours saved") if starts is not None else _("No quiet hours"))
    return redirect(url_for("how_told.mine"), code=303)


@bp.post("/letters")
def letters() -> ResponseReturnValue:
    """Keep what may stand in the person's letters."""
    form = Form.sent()
    wording = _one_of(form, "wording", Wording)
    if wording is None:
        return _page(letters=form), 422
    with writing() as (session, actor):
        word_letters(session, actor, wording)
    toast(_("Saved"))
    return redirect(url_for("how_told.mine"), code=303)


def _keep_quiet(form: Form, hours: tuple[time, time] | None) -> None:
    with writing() as (session, actor):
        known = {str(medicine.id): medicine.id for medicine in _medicines(session, actor)}
        chosen = [known[each] for each in form.text["even_then"] if each in known]
        be_quiet(session, actor, hours, zone=_zone(session, actor), even_then=chosen, now=now())


def _page(
    *,
    forms: dict[uuid.UUID, Form] | None = None,
    quiet: Form | None = None,
    letters: Form | None = None,
) -> str:
    with reading() as (session, actor):
        children = [session.get_one(Child, child_id) for child_id in actor.children]
        children.sort(key=lambda child: child.name)
        mailbox = session.get(Mailbox, actor.account_id)
        return render_template(
            "reminders/mine.html",
            children=[
                _of(session, actor, child, (forms or {}).get(child.id)) for child in children
            ],
            quiet=quiet or _quiet_form(session, actor),
            zone=_applies(session, actor).replace("_", " "),
            medicines=[(str(one.id), one.name) for one in _medicines(session, actor)],
            letters=letters or Form({"wording": mailbox.wording if mailbox else Wording.PRIVATE}),
            email=session.get_one(Account, g.account_id).email if sends_mail() else None,
            failing=mailbox is not None and mailbox.state == "failing",
            toast=last_toast(),
        )


def _of(session: Session, actor: Actor, child: Child, form: Form | None) -> dict[str, Any]:
    groups = _groups(actor, child.id)
    text: dict[str, Any] = {}
    for name, abouts in groups:
        chosen = person_choice(session, actor.account_id, child.id, abouts[0])
        place = chosen.place if chosen else usual_place(records=actor.may(Right.RECORD, child.id))
        channels = (chosen.push, chosen.email) if chosen else (True, False)
        by = next((key for key, value in CHANNELS.items() if value == channels), "push")
        text[_field("told", name, child.id)] = place.value
        text[_field("by", name, child.id)] = by
    return {
        "child": seen(actor, child),
        "form": form or Form(text),
        "rows": [
            {
                "label": _(GROUPS[name][0]),
                "told": _field("told", name, child.id),
                "by": _field("by", name, child.id),
            }
            for name, _abouts in groups
        ],
        "may_record": actor.may(Right.RECORD, child.id),
    }


def _field(what: str, group: str, child_id: uuid.UUID) -> str:
    """The name of a field: each child's form stands on the same page."""
    return f"{what}_{group}_{child_id.hex[:12]}"


def _groups(actor: Actor, child_id: uuid.UUID) -> list[tuple[str, tuple[About, ...]]]:
    """What the person may choose for the child: viewers only what they may ask for."""
    allowed = kinds_for(actor, child_id)
    return [(name, abouts) for name, (_label, abouts) in GROUPS.items() if {*abouts} <= allowed]


def _quiet_form(session: Session, actor: Actor) -> Form:
    row = session.get(QuietHours, actor.account_id)
    even = select(EvenThen.medicine_id).where(col(EvenThen.account_id) == actor.account_id)
    return Form(
        {
            "starts": f"{row.starts:%H:%M}" if row else "",
            "ends": f"{row.ends:%H:%M}" if row else "",
            "even_then": [str(each) for each in session.exec(even)],
        }
    )


def _medicines(session: Session, actor: Actor) -> list[Any]:
    mine = [child for child in actor.children if actor.may(Right.RECORD, child)]
    return [medicine for child in mine for medicine in medicines_of(session, child)]


def _applies(session: Session, actor: Actor) -> str:
    """The zone on whose wall clock the quiet hours are: that in which they were set."""
    row = session.get(QuietHours, actor.account_id)
    return row.zone if row else _zone(session, actor)


def _zone(session: Session, actor: Actor) -> str:
    """The zone in which quiet hours are set: the first child's, or as they were."""
    row = session.get(QuietHours, actor.account_id)
    children = sorted(actor.children, key=str)
    zones = [session.get_one(Child, child).zone for child in children]
    return zones[0] if zones else row.zone if row else "UTC"


def _one_of(form: Form, name: str, of: Any) -> Any:
    try:
        return of(form.get(name))
    except ValueError:
        form.fail(Problem("choose", name, N_("Choose one of these.")))
        return None


def _clock(typed: str) -> time | None:
    if not typed:
        return None
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        problem = Problem("time_invalid", None, N_("Write a time from 00:00 to 23:59."))
        raise Refused(problem) from error
