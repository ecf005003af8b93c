"""The family's side of links: made with what they show, listed, ended."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.days import read_date
from journal.care.problems import N_, Problem, Refused
from journal.care.units import read_number
from journal.clock import now
from journal.exchange.health_links import LONGEST_LABEL, address_of
from journal.exchange.share_codes import read_code
from journal.exchange.share_wishes import USUAL_DAYS, Begun, Ready, Wish, check_wish, sealed_ready
from journal.exchange.shares import end_share, make_share, refuse_again, shares_of
from journal.plans.preparations import days_of, preparation_in, sitting_of
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.summary.page import Page
from journal.summary.pdf import PdfFailed, Scan
from journal.summary.scope import NAMES, Section
from journal.summary.wishes import NONE
from journal.web.brought import brought_to
from journal.web.extensions import gathering, reading, settings, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast, today_of
from journal.web.preparing_page import wishes_of
from journal.web.preparing_shown import missing_lines
from journal.web.qr_code import qr_code, qr_file
from journal.web.shared import receipt_for
from journal.web.shared_files import Scope, files_of, for_a_link, gathered, held_back
from journal.web.sharing_rows import brought_for, photos_chosen, prepared_for, share_rows
from journal.web.signed_in import require_person
from journal.words import moment_text

bp = Blueprint("sharing", __name__, url_prefix="/children/<uuid:child_id>/share")
bp.before_request(require_person)

USUAL_PERIOD = timedelta(days=89)
LONGEST_PERIOD = timedelta(days=20 * 366)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a new link, and every link of this child.

    ?preparation= names a prepared page, ?from=&to= the days of one that is not.
    """
    return _form_page(child_id, Form(), 200)


@bp.post("")
def make(child_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link and show its address, this once: afterwards nobody here knows its key."""
    form, moment = Form.sent(several=["sections"]), now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        prepared = preparation_in(session, child, form.get("preparation"))
        today = today_of(child, moment)
        scope, wish = _read_scope(form, prepared, today), _read_wish(form)
        if scope is None or form.errors:
            return _form_page(child_id, form, 422)
        try:
            refuse_again(session, wish)
        except Refused as refused:
            return _again(child_id, form, refused)
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        found = gathered(session, child, scope, now=moment)
    begun = Begun()
    address = _address(begun, wish, moment)
    scan = _scan(address, wish, child, moment) if form.get("qr") == "yes" else None
    data, language = settings().data, _language()
    try:
        files = files_of(found, scope, data=data, language=language, scan=scan)
    except PdfFailed:
        form.errors[""] = _("The PDF could not be made, so no link was. Try again in a moment.")
        return _form_page(child_id, form, 503)
    wish = replace(wish, scope=scope.as_json(found, language))
    try:
        ready = sealed_ready(wish, files, begun)
    except Refused as refused:
        form.refuse(refused)
        return _form_page(child_id, form, 422)
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.MANAGE)
            make_share(session, actor, child, ready, now=moment)
    except Refused as refused:
        return _again(child_id, form, refused)
    return _made(child_id, ready, address, moment, may_print=scan is not None)


def _address(begun: Begun, wish: Wish, moment: datetime) -> str:
    return address_of(
        settings().url.rstrip("/"),
        begun.share_id,
        begun.key,
        label=wish.label,
        expires_at=wish.ends(moment),
        has_code=wish.code is not None,
    )


def _scan(address: str, wish: Wish, child: Child, moment: datetime) -> Scan:
    until = moment_text(wish.ends(moment), ZoneInfo(child.zone))
    words = _("With a camera: this page on a screen, until %(moment)s.", moment=until)
    if wish.code is not None:
        words += " " + _("It asks for a code that the family tells.")
    return Scan(qr_file(address), words)


def _made(
    child_id: uuid.UUID, ready: Ready, address: str, moment: datetime, *, may_print: bool
) -> ResponseReturnValue:
    """The page that shows the address, this once: drawn after the link was written down."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        return page(
            session,
            actor,
            child,
            "sharing/made.html",
            tab="visit",
            address=address,
            qr=qr_code(address),
            receipt=receipt_for(ready.share_id) if may_print else "",
            label=ready.wish.label,
            until=moment_text(ready.wish.ends(moment), ZoneInfo(child.zone)),
            has_code=ready.code_hash is not None,
            opens_here_alone=settings().is_loopback,
        )


@bp.post("/end")
def end(child_id: uuid.UUID) -> ResponseReturnValue:
    """End a link: its next reader is told that it is over."""
    with writing() as (session, actor):
        child_or_404(session, actor, child_id, Right.PLAN)
        ended = end_share(session, actor, child_id, request.form.get("link", ""), now=now())
    if ended:
        toast(_("The link has ended"))
    else:
        toast(_("It had ended already"))
    return redirect(url_for("sharing.index", child_id=child_id), code=303)


def _again(child_id: uuid.UUID, form: Form, refused: Refused) -> ResponseReturnValue:
    """The form was sent twice: what was typed, as a form of its own, to make another with."""
    form.refuse(refused)
    form.text["form_id"] = str(uuid.uuid4())
    return _form_page(child_id, form, 409)


def _form_page(child_id: uuid.UUID, form: Form, status: int) -> ResponseReturnValue:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        if request.method == "GET":
            form.text = _usual(session, child)
        shown = _page(session, actor, child, form)
    return make_response(shown, status)


def _page(session: Session, actor: Actor, child: Child, form: Form) -> str:
    return page(
        session,
        actor,
        child,
        "sharing/index.html",
        tab="visit",
        form=form,
        may_share=actor.may(Right.MANAGE, child.id),
        prepared=prepared_for(session, child, form.get("preparation")),
        photos=photos_chosen(session, child, form.get("preparation")),
        brought=brought_for(session, child, form.get("preparation")),
        opens_here_alone=settings().is_loopback,
        sections=[(section.value, _(NAMES[section])) for section in Section],
        missing=missing_lines(session, child, now()),
        links=share_rows(session, child, shares_of(session, actor, child.id), now=now()),
    )


def _usual(session: Session, child: Child) -> dict[str, Any]:
    """What stands in the form at first: the days and the reader of the page before."""
    today, args = today_of(child, now()), request.args
    row = preparation_in(session, child, args.get("preparation", ""))
    if row is not None and (brought := brought_to(row)):
        label, period = sitting_of(session, child, row).whom, brought.page.period
        from_on, to_on = period.from_on.isoformat(), period.to_on.isoformat()
    elif row is None:
        label = ""
        from_on = args.get("from") or (today - USUAL_PERIOD).isoformat()
        to_on = args.get("to") or today.isoformat()
    else:
        sitting = sitting_of(session, child, row)
        first, last = days_of(session, child, sitting, row, today)
        label, from_on, to_on = sitting.whom, first.isoformat(), last.isoformat()
    return {
        "form_id": str(uuid.uuid4()),
        "preparation": str(row.id) if row else "",
        "label": label[:LONGEST_LABEL],
        "from_on": from_on,
        "to_on": to_on,
        "sections": [section.value for section in Section],
        "ips": "yes",
        "days": str(USUAL_DAYS),
    }


def _read_scope(form: Form, prepared: Preparation | None, today: date) -> Scope | None:
    from_on = form.read("from_on", partial(read_date, field="from_on"))
    to_on = form.read("to_on", partial(read_date, field="to_on"))
    if from_on is None or to_on is None:
        return None
    if from_on > today:
        text = N_("These days are still to come. Choose a first day that has begun.")
        form.fail(Problem("in_the_future", "from_on", text))
    elif from_on > to_on:
        text = N_("The last day is before the first. Check both.")
        form.fail(Problem("ends_before_start", "to_on", text))
    elif to_on - from_on > LONGEST_PERIOD:
        form.fail(Problem("out_of_range", "from_on", N_("Choose at most 20 years.")))
    if form.get("preparation") and prepared is None:
        text = N_(
            "The page you prepared is not there any more. Open it again from Prepare a visit."
        )
        form.fail(Problem("unknown", "", text))
    brought = brought_to(prepared) if prepared else None
    has_ips = form.get("ips") == "yes"
    if brought and _differs(brought.page, from_on, to_on, has_ips=has_ips):
        text = N_(
            "This visit is over: its page is shared as it was brought. Open the form again from it."
        )
        form.fail(Problem("is_over", "", text))
    chosen = frozenset(one for one in Section if one in form.text["sections"])
    wishes, photos = wishes_of(prepared) if prepared else NONE, form.get("photos") == "yes"
    return Scope(
        from_on=from_on,
        # It shows what is there now: nothing of a day that has not begun where the child lives.
        to_on=min(to_on, today),
        sections=chosen,
        has_ips=has_ips,
        wishes=for_a_link(wishes, photos=photos),
        prepared=prepared is not None,
        held_back=held_back(wishes, photos=photos),
        brought=brought.page if brought else None,
    )


def _differs(brought: Page, from_on: date, to_on: date, *, has_ips: bool) -> bool:
    """Whether more, less or something else is asked for than was brought: no part of it was kept
    by itself, and no data for a program."""
    return has_ips or (from_on, to_on) != (brought.period.from_on, brought.period.to_on)


def _read_wish(form: Form) -> Wish:
    needed = N_("Write whom it is for, so that you know which one to end.")
    wish = Wish(
        label=form.words("label", most=LONGEST_LABEL, required=needed),
        days=_whole(form, "days") or 0,
        code=read_code(form.get("code")),
        most_opens=_whole(form, "most_opens"),
        form_id=_form_id(form),
    )
    try:
        check_wish(wish)
    except Refused as refused:
        form.refuse(refused)
    return wish


def _form_id(form: Form) -> uuid.UUID | None:
    try:
        return uuid.UUID(form.get("form_id"))
    except ValueError:
        return None


def _whole(form: Form, name: str) -> int | None:
    """A whole number; None for an empty field. What is none is out of every range."""
    if not form.get(name):
        return None
    value = form.read(name, partial(read_number, field=name))
    return int(value) if value is not None and value == value.to_integral_value() else 0


def _language() -> str:
    return str(get_locale() or "en")
