"""The links of a child in words: whom they are for, what they show, who opened them, their end."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.exchange.shares import handle_of
from journal.plans.preparations import preparation_in, sitting_of
from journal.records.access import Right, actor_for
from journal.records.children import Child
from journal.records.people import Account
from journal.records.share_ends import ShareState, has_files, state_of
from journal.records.shares import Share
from journal.summary.scope import NAMES, Section
from journal.web.brought import brought_to
from journal.words import day_text, moment_text


def share_rows(
    session: Session, child: Child, shares: Iterable[Share], *, now: datetime
) -> list[dict[str, Any]]:
    """Return the links as templates/sharing/index.html lists them, those that work first."""
    zone = ZoneInfo(child.zone)
    rows = [_row(session, share, zone, now) for share in shares]
    return sorted(rows, key=lambda row: not row["works"])


def prepared_for(session: Session, child: Child, text: str) -> str:
    """Return for whom the page was prepared that is shared; "" where none is named."""
    row = preparation_in(session, child, text)
    if row is None:
        return ""
    sitting = sitting_of(session, child, row)
    if not sitting.whom:
        return _("For the visit on %(day)s", day=day_text(sitting.on))
    return _("For %(whom)s on %(day)s", whom=sitting.whom, day=day_text(sitting.on))


def photos_chosen(session: Session, child: Child, text: str) -> int:
    """Return how many photos were chosen for the page that is shared."""
    row = preparation_in(session, child, text)
    if row is not None and (brought := brought_to(row)):
        return len(brought.page.pictured)
    return len(row.photos) if row else 0


def brought_for(session: Session, child: Child, text: str) -> str:
    """Return when the page that is shared was kept, where its visit is over; else ""."""
    row = preparation_in(session, child, text)
    brought = brought_to(row) if row else None
    if brought is None:
        return ""
    period = brought.page.period
    return _(
        "This visit is over. The link shows %(first)s to %(last)s, as you brought it on "
        "%(moment)s: nothing that was written or planned later. Data for the clinic's own "
        "program was not kept.",
        first=day_text(period.from_on),
        last=day_text(period.to_on),
        moment=moment_text(brought.page.made_at, ZoneInfo(child.zone)),
    )


def _row(session: Session, share: Share, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    state = state_of(share, now=now)
    closed = _closed(session, share) if state is ShareState.OPEN else ""
    return {
        "label": share.label,
        "works": state is ShareState.OPEN and not closed,
        "state": closed or _state(session, share, state, zone),
        "opened": _opened(share, zone),
        "shows": _shows(share.scope),
        "made": _(
            "Made by %(name)s on %(moment)s.",
            name=_name(session, share.made_by),
            moment=moment_text(share.made_at, zone),
        ),
        "link": handle_of(share),
    }


def _closed(session: Session, share: Share) -> str:
    """Why a link opens for nobody whose own row says nothing of it; "" for one that opens."""
    if not has_files(session, share.id):
        return _("Over: this journal came back from a backup, and a backup keeps no shared page.")
    if not actor_for(session, share.made_by).may(Right.PLAN, share.child_id):
        return _("Over: %(name)s may not share any more.", name=_name(session, share.made_by))
    return ""


def _state(session: Session, share: Share, state: ShareState, zone: ZoneInfo) -> str:
    match state:
        case ShareState.OPEN:
            until = moment_text(share.expires_at, zone)
            if share.code_hash:
                return _("Works until %(moment)s, with a code.", moment=until)
            return _("Works until %(moment)s.", moment=until)
        case ShareState.ENDED:
            assert share.ended_at is not None
            if share.ended_by is None:
                return _(
                    "Ended on %(moment)s, when this journal came back from a backup.",
                    moment=moment_text(share.ended_at, zone),
                )
            return _(
                "Ended by %(name)s on %(moment)s.",
                name=_name(session, share.ended_by),
                moment=moment_text(share.ended_at, zone),
            )
        case ShareState.EXPIRED:
            return _("Over since %(moment)s.", moment=moment_text(share.expires_at, zone))
        case ShareState.GUESSED:
            return _("Over: the code was wrong five times.")
        case ShareState.USED_UP:
            return _("Over: opened as often as you allowed.")


def _opened(share: Share, zone: ZoneInfo) -> str:
    if share.last_opened_at is None:
        return _("Not opened yet.")
    times = ngettext("Opened once", "Opened %(num)d times", share.opens)
    last = _("last on %(moment)s", moment=moment_text(share.last_opened_at, zone))
    said = f"{times}, {last}"
    if not share.last_recipient:
        return f"{said}."
    by = _("by a program that calls itself “%(name)s”", name=share.last_recipient)
    return f"{said}, {by}."


def _shows(scope: Mapping[str, Any]) -> str:
    days = _(
        "Shows %(first)s to %(last)s",
        first=day_text(date.fromisoformat(scope["from"])),
        last=day_text(date.fromisoformat(scope["to"])),
    )
    if scope.get("prepared"):
        days = f"{days}, {_prepared(scope)}"
    missing = [_(NAMES[one]) for one in Section if one not in scope["sections"]]
    if not scope.get("ips"):
        missing.append(_("data for a clinic's own program"))
    if not missing:
        return f"{days}."
    without = _("without: %(sections)s", sections="; ".join(missing))
    return f"{days}, {without}."


def _prepared(scope: Mapping[str, Any]) -> str:
    """What came of the page that the family prepared: struck, added, shown."""
    left, lines, photos = (int(scope.get(name, 0)) for name in ("left_out", "lines", "photos"))
    said = [_("as you prepared it")]
    if left:
        said.append(ngettext("%(num)d item you left out", "%(num)d items you left out", left))
    if lines:
        said.append(ngettext("%(num)d line of yours", "%(num)d lines of yours", lines))
    if photos:
        said.append(ngettext("%(num)d photo", "%(num)d photos", photos))
    return ", ".join(said)


def _name(session: Session, account_id: uuid.UUID) -> str:
    return session.get_one(Account, account_id).name
