"""Stays, fevers, visits and measurements, as short lines of words."""

from journal.plans.decided import Decided
from journal.records.kinds.review import Reviewed
from journal.summary import words
from journal.summary.around_words import (
    activity_line,
    infected_lines,
    waiting_lines,
    wanted_lines,
)
from journal.summary.hospital import Stay, ToCome
from journal.summary.in_hospital import days_in_hospital
from journal.summary.page import Page, Visit
from journal.summary.printable import printable
from journal.summary.room import FULL, Room
from journal.summary.rows import MOST_LINES, Lines, in_the_journal, limited, more
from journal.summary.say import _


def notes(page: Page, language: str, room: Room = FULL) -> tuple[Lines, ...]:
    """Return the blocks at the end of the page that have something to say, the latest first."""
    most = room.lines
    stays = sorted(page.stays, key=lambda each: each.admitted_on, reverse=True)
    visits = sorted(page.visits, key=lambda each: each.on, reverse=True)
    measured = [
        f"{words.measurement(each.what)} {words.measured(each.latest, language)}"
        for each in page.measurements
    ]
    blocks = (
        wanted_lines(page, room.safety, language),
        waiting_lines(page, room.safety, language),
        limited(
            _in_hospital(page),
            [line for each in stays for line in _stay(each, language)],
            most,
            longest=room.longest,
        ),
        limited(_("Still to come after a stay"), [_to_come(each) for each in page.to_come], most),
        _fevers(page, 2 * most, language),
        infected_lines(page, most, language),
        limited(_("Measurements"), [", ".join(measured[:MOST_LINES])] if measured else []),
        limited(_("School"), _school(page)),
        limited(_("Moving and sun"), activity_line(page)),
        limited(
            _("Visits"),
            [_visit(each, room.longest, language) for each in visits],
            most,
            longest=room.longest,
        ),
    )
    return tuple(block for block in blocks if block.lines or block.more)


def _in_hospital(page: Page) -> str:
    """The heading, with the days of all stays added up; a day of two stays is one."""
    days = days_in_hospital(page)
    if not days:
        return _("Hospital stays")
    return _("Hospital stays, %(days)s in this period", days=words.days(days))


def _stay(stay: Stay, language: str) -> list[str]:
    """When and where, and below it what became of the medicines."""
    place = ", ".join(printable(text, 60) for text in (stay.hospital, stay.ward) if text)
    why = f": {printable(stay.reason, 120)}" if stay.reason else ""
    first = f"{words.span(stay.admitted_on, stay.discharged_on, language)} · {place}{why}"
    if not stay.decided:
        return [first]
    # One discharge has one day; what was said before it stands under it too.
    day = words.day(stay.decided[-1].on, language)
    said = "; ".join(_decided(each) for each in stay.decided)
    return [first, _("At the discharge on %(day)s: %(what)s", day=day, what=said)]


def _decided(each: Decided) -> str:
    """ "Prednisolone changed, 10 mg", "Folic acid stopped"."""
    said = {
        Reviewed.CHANGED: _("%(medicine)s changed"),
        Reviewed.STOPPED: _("%(medicine)s stopped"),
        Reviewed.NEW: _("%(medicine)s new"),
    }[each.decision] % {"medicine": printable(each.name, 60)}
    return f"{said}, {printable(each.told, 80)}" if each.told else said


def _to_come(each: ToCome) -> str:
    said = printable(each.text, 160)
    return f"{said} ({printable(each.by, 60)})" if each.by else said


def _fevers(page: Page, most: int, language: str) -> Lines:
    fevers, last = page.fevers, page.period.to_on
    latest = sorted(fevers, key=lambda each: each.on, reverse=True)[:most]
    said = ", ".join(
        f"{words.near_day(each.on, last, language)} {words.reading(each.reading)}"
        for each in latest
    )
    return Lines(
        heading=_("Fevers"),
        lines=(said,) if said else (),
        more=more(len(fevers) - most) if said else in_the_journal(len(fevers)),
    )


def _school(page: Page) -> list[str]:
    missed = page.school_missed
    return [_("missed on %(days)s, whole or in part", days=words.days(missed))] if missed else []


def _visit(visit: Visit, longest: int, language: str) -> str:
    day = words.day(visit.on, language)
    said = f"{day} · {printable(visit.whom, 60)}" if visit.whom else day
    return f"{said}: {printable(visit.told, longest)}" if visit.told else said
