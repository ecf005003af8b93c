"""What is said of rules of tests: how often, in which days, whose figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care import knowledge
from journal.records.lab_plans import Decision, LabRule
from journal.words import day_text


def often_text(repeats: bool, least: int | None, most: int | None, first_on: date | None) -> str:
    """ "every 13 to 17 weeks", "once, 4 to 9 weeks after 3 Mar 2026"."""
    if most is None:
        return ""
    if least is not None and least < 0:
        return _("once, by %(day)s", day=day_text(first_on)) if first_on else _("once")
    if repeats and least is None:
        return ngettext("every week", "every %(num)s weeks", most)
    values = {"least": least if least is not None else max(most - 1, 0), "most": most}
    if repeats and least == most:
        return ngettext("every week", "every %(num)s weeks", most)
    if repeats:
        return _("every %(least)s to %(most)s weeks", **values)
    if first_on is None:
        return _("once, after %(least)s to %(most)s weeks", **values)
    return _("once, %(least)s to %(most)s weeks after %(day)s", **values, day=day_text(first_on))


def rule_text(row: LabRule) -> str:
    """How often a rule wants its tests."""
    if row.days_max is not None:
        return after_infusion_text(row.days_min or 0, row.days_max)
    return often_text(row.repeats, row.weeks_min, row.weeks_max, row.first_on)


def after_infusion_text(least: int, most: int) -> str:
    """ "day 7 to 10 after each infusion"."""
    if least == most:
        return _("day %(day)s after each infusion", day=most)
    return _("day %(least)s to %(most)s after each infusion", least=least, most=most)


def window_text(opens: date, by: date, today: date) -> str:
    """When it is wanted: "by 3 Mar 2026" while it is open; that it was, once it is over."""
    if by < today:
        return _("was wanted by %(day)s", day=day_text(by))
    if opens <= today:
        return _("now, by %(day)s", day=day_text(by))
    if opens == by:
        return _("on %(day)s", day=day_text(by))
    return _("%(opens)s to %(by)s", opens=day_text(opens), by=day_text(by))


def decision_text(row: LabRule) -> str:
    """Whose figures a rule has."""
    return {
        Decision.TAKEN: _("as the source says"),
        Decision.CHANGED: _("your clinic's own numbers"),
        Decision.REFUSED: _("not wanted"),
        Decision.OWN: _("your own"),
    }[row.decision]


def source_rows(sources: Iterable[knowledge.Source]) -> list[dict[str, Any]]:
    """Sources as templates link them."""
    return [{"title": one.title, "url": one.url} for one in sources]


def split_source(text: str) -> tuple[list[str], str]:
    """The ids of sources that a rule's figures are from, and who said so in own words."""
    known, parts, ids = knowledge.sources(), text.split(" "), []
    while parts and parts[0] in known and parts[0] != "none":
        ids.append(parts.pop(0))
    return ids, " ".join(parts)


def sources_of(row: LabRule) -> list[dict[str, Any]]:
    """Where a rule's figures are from: pages, and who said so."""
    known, (ids, words) = knowledge.sources(), split_source(row.source)
    own = [{"title": words, "url": None}] if words else []
    return [*source_rows(known[id_] for id_ in ids), *own]
