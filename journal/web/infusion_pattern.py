"""The pattern over infusions: how many with this product, rate or medicine had which reaction."""

import uuid
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col

from journal.care.patterns import Group, Seen, by_premedication, by_product, by_rate
from journal.entries.infused import told_of
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.words import day_text

# Some eight years of an infusion every four weeks: the newest.
MOST = 100


def pattern_of(session: Session, child: Child) -> dict[str, Any] | None:
    """The context of templates/infusions/_pattern.html, or None without an infusion."""
    rows = session.execute(_newest(child.id)).all()
    if not rows:
        return None
    told = told_of(session, [row.entry_id for row in rows])
    seen = [
        Seen(
            product=row.product,
            rate=told[row.entry_id].rate,
            before=told[row.entry_id].before,
            reactions=told[row.entry_id].reactions,
        )
        for row in rows
    ]
    first = day_text(rows[-1].at.astimezone(ZoneInfo(child.zone)).date())
    parts = (
        (_("By product"), _products(by_product(seen))),
        (_("By highest rate"), _rates(by_rate(seen))),
        (_("By what was given before"), _befores(by_premedication(seen))),
    )
    return {
        "since": ngettext("%(num)s infusion", "%(num)s infusions", len(seen))
        + " "
        + _("since %(day)s", day=first),
        "parts": parts,
    }


def _newest(child_id: uuid.UUID) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(col(InfusionRow.entry_id), col(InfusionRow.at), col(InfusionRow.product))
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at).desc(), col(InfusionRow.entry_id))
        .limit(MOST)
    )


def _products(groups: Sequence[Group]) -> list[dict[str, str]]:
    return [_row(group, _("with %(name)s", name=group.name), group.name) for group in groups]


def _rates(groups: Sequence[Group]) -> list[dict[str, str]]:
    rows = []
    for group in groups:
        name = _("up to %(rate)s mL/h", rate=group.name) if group.name else _("no rate recorded")
        rows.append(_row(group, name, name))
    return rows


def _befores(groups: Sequence[Group]) -> list[dict[str, str]]:
    rows = []
    for group in groups:
        known = group.name or _("nothing recorded before")
        after = _("after %(name)s", name=group.name) if group.name else known
        rows.append(_row(group, after, known))
    return rows


def _row(group: Group, among: str, name: str) -> dict[str, str]:
    """ "of 6 with Privigen: 2 with headache, 3 with none recorded"."""
    counted = [
        _("%(num)s with %(reaction)s", num=times, reaction=reaction.lower())
        for reaction, times in group.reactions
    ]
    if group.silent:
        counted.append(_("%(num)s with no reaction recorded", num=group.silent))
    among = _("Of %(num)s %(among)s:", num=group.infusions, among=among)
    return {"name": name, "said": f"{among} {', '.join(counted)}"}
