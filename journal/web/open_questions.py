"""Open questions as banners: what does not add up, and how one of the family settles it."""

import uuid
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_
from journal.clock import now
from journal.entries.alerts import GIVEN_TWICE, LOGGED_TWICE
from journal.entries.reading import Shown, entries_by_id
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Alert, AlertKind
from journal.web.already import who_and_when
from journal.web.entry_words import medicine_of, title_of
from journal.web.medicine_names import Names
from journal.web.weekly_question import weekly_question
from journal.words import clock_text, short_day

# The answers a button may give; they are kept in these words.
ONCE = "once"
# What two entries of one dose may differ in so that it matters which of them stays.
SAID = ("medicine", "outcome", "amount", "unit", "given_by", "in_hospital", "minutes_after")
ANSWERS = {
    "twice": GIVEN_TWICE,
    ONCE: LOGGED_TWICE,
    "checked": N_("Checked with our team"),
}


def banners(
    session: Session, child: Child, alerts: Sequence[Alert], names: Names, *, may_answer: bool
) -> list[dict[str, Any]]:
    """One banner per open question, see `banner` in _ui/lists.html."""
    ids = {uuid.UUID(entry) for alert in alerts for entry in alert.entries}
    entries = {shown.id: shown for shown in entries_by_id(session, ids)} if ids else {}
    zone = ZoneInfo(child.zone)
    found = []
    for alert in alerts:
        if (question := weekly_question(session, alert, may_answer=may_answer)) is not None:
            found.append(question)
        about = [entries[uuid.UUID(one)] for one in alert.entries if uuid.UUID(one) in entries]
        about.sort(key=lambda shown: shown.at)
        if alert.kind is AlertKind.CONFLICT:
            found += [_conflict(shown, names) for shown in about]
        elif about:
            found.append(_twice(alert, about, names, zone, may_answer=may_answer))
    return found


def _twice(
    alert: Alert, about: list[Shown], names: Names, zone: ZoneInfo, *, may_answer: bool
) -> dict[str, Any]:
    medicine = medicine_of(about[0].fields, names, zone)
    if alert.kind is AlertKind.WEEKLY_AGAIN:
        title = _("Two doses of %(medicine)s within five days", medicine=medicine)
    else:
        title = _("Two doses of %(medicine)s for one time", medicine=medicine)
    lines = [who_and_when(shown, names, zone) for shown in about]
    lines.append(_("Talk to each other. If both were given, ask your team."))
    actions = [*_once(alert, about, zone), _answer(alert, _(GIVEN_TWICE), "twice")]
    return _banner(title, "\n".join(lines), actions if may_answer else [])


def _once(alert: Alert, about: list[Shown], zone: ZoneInfo) -> list[dict[str, Any]]:
    """One button when both say the same: the first stays. Else a person chooses which one does.

    Of two days of a weekly medicine a person always chooses: no button may move the week unseen.
    """
    same = len({_said(shown) for shown in about}) == 1
    if same and alert.kind is not AlertKind.WEEKLY_AGAIN:
        return [_answer(alert, _(LOGGED_TWICE), ONCE, keep=about[0])]
    return [
        _answer(
            alert,
            _(
                "One dose, logged twice: keep %(by)s, %(day)s %(time)s",
                by=shown.by,
                day=short_day(shown.at.astimezone(zone).date()),
                time=clock_text(shown.at, zone),
            ),
            ONCE,
            keep=shown,
        )
        for shown in about
    ]


def _said(shown: Shown) -> tuple[Any, ...]:
    return tuple(shown.fields.get(name) or None for name in SAID)


def _conflict(shown: Shown, names: Names) -> dict[str, Any]:
    title = _("Two versions of: %(entry)s", entry=title_of(shown, names))
    text = _("Two people changed it without seeing each other's change. Both are kept.")
    actions = [{"label": _("Look at both"), "url": _page(shown), "post": False}]
    return _banner(title, text, actions)


def _answer(alert: Alert, label: str, answer: str, *, keep: Shown | None = None) -> dict[str, Any]:
    url = url_for("alerts.answer", alert_id=alert.id)
    hidden = {"answer": answer}
    if keep is not None:
        hidden |= {"keep": str(keep.id), "change": str(uuid7(now()))}
    return {"label": label, "url": url, "post": True, "hidden": hidden}


def _page(shown: Shown) -> str:
    return url_for("entries.show", child_id=shown.child_id, entry_id=shown.id)


def _banner(title: str, text: str, actions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "needs", "title": title, "text": text, "actions": actions}
