"""Stays, fevers, visits and measurements, as short lines of words."""

from journal.summary import words
from journal.summary.in_hospital import days_in_hospital
from journal.summary.page import Page, Stay, Visit
from journal.summary.printable import printable
from journal.summary.rows import MOST_LINES, Lines, limited, more
from journal.summary.say import _

MOST_FEVERS = 8


def notes(page: Page, language: str) -> tuple[Lines, ...]:
    """Return the blocks at the end of the page that have something to say, the latest first."""
    stays = sorted(page.stays, key=lambda each: each.admitted_on, reverse=True)
    visits = sorted(page.visits, key=lambda each: each.on, reverse=True)
    measured = [
        f"{words.measurement(each.what)} {words.measured(each.latest, language)}"
        for each in page.measurements
    ]
    blocks = (
        limited(_in_hospital(page), [_stay(each, language) for each in stays]),
        _fevers(page, language),
        limited(_("Measurements"), [", ".join(measured[:MOST_LINES])] if measured else []),
        limited(_("School"), _school(page)),
        limited(_("Visits"), [_visit(each, language) for each in visits]),
    )
    return tuple(block for block in blocks if block.lines)


def _in_hospital(page: Page) -> str:
    """The heading, with the days of all stays added up; a day of two stays is one."""
    days = days_in_hospital(page)
    if not days:
        return _("Hospital stays")
    return _("Hospital stays, %(days)s in this period", days=words.days(days))


def _stay(stay: Stay, language: str) -> str:
    place = ", ".join(printable(text, 60) for text in (stay.hospital, stay.ward) if text)
    why = f": {printable(stay.reason, 120)}" if stay.reason else ""
    return f"{words.span(stay.admitted_on, stay.discharged_on, language)} · {place}{why}"


def _fevers(page: Page, language: str) -> Lines:
    fevers, last = page.fevers, page.period.to_on
    latest = sorted(fevers, key=lambda each: each.on, reverse=True)[:MOST_FEVERS]
    said = ", ".join(
        f"{words.near_day(each.on, last, language)} {words.reading(each.reading)}"
        for each in latest
    )
    return Lines(
        heading=_("Fevers"),
        lines=(said,) if said else (),
        more=more(len(fevers) - MOST_FEVERS),
    )


def _school(page: Page) -> list[str]:
    missed = page.school_missed
    return [_("missed on %(days)s, whole or in part", days=words.days(missed))] if missed else []


def _visit(visit: Visit, language: str) -> str:
    day = words.day(visit.on, language)
    said = f"{day} · {printable(visit.whom, 60)}" if visit.whom else day
    return f"{said}: {printable(visit.told, 160)}" if visit.told else said
