"""Today: what is due, by one thumb."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.records.access import Right
from journal.reminders.badge import due_count
from journal.reminders.phones import Phone, phones_of
from journal.web.after_stay import review_banner
from journal.web.backed_up import no_backup
from journal.web.contacts import contact_banners
from journal.web.day import Day
from journal.web.erasing import erasure_banners
from journal.web.evening_card import evening_card
from journal.web.extensions import reading, settings
from journal.web.fever import fever_banners
from journal.web.frame import child_or_404, log_tiles, page
from journal.web.joining import joiner_banners
from journal.web.kept_banner import kept_banner
from journal.web.lab_plan_rows import today_rows
from journal.web.moved_dates import moved_banner
from journal.web.open_questions import banners
from journal.web.open_stays import still_open
from journal.web.packing import packed
from journal.web.person import parting_banners
from journal.web.reminder_lines import (
    lost_phones,
    no_phone,
    reached_nobody,
    silent_phones,
    stopped,
)
from journal.web.restored import gone_on_banner, waits_banner
from journal.web.signed_in import require_person
from journal.web.supply_rows import low_rows
from journal.web.unsent import unsent
from journal.web.warning_signs import warning_banners
from journal.web.welcome import LAST_CHILD

bp = Blueprint("today", __name__)
bp.before_request(require_person)

RELOAD_AFTER = 120
YEAR = 365 * 24 * 3600
QUICK = ("symptom", "temperature", "infusion", "hospital", "question", "note")


@bp.get("/children/<uuid:child_id>/today")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The family's day of one child."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        day = Day(session, actor, child, now())
        phones = phones_of(session, child_id, now=day.now)
        body = page(
            session,
            actor,
            child,
            "today/index.html",
            tab="today",
            needs=_needs(session, day, phones),
            told=[
                *still_open(day),
                *moved_banner(session, day),
                *silent_phones(day, phones),
                *reached_nobody(session, day),
                *gone_on_banner(day),
                *no_backup(day),
                *kept_banner(session, day),
                *unsent(session, day),
                *no_phone(day, phones),
            ],
            evening=evening_card(day),
            quick=quick_tiles(day),
            wanted=today_rows(session, child, now=day.now),
            low=low_rows(session, child, day.medicines, now=day.now),
            due=due_count(session, actor.account_id, now=day.now) if day.may_record else None,
            reload_after=RELOAD_AFTER,
            **day.context(),
        )
    response = packed(make_response(body))
    if request.cookies.get(LAST_CHILD) != str(child_id):
        response.set_cookie(
            LAST_CHILD,
            str(child_id),
            max_age=YEAR,
            httponly=True,
            secure=settings().https,
            samesite="Lax",
        )
    return response


def _needs(session: Session, day: Day, phones: Sequence[Phone]) -> list[dict[str, Any]]:
    """What has to be seen before anything is given: no reminders, and the open questions (H2)."""
    return [
        *stopped(session, day),
        *lost_phones(day, phones),
        *waits_banner(day),
        *joiner_banners(session, day.actor, day.child),
        *parting_banners(session, day.actor, day.child),
        *erasure_banners(session, day.actor, day.child),
        *contact_banners(day),
        *fever_banners(day),
        *warning_banners(day),
        *review_banner(day),
        *questions_of(session, day),
    ]


def questions_of(session: Session, day: Day) -> list[dict[str, Any]]:
    """The open questions about this child, as banners."""
    alerts = open_alerts(session, [day.child.id])
    return banners(session, day.child, alerts, day.names, may_answer=day.may_record)


def quick_tiles(day: Day) -> list[dict[str, Any]]:
    """The tiles under the doses; none for who may only look."""
    if not day.may_record:
        return []
    tiles = {tile["icon"]: tile for tile in log_tiles(day.child)}
    return [tiles[icon] for icon in QUICK]
