"""Which phones may still hold entries, for Today, the clinic and the phones page (F19, H23)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.records.children import Child
from journal.records.devices import Device, devices_at
from journal.summary.page import Missing
from journal.web.day import Day
from journal.words import moment_text

# What waits for less time is most often just being sent, or somebody is deciding about it.
HELD_LONG = timedelta(hours=3)
# A phone that was not heard of may have been without signal; one in a drawer says nothing.
SILENT = timedelta(hours=24)
FORGOTTEN = timedelta(days=14)


def missing_for(session: Session, child: Child, *, now: datetime) -> list[Missing]:
    """The phones that may still hold entries of this child: they said so, or were not heard of
    for a day (H23)."""
    found = []
    for phone, name, shared in devices_at(session, [child.household_id]):
        waiting = waiting_on(phone)
        if waiting or SILENT < now - phone.seen_at < FORGOTTEN:
            said = Missing(
                device=named(phone, name),
                last_seen_at=phone.seen_at,
                waiting=None if shared else waiting or None,
            )
            found.append(said)
    return found


def unsent(session: Session, day: Day) -> list[dict[str, Any]]:
    """One quiet notice about entries that a phone announced and never sent (F19)."""
    if not day.may_record:
        return []
    held = [
        (phone, name, shared)
        for phone, name, shared in devices_at(session, [day.child.household_id])
        if phone.lost or _held_long(phone, day.now)
    ]
    if not held:
        return []
    action = {"label": _("Phones"), "url": url_for("phones.index")}
    title = ngettext(
        "An entry has not arrived",
        "%(num)s entries have not arrived",
        sum(waiting_on(phone) for phone, _name, _shared in held),
    )
    if any(shared for _phone, _name, shared in held):
        title = _("Entries may not have arrived")
    lines = [
        ", ".join([named(phone, name), *facts_of(phone, day.zone, shared=shared)])
        for phone, name, shared in held
    ]
    if any(phone.announced for phone, _name, _shared in held):
        lines.append(_("Open Sunhat on it while there is signal."))
    return [{"kind": "settled", "title": title, "text": "\n".join(lines), "actions": [action]}]


def waiting_on(phone: Device) -> int:
    """How many entries are not where they belong: held there, or lost."""
    return (phone.announced or 0) + phone.lost


def facts_of(phone: Device, zone: ZoneInfo, *, shared: bool = False) -> Iterable[str]:
    """When it was heard, what it holds, and what of it is lost.

    shared  its person records in another household too. A phone counts what it holds of all of
            them together: no number is said, and nothing of the other household.
    """
    yield _("last heard from %(when)s", when=moment_text(phone.seen_at, zone))
    if shared:
        if phone.announced:
            yield _("may hold entries")
        if phone.lost:
            yield _("entries it had announced may never have arrived")
        return
    if phone.announced:
        yield ngettext("holds %(num)s entry", "holds %(num)s entries", phone.announced)
    if phone.lost:
        yield ngettext(
            "%(num)s entry it had announced never arrived",
            "%(num)s entries it had announced never arrived",
            phone.lost,
        )


def named(phone: Device, name: str) -> str:
    """The phone as its family knows it: "Ben: iPhone, Safari"."""
    label = phone.label or _("a browser")
    return _("%(name)s: %(phone)s", name=name, phone=label) if name else label


def _held_long(phone: Device, moment: datetime) -> bool:
    return phone.held_since is not None and moment - phone.held_since > HELD_LONG
