"""What is due now and what comes next, by the plans and lab rules that the family wrote."""

from collections.abc import Iterator, Sequence
from datetime import date

from journal.summary import words
from journal.summary.around import Wanted
from journal.summary.around_words import TESTS, test_name, windows_of
from journal.summary.in_hospital import made_on
from journal.summary.page import Medicine, Page
from journal.summary.printable import printable
from journal.summary.rows import Lines, limited
from journal.summary.say import _, ngettext
from journal.summary.treatment import amounts

NAMED = 2  # tests that are named; the values of more stand below


def coming(page: Page, most: int, language: str) -> tuple[Lines, ...]:
    """Return what is due now, then what comes next, each the first day first; never advice."""
    found = (
        limited(_("Due now"), list(_due(page, language)), most),
        limited(_("Next by the plan"), list(_next(page, language)), 2 * most),
    )
    return tuple(each for each in found if each.lines or each.more)


def _due(page: Page, language: str) -> Iterator[str]:
    """Tests whose window is open on the day the page is made, or was not used."""
    today, near = made_on(page), page.period.to_on
    groups = [group for group in windows_of(page.wanted) if group[0].opens <= today]
    for group in sorted(groups, key=lambda group: (group[0].by >= today, group[0].opens)):
        first = group[0]
        opens, by = (words.near_day(each, near, language) for each in (first.opens, first.by))
        last = (
            _("last on %(day)s", day=words.near_day(first.on, near, language))
            if first.on
            else _("no result in the journal")
        )
        if first.by < today:
            when = _("overdue, was due by %(day)s", day=by)
        else:
            when = _("due since %(first)s, by %(last)s", first=opens, last=by)
        yield f"{_tests(group)} ({last}): {when}"


def _tests(group: Sequence[Wanted]) -> str:
    if len(group) > NAMED:
        return ngettext("%(num)d safety lab", "%(num)d safety labs", len(group))
    return ", ".join(test_name(each) for each in group[:TESTS])


def _next(page: Page, language: str) -> Iterator[str]:
    """The next steps of doses, and the next days of what is given once a week or less."""
    said: list[tuple[date, str]] = []
    near = page.period.to_on
    for each in page.medicines:
        if each.next_on and not each.paused_on:
            said.append((each.next_on, _dose(each, each.next_on, near, language)))
        if each.coming and each.coming.since_on:
            said.append((each.coming.since_on, _step(each.coming, near, language)))
    for _on, text in sorted(said):
        yield text


def _dose(each: Medicine, on: date, near: date, language: str) -> str:
    """The amount is that of the plan which holds on that day."""
    then = each.coming if each.coming and (each.coming.since_on or on) <= on else each
    day = words.week_day(on, near, language)
    return _("%(dose)s on %(day)s", dose=_amount(then), day=day)


def _step(then: Medicine, near: date, language: str) -> str:
    day = words.week_day(then.since_on or near, near, language)
    return _("%(dose)s from %(day)s", dose=_amount(then), day=day)


def _amount(each: Medicine) -> str:
    return f"{printable(each.name, 60)} {amounts(each)}"
