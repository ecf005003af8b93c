"""Tests wanted, vaccines that wait, infections and activities, as short lines of words."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from journal.care.knowledge import find_infection, find_lab_test
from journal.care.vaccine_immunoglobulin import NAMES, PRODUCT
from journal.care.vaccine_medicines import NOT_IN_A_SOURCE, STOPPED, TAKEN
from journal.summary import words
from journal.summary.around import Activity, Held, Infected, Value, Waiting, Wanted
from journal.summary.in_hospital import made_on
from journal.summary.page import Page
from journal.summary.printable import printable
from journal.summary.rows import Lines, limited
from journal.summary.say import _, ngettext

TESTS = 12  # of one window, in one line
LONG = 600  # characters: a day is never cut from what stands beside it


def wanted_lines(page: Page, most: int, language: str) -> Lines:
    """Return the last results of what is wanted again, and when; tests of one window together."""
    # Where not all find room, what has a result says more than what has none.
    ordered = sorted(windows_of(page.wanted), key=lambda group: not group[0].value)
    texts = [_wanted(group, page, language) for group in ordered]
    return limited(_("Safety labs, last and next"), texts, most, longest=LONG)


def windows_of(wanted: Sequence[Wanted]) -> list[list[Wanted]]:
    """Return the tests that were last done on one day and have one next window, together."""
    groups: dict[tuple[date | None, date, date, bool], list[Wanted]] = defaultdict(list)
    for each in wanted:
        groups[each.on, each.opens, each.by, each.is_missing].append(each)
    return list(groups.values())


def _wanted(group: Sequence[Wanted], page: Page, language: str) -> str:
    first, near = group[0], page.period.to_on
    said = ", ".join(_result(each) for each in group[:TESTS])
    if len(group) > TESTS:
        said = " ".join((said, _("and %(num)d more", num=len(group) - TESTS)))
    on = words.near_day(first.on, near, language) if first.on else _("no result in the journal")
    opens, by = (words.near_day(each, near, language) for each in (first.opens, first.by))
    if first.by < made_on(page):
        then = _("was due by %(day)s", day=by)
    elif first.opens == first.by:
        then = _("next on %(day)s", day=by)
    else:
        then = _("next %(first)s to %(last)s", first=opens, last=by)
    if first.is_missing:
        then = ", ".join((_("still missing"), then))
    return f"{said} ({on}): {then}"


def _result(each: Wanted) -> str:
    test = find_lab_test(each.test)
    known = test.unit_of(each.unit) if test and each.unit else None
    unit = known.symbol if known else each.unit
    parts = (printable(text, 40) for text in (test_name(each), each.value, unit, each.flag))
    return "\N{NO-BREAK SPACE}".join(filter(None, parts))


def test_name(each: Wanted) -> str:
    """Return what a test is called: the catalogue's name, or the family's own words."""
    test = find_lab_test(each.test)
    return printable(_(test.name) if test else each.name, 60)


def waiting_lines(page: Page, most: int, language: str, longest: int = LONG) -> Lines:
    """Return the vaccines that wait: until when, or why nobody can say; the team is asked."""
    said: dict[str, list[str]] = defaultdict(list)
    for each in page.waiting:
        said[why_it_waits(each, language, brief=True)].append(_(each.name))
    texts = [f"{', '.join(names)}: {why}" for why, names in said.items()]
    return limited(_("Vaccines waiting: ask your team"), texts, most, longest=longest)


def why_it_waits(each: Waiting, language: str, *, brief: bool = False) -> str:
    """Return what speaks for waiting; a day never stands alone while something else is open (H27).

    A day stands with what it follows from: the next infusion moves it.
    brief  medicines that no source names are counted beside those that hold
    """
    if each.holds:
        unknown = [hold for hold in each.holds if hold.because == NOT_IN_A_SOURCE]
        said = [_held(hold, language) for hold in each.holds if hold not in unknown]
        if unknown and said and brief:
            said.append(
                ngettext(
                    "no source names %(num)d other medicine",
                    "no source names %(num)d other medicines",
                    len(unknown),
                )
            )
        elif unknown:
            names = ", ".join(str(_shown(hold.values["name"], language)) for hold in unknown)
            said.append(_("no source that was read names %(names)s", names=names))
        return "; ".join(dict.fromkeys(said))
    day = words.day(each.until, language) if each.until else ""
    if each.is_open and each.because:
        values = {key: _shown(value, language) for key, value in each.values.items()}
        why = _(each.because, **values)
        return " ".join((why, _("A source also names %(day)s.", day=day))) if day else why
    if each.is_open or not day:
        return _("no source names a day")
    return _("a source names %(day)s", day=day)


def _held(hold: Held, language: str) -> str:
    """ "Methotrexate: no day named"; a sentence of another kind as it stands."""
    values = {key: _shown(value, language) for key, value in hold.values.items()}
    short = {
        TAKEN: _("%(name)s: no day named"),
        STOPPED: _("%(name)s, last on %(on)s: no day named"),
        NAMES: _("immunoglobulin of %(on)s: a source names %(until)s"),
        PRODUCT: _("%(name)s of %(on)s: a source names %(until)s"),
    }.get(hold.because)
    return short % values if short else _(hold.because, **values)


def _shown(value: Value, language: str) -> str:
    if isinstance(value, Decimal):
        return words.number(value)
    return words.day(value, language) if isinstance(value, date) else printable(value, 80)


def infected_lines(page: Page, most: int, language: str) -> Lines:
    """Return infections, contacts and germs, the latest first."""
    latest = sorted(page.infected, key=lambda each: each.on, reverse=True)
    texts = [_infected(each, page, language) for each in latest]
    return limited(_("Infections and contacts"), texts, most)


def _infected(each: Infected, page: Page, language: str) -> str:
    near = page.period.to_on
    found = find_infection(each.name)
    name = _(found.label) if found else printable(each.name, 60)
    if each.what == "infection":
        days = words.span(each.on, each.until, language)
        said = [f"{days} {name}"]
    else:
        day = words.near_day(each.on, near, language)
        kinds = {"exposure": _("contact: %(name)s"), "germ": _("germ found: %(name)s")}
        said = [f"{day} {kinds.get(each.what, '%(name)s') % {'name': name}}"]
    said += [printable(text, 80) for text in (each.contact, each.treated) if text]
    if each.told_on:
        on = words.near_day(each.told_on, near, language)
        said.append(_("the team was told on %(day)s", day=on))
    return ", ".join(said)


def activity_line(page: Page) -> list[str]:
    """Return one line of what was done and how long, or none where nobody wrote of any."""
    said = "; ".join(_activity(each) for each in page.activities)
    return [said] if said else []


def _activity(each: Activity) -> str:
    names = {
        "physiotherapy": _("physiotherapy"),
        "exercise": _("exercise"),
        "sun": _("in the sun"),
    }
    said = [f"{names.get(each.what, each.what)} {_on(words.days(each.days))}"]
    if each.minutes:
        said.append(ngettext("%(num)d minute", "%(num)d minutes", each.minutes))
    if each.unsaid:
        said.append(
            ngettext("%(num)d time without minutes", "%(num)d times without minutes", each.unsaid)
        )
    if each.bare:
        said.append(ngettext("%(num)d time unprotected", "%(num)d times unprotected", each.bare))
    return ", ".join(said)


def _on(days: str) -> str:
    return _("on %(days)s", days=days)
