"""An owner puts a file of their household, taken out of another Sunhat, into this one (T34)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, select

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.exchange.backup import BackupRefused
from journal.exchange.bounds import MOST_BYTES, NoRoom, require_room
from journal.exchange.grown import GoneApart
from journal.exchange.put_in import PutIn
from journal.exchange.put_in_own import put_in_own
from journal.exchange.waiting_files import keep_waiting, waiting_file
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.reminders.planning import plan_child
from journal.web.child_forms import require_name
from journal.web.entering import count_try, tries_over
from journal.web.extensions import reading, rehearsing, settings, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.proving import ask_for_proof, require_proof
from journal.web.security import takes_files
from journal.web.signed_in import require_person
from journal.words import day_text, moment_text

bp = Blueprint("putting_in", __name__, url_prefix="/children/<uuid:child_id>/put-in")
bp.before_request(require_person)

FILES_PER_HOUR = 10
# Beside the file there are a token and the lines between the parts.
MOST_BODY = MOST_BYTES + (64 << 10)
TOO_LARGE = N_(
    "The file is larger than a page takes: 256 MB, 200 new photos, some twenty years of entries. "
    "Whoever runs the server puts it in: sunhat import."
)
SENTENCES = {
    "not_a_backup": N_(
        "This is no file of a household, or only a part of one. Choose the ZIP that another Sunhat "
        "made under “The whole household”."
    ),
    "newer_backup": N_("A newer Sunhat wrote this file. Update this one, then put it in."),
    "not_in_it": N_("This child is not in the file. Choose another one."),
    "foreign_backup": N_(
        "This file is not of this household alone. Only what was taken out of this household "
        "comes in here."
    ),
    "erased_here": N_("A child in this file was erased here, and does not come back."),
    "gone_apart": N_(
        "An entry was changed here and in the file, each in its own way. Nobody can put both "
        "together: the file stays outside."
    ),
    "overtaken": N_("Somebody wrote here at the same moment. Choose the file again."),
    "too_much": TOO_LARGE,
    "no_room": N_(
        "The server’s disk has no room to read this file. Ask whoever runs the server to free some."
    ),
    "busy": N_("Another file is being read on this server. Choose yours again in a minute."),
    "backup_refused": N_(
        "This file is damaged, or was changed after a Sunhat wrote it. Take it out again there."
    ),
}
# An erasure took it, the hour is over, or its sender has sent another one since.
GONE = N_("The file is not here any more, or another one was chosen since. Choose it again.")
OTHERWISE = N_("Type the child’s name as it stands above. Nothing was put in.")
CONFLICTS = ("foreign_backup", "erased_here", "gone_apart", "overtaken")
STATUS = {**dict.fromkeys(CONFLICTS, 409), "too_much": 413, "no_room": 507, "busy": 503}
# So many entries are named.
MOST_NAMED = 5


@bp.get("")
@require_proof
def choose(child_id: uuid.UUID) -> ResponseReturnValue:
    """The page that takes a file."""
    return _page(child_id, Form())


def _may_send(child_id: uuid.UUID) -> ResponseReturnValue | None:
    """Whether a file of this person is read at all: an owner, proved, and not too often."""
    with reading() as (session, actor):
        child_or_404(session, actor, child_id, Right.MANAGE)
    if (asked := ask_for_proof(unread=True)) is not None:
        return asked
    if (wait := count_try((f"put-in:{g.account_id}", FILES_PER_HOUR))) is None:
        return None
    form = Form()
    form.errors["file"] = tries_over(wait)
    return make_response(_page(child_id, form), 429)


@bp.post("")
@takes_files(MOST_BODY, too_large=TOO_LARGE, of=Right.MANAGE, first=_may_send)
def look(child_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the file for a moment and say what would be new. Nothing is put in."""
    form, file = Form(), request.files.get("file")
    if file is None or not file.filename:
        form.fail(Problem("required", "file", N_("Choose the file.")), "file")
        return make_response(_page(child_id, form), 422)
    try:
        require_room(settings().data, request.content_length or MOST_BODY)
    except NoRoom as refused:
        form.fail(Problem(refused.code, "file", SENTENCES[refused.code]), "file")
        return make_response(_page(child_id, form), STATUS[refused.code])
    sum_ = keep_waiting(settings().data, g.account_id, file.stream)
    try:
        return _looked_at(child_id, form, sum_)
    except BaseException:  # the child was erased meanwhile, or the disk is full
        _kept(sum_).unlink(missing_ok=True)
        raise


@bp.post("/confirm")
def confirm(child_id: uuid.UUID) -> ResponseReturnValue:
    """Put the file in that was looked at."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
    if (asked := ask_for_proof()) is not None:
        return asked
    form = Form.sent()
    form.read("typed", lambda typed: require_name(typed, child, OTHERWISE))
    sum_ = form.get("sum")
    if form.errors:
        return _looked_at(child_id, form, sum_)
    try:
        told = _put_in(child_id, _kept(sum_), dry_run=False)
    except (BackupRefused, Refused, FileNotFoundError) as refused:
        return _refused(child_id, form, sum_, refused)
    _kept(sum_).unlink(missing_ok=True)
    words = _("Put in. New entries: %(count)s", count=told.entries)
    if told.grown:
        words += ". " + _("Changed: %(count)s", count=told.grown)
    toast(words)
    return redirect(url_for("journal.index", child_id=child_id), code=303)


def _looked_at(child_id: uuid.UUID, form: Form, sum_: str) -> ResponseReturnValue:
    try:
        told = _put_in(child_id, _kept(sum_), dry_run=True)
    except (BackupRefused, Refused, FileNotFoundError) as refused:
        return _refused(child_id, form, sum_, refused)
    if not told.rows:
        _kept(sum_).unlink(missing_ok=True)
    page = _page(child_id, form, told, sum_ if told.rows else "")
    return make_response(page, 422 if form.errors else 200)


def _put_in(child_id: uuid.UUID, file: Path, *, dry_run: bool) -> PutIn:
    if not file.exists():
        raise FileNotFoundError
    return put_in_own(
        reading,
        rehearsing,
        _planning,
        settings().data,
        file,
        child_id,
        dry_run=dry_run,
        now=now(),
    )


@contextmanager
def _planning() -> Iterator[tuple[Session, Actor]]:
    """A transaction that ends with the reminders of all that came in."""
    with writing() as (session, actor):
        yield session, actor
        for child_id in session.exec(select(Child.id)).all():
            if child_id in actor.children:
                plan_child(session, child_id, now=now())


def _refused(
    child_id: uuid.UUID,
    form: Form,
    sum_: str,
    refused: BackupRefused | Refused | FileNotFoundError,
) -> ResponseReturnValue:
    if isinstance(refused, FileNotFoundError) or not _kept(sum_).exists():
        form.fail(Problem("file_gone", "file", GONE), "file")
        return make_response(_page(child_id, form), 409)
    _kept(sum_).unlink()
    status = 422
    if isinstance(refused, Refused):
        form.fail(refused.problems[0], "file")
    else:
        form.fail(Problem(refused.code, "file", SENTENCES[refused.code]), "file")
        if isinstance(refused, GoneApart) and refused.entries:
            form.errors["file"] = _which(child_id, refused)
        status = STATUS.get(refused.code, 422)
    return make_response(_page(child_id, form), status)


def _which(child_id: uuid.UUID, refused: GoneApart) -> str:
    """The entries that were changed in both places, by their moments, and what to do."""
    with reading() as (session, actor):
        zone = ZoneInfo(child_or_404(session, actor, child_id, Right.MANAGE).zone)
    moments = [moment_text(at, zone) for _kind, at in refused.entries[:MOST_NAMED]]
    more = len(refused.entries) - len(moments)
    if more:
        moments.append(_("%(count)s more", count=more))
    return _(
        "Changed here and in the file, each in its own way: entries of %(when)s. Nobody can put "
        "both together: look them up in the other Sunhat and write here what is missing. The file "
        "stays outside.",
        when="; ".join(moments),
    )


def _page(child_id: uuid.UUID, form: Form, told: PutIn | None = None, sum_: str = "") -> str:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        return page(
            session,
            actor,
            child,
            "numbers/put_in.html",
            tab="visit",
            form=form,
            told=told,
            days=_days(told, ZoneInfo(child.zone)) if told else "",
            sum=sum_,
        )


def _days(told: PutIn, zone: ZoneInfo) -> str:
    if told.first is None or told.last is None:
        return ""
    first, last = (day_text(each.astimezone(zone).date()) for each in (told.first, told.last))
    if first == last:
        return first
    return _("from %(first)s to %(last)s", first=first, last=last)


def _kept(sum_: str) -> Path:
    return waiting_file(settings().data, g.account_id, sum_)
