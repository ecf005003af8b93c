"""The page of whoever runs the server: counts, moments and versions, nothing of any family."""

import platform
import shutil
from datetime import datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlmodel import Session, SQLModel, col, select

from journal.clock import now
from journal.exchange.backup_words import read_backups
from journal.records.backups import BackupRun
from journal.records.children import Child
from journal.records.erasures import Erased
from journal.records.people import Account, Household, Joiner
from journal.records.reminders import Delivery, PhoneState, PushSubscription
from journal.records.schema import newest
from journal.reminders.ends import End
from journal.reminders.heart import is_late, last_beat
from journal.settings import VERSION
from journal.web.extensions import database, settings
from journal.words import day_text, moment_text

bp = Blueprint("operator", __name__)

Facts = list[tuple[str, str]]
# A delivery that waits for longer than this is behind: the worker looks every few seconds.
BEHIND = timedelta(minutes=5)
BACK = timedelta(days=7)
BROKEN = (End.FAILED, End.GONE, End.CONFIG, End.TOO_LARGE)


@bp.get("/operator")
def index() -> ResponseReturnValue:
    """Everything at a glance. To all but the account that JOURNAL_OPERATOR names it is not here."""
    _ask_for_operator()
    everything, moment = database().for_all, now()
    with everything.reading() as session:
        health = _health(session, moment)
        queue, people = _queue(session, moment), _people(session)
    return render_template(
        "operator/index.html",
        health=health,
        queue=queue,
        people=people,
        backups=[_backup(run) for run in read_backups(everything)],
        versions=_versions(),
        disk=_disk(),
        commands=["verify", "backups", "rules"],
    )


def _ask_for_operator() -> None:
    name = settings().operator
    if not name or not current_user.is_authenticated:
        _nothing_here()
    with database().reading() as session:
        account = session.get(Account, current_user.account_id)
        if account is None or account.email.casefold() != name:
            _nothing_here()


def _nothing_here() -> NoReturn:
    abort(404)


def _health(session: Session, moment: datetime) -> Facts:
    late = is_late(session, now=moment)
    return [
        (_("Database"), _("answers")),
        (_("Reminders"), _("late: they are not running") if late else _("running")),
        (_("Last sign of the reminders"), _utc(last_beat(session)) or _("never")),
        (
            _("Erased and not yet overwritten"),
            _count(session, Erased, col(Erased.swept_at).is_(None)),
        ),
        (_("Looked at"), _utc(moment)),
    ]


def _queue(session: Session, moment: datetime) -> Facts:
    waits = col(Delivery.next_at).is_not(None)
    ended = sa.and_(
        col(Delivery.next_at).is_(None),
        col(Delivery.outcome).in_(BROKEN),
        col(Delivery.due_at) > moment - BACK,
    )
    due, behind = col(Delivery.due_at) <= moment, col(Delivery.due_at) <= moment - BEHIND
    return [
        (_("Messages that wait"), _count(session, Delivery, waits)),
        (_("of these due"), _count(session, Delivery, waits, due)),
        (_("of these late by more than five minutes"), _count(session, Delivery, waits, behind)),
        (_("Failed in the last seven days"), _count(session, Delivery, ended)),
    ]


def _people(session: Session) -> Facts:
    works = col(PushSubscription.state) == PhoneState.WORKS
    failing = col(PushSubscription.state) == PhoneState.FAILING
    return [
        (_("Households"), _count(session, Household)),
        (_("Children"), _count(session, Child)),
        (_("Accounts"), _count(session, Account)),
        (_("People who wait to be let in"), _count(session, Joiner)),
        (_("Phones that are reminded"), _count(session, PushSubscription, works)),
        (_("Phones whose reminders fail"), _count(session, PushSubscription, failing)),
    ]


def _count(session: Session, table: type[SQLModel], *where: sa.ColumnElement[bool]) -> str:
    found = session.scalar(select(sa.func.count()).select_from(table).where(*where))
    return str(found or 0)


def _backup(run: BackupRun) -> dict[str, str]:
    """Its fault is left to the command: a sentence about a row may say too much."""
    if run.fault:
        what = _("Something is wrong: sunhat backups says what")
    elif run.checked_at is not None and (run.lost or run.broken):
        what = _("Tried out %(at)s, but not all is well", at=_utc(run.checked_at))
    elif run.checked_at is not None:
        what = _("✓ Tried out %(at)s", at=_utc(run.checked_at))
    else:
        what = _("Not tried out yet")
    notes = [_("%(count)s MB", count=f"{run.size / 1_000_000:.1f}") if run.file else _("no file")]
    notes.append(_("copied %(at)s", at=_utc(run.copied_at)) if run.copied_at else _("not copied"))
    if run.lost:
        lost = ngettext("%(num)s photo is not in it", "%(num)s photos are not in it", run.lost)
        notes.append(lost)
    if run.broken:
        notes.append(_("who did what was changed: sunhat verify says where"))
    return {"what": day_text(run.day), "note": f"{what}. {', '.join(notes)}"}


def _versions() -> Facts:
    dialect = database().for_all.engine.dialect
    # SQLite names its library in the same place where PostgreSQL names its server.
    answered = ".".join(str(part) for part in dialect.server_version_info or ())
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(dialect.name, dialect.name)
    return [
        (_("Sunhat"), VERSION),
        (_("Schema"), newest()),
        (_("Python"), platform.python_version()),
        (name, answered),
    ]


def _disk() -> Facts:
    usage = shutil.disk_usage(settings().data)
    room = _("%(free)s of %(total)s GB", free=_gb(usage.free), total=_gb(usage.total))
    return [(_("Free where the data directory is"), room)]


def _gb(size: int) -> str:
    return f"{size / 1_000_000_000:.1f}"


def _utc(moment: datetime | None) -> str:
    return f"{moment_text(moment, ZoneInfo('UTC'))} UTC" if moment else ""
