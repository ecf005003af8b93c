"""The calendar feed: the file that calendars fetch, and its address made and ended by a person."""

import hashlib
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, g, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.exchange.calendar import calendar_file
from journal.records import throttle
from journal.records.access import NotAllowed
from journal.records.children import Child
from journal.records.reminder_choices import CalendarFeed, Wording
from journal.records.scope import Scope
from journal.reminders.feeds import end_feed, find_feed, is_read_anew, make_feed
from journal.web.calendar_events import calendar_events, calendar_name
from journal.web.errors import answer
from journal.web.extensions import database, settings, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.planned import to_list
from journal.web.signed_in import require_person

bp = Blueprint("calendar", __name__)
mine = Blueprint("calendars", __name__, url_prefix="/children/<uuid:child_id>/calendars")
mine.before_request(require_person)

BEFORE, AHEAD = timedelta(days=14), timedelta(days=120)
# Addresses that are none, from one place in an hour. A calendar whose address has ended asks on.
MOST_GUESSES = 60


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """The plan of one child, for whoever has the address; 404 for every other, always the same."""
    moment = now()
    with database().for_all.reading() as session:
        found = find_feed(session, token)
    if found is None:
        return _nothing(moment)
    scope = Scope(accounts=[found.account_id], children=[found.child_id])
    with database().for_all.reading(scope=scope) as session:
        file = _file(session, found, moment)
    if is_read_anew(found, now=moment):
        with database().for_all.transaction(scope=scope) as session:
            session.get_one(CalendarFeed, found.id).read_at = moment
    return _fetched(file)


@mine.post("")
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """Make an address and show it, this once: afterwards only its hash is known."""
    form = Form.sent()
    label = form.words("label", most=100)
    is_full = form.get("wording") == Wording.FULL
    if g.get("read_only"):
        raise NotAllowed
    if form.errors:
        abort(422)
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id)
        wording = Wording.FULL if is_full else Wording.PRIVATE
        token = make_feed(session, actor, child.id, wording=wording, label=label, now=now())
        address = settings().url.rstrip("/") + url_for("calendar.feed", token=token)
        return page(
            session,
            actor,
            child,
            "planned/calendar.html",
            address=address,
            webcal="webcal://" + address.partition("://")[2],
            is_full=is_full,
        )


@mine.post("/<feed_id>/end")
def end(child_id: uuid.UUID, feed_id: str) -> ResponseReturnValue:
    """End an address of one's own: the calendar that reads it gets nothing more."""
    if g.get("read_only"):
        raise NotAllowed
    with writing() as (session, actor):
        child_or_404(session, actor, child_id)
        end_feed(session, actor, child_id, feed_id, now=now())
    toast(_("The calendar's address has ended"))
    return to_list(child_id)


def _file(session: Session, found: CalendarFeed, moment: datetime) -> bytes:
    child = session.get_one(Child, found.child_id)
    is_full = found.wording is Wording.FULL
    events = calendar_events(
        session, child, moment - BEFORE, moment + AHEAD, is_full=is_full, now=moment
    )
    return calendar_file(events, calendar_name(child, is_full=is_full), ZoneInfo(child.zone))


def _nothing(moment: datetime) -> ResponseReturnValue:
    """The same nothing for every address that is none; guesses come ever more slowly."""
    with database().transaction() as session:
        key = f"calendar:{request.remote_addr}"
        wait = throttle.try_again_in(session, key, most=MOST_GUESSES, now=moment)
    reply = answer(404 if wait is None else 429)
    reply.headers["Cache-Control"] = "no-store"
    if wait is not None:
        reply.headers["Retry-After"] = str(max(1, round(wait.total_seconds())))
    return reply


def _fetched(body: bytes) -> Response:
    response = make_response(body)
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'inline; filename="sunhat.ics"'
    response.headers["Cache-Control"] = "private, max-age=900"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
