"""Stays, fevers, visits and measurements, as short lines of words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

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
from journal.summary.in_hospital import days_in_hospital, made_on
from journal.summary.measured import warmth
from journal.summary.page import Fever, Page, Visit
from journal.summary.printable import printable
from journal.summary.room import FULL, Room
from journal.summary.rows import MOST_LINES, Lines, in_the_journal, limited, more
from journal.summary.say import _, ngettext
from journal.summary.symptoms import SCALE

SEVERAL = 2


def every_block(page: Page, language: str) -> tuple[Lines, ...]:
    """Return what happened and the blocks at the end of the page, whole."""
    return (*happened(page, language), *notes(page, language))


def happened(page: Page, language: str, room: Room = FULL) -> tuple[Lines, ...]:
    """Return what stands near the top: what was agreed, stays, fevers, infections, school."""
    stays = sorted(page.stays, key=lambda each: each.admitted_on, reverse=True)
    blocks = (
        _agreed(page, room, language),
        limited(
            _in_hospital(page),
            [line for each in stays for line in _stay(each, page, language)],
            room.safety,
            longest=room.longest,
        ),
        _fevers(page, 2 * room.safety, language),
        _worst(page, room.safety, language),
        infected_lines(page, room.safety, language),
        limited(_("School"), _school(page)),
        replace(limited(_("No record of"), _unrecorded(page)), beside=True),
    )
    return _saying(blocks)


def _agreed(page: Page, room: Room, language: str) -> Lines:
    """What was to be done after the last visit, as it was written there."""
    if not page.agreed:
        return Lines(heading="", lines=())
    day = words.near_day(page.agreed[0].on, page.period.to_on, language)
    steps = [step for each in page.agreed for step in each.steps]
    heading = _("Agreed at the visit on %(day)s", day=day)
    return limited(heading, steps, room.safety, longest=room.longest)


def _saying(blocks: Iterable[Lines]) -> tuple[Lines, ...]:
    return tuple(block for block in blocks if block.lines or block.more)


def notes(page: Page, language: str, room: Room = FULL) -> tuple[Lines, ...]:
    """Return the blocks at the end of the page that have something to say, the latest first."""
    most = room.lines
    visits = sorted(page.visits, key=lambda each: each.on, reverse=True)
    measured = _measurements(page, language)
    to_come = [_to_come(each, page, language) for each in page.to_come]
    blocks = (
        wanted_lines(page, room.safety, language),
        waiting_lines(page, room.safety, language, 3 * room.longest),
        limited(_("Still to come after a stay"), to_come, most),
        limited(_("Measurements"), [", ".join(measured[:MOST_LINES])] if measured else []),
        limited(_("Moving and sun"), activity_line(page)),
        limited(
            _("Visits"),
            [_visit(each, room.longest, language) for each in visits],
            most,
            longest=room.longest,
        ),
    )
    return _saying(blocks)


def _measurements(page: Page, language: str) -> list[str]:
    """A temperature that is said among the fevers is not said twice."""
    fevers, said = {each.on for each in page.fevers}, []
    for each in page.measurements:
        if each.is_fever and each.latest.on in fevers:
            continue
        text = f"{words.measurement(each.what)} {words.measured(each.latest, language)}"
        if each.what == "temperature" and fevers and not each.is_fever:
            text = _("%(temperature)s, written as no fever", temperature=text)
        said.append(text)
    return said


def _in_hospital(page: Page) -> str:
    """The heading, with the days of all stays added up; a day of two stays is one."""
    days = days_in_hospital(page)
    if not days:
        return _("Hospital stays")
    return _("Hospital stays, %(days)s in this period", days=words.days(days))


def _stay(stay: Stay, page: Page, language: str) -> list[str]:
    """When and where, and below it what became of the medicines."""
    place = ", ".join(printable(text, 60) for text in (stay.hospital, stay.ward) if text)
    why = f": {printable(stay.reason, 120)}" if stay.reason else ""
    days = words.span(stay.admitted_on, stay.discharged_on, language)
    nights = ((stay.discharged_on or max(made_on(page), stay.admitted_on)) - stay.admitted_on).days
    slept = ngettext("%(num)d night", "%(num)d nights", nights)
    first = f"{days}, {slept} · {place}{why}"
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


def _to_come(each: ToCome, page: Page, language: str) -> str:
    """The words as they were said, with their day: "in two days" counts from it."""
    near, about = page.period.to_on, []
    if each.by and each.told_on:
        on = words.near_day(each.told_on, near, language)
        about.append(_("%(name)s on %(day)s", name=printable(each.by, 60), day=on))
    elif each.told_on:
        about.append(_("said on %(day)s", day=words.near_day(each.told_on, near, language)))
    elif each.by:
        about.append(printable(each.by, 60))
    if each.admitted_on:
        stay = words.span(each.admitted_on, each.discharged_on, language)
        about.append(_("stay of %(days)s", days=stay) if each.discharged_on else stay)
    said = printable(each.text, 160)
    return f"{said} ({', '.join(about)})" if about else said


def _fevers(page: Page, most: int, language: str) -> Lines:
    fevers, last = page.fevers, page.period.to_on
    latest = sorted(fevers, key=lambda each: each.on, reverse=True)[:most]
    said = ", ".join(_fever(each, words.near_day(each.on, last, language)) for each in latest)
    if highest := _highest(fevers):
        said = "; ".join((said, highest))
    return Lines(
        heading=_("Fevers"),
        lines=(said,) if said else (),
        more=more(len(fevers) - most) if said else in_the_journal(len(fevers)),
    )


def _fever(each: Fever, day: str) -> str:
    said = f"{day} {words.reading(each.reading)}"
    return _("%(fever)s (infusion)", fever=said) if each.infused else said


def _highest(fevers: Sequence[Fever]) -> str:
    """The highest of several readings, in the unit it was read in."""
    read = [each.reading for each in fevers if each.reading]
    if len(read) < SEVERAL:
        return ""
    return _("highest %(reading)s", reading=words.reading(max(read, key=warmth)))


def _worst(page: Page, most: int, language: str) -> Lines:
    """The symptoms with the highest number of these days, each with the last day that had it."""
    highest = max((one.severity for each in page.symptoms for one in each.readings), default=0)
    found = []
    for each in page.symptoms:
        days = [one.on for one in each.readings if one.severity == highest > 0]
        if days:
            found.append((max(days), words.symptom(each.name)))
    said = [
        _(
            "%(symptom)s %(number)d of %(scale)d on %(day)s",
            symptom=name, number=highest, scale=SCALE,
            day=words.near_day(on, page.period.to_on, language),
        )
        for on, name in sorted(found, key=lambda each: (-each[0].toordinal(), each[1]))
    ]  # fmt: skip
    lines = (", ".join(said[:most]),) if said else ()
    return Lines(heading=_("Worst symptoms"), lines=lines, more=more(len(said) - most))


def _school(page: Page) -> list[str]:
    missed = page.school_missed
    return [_("missed on %(days)s, whole or in part", days=words.days(missed))] if missed else []


def _unrecorded(page: Page) -> list[str]:
    """What a clinician asks for and nobody wrote: without it silence and "none" look the same."""
    names = {
        "fever": _("fever"),
        "infection": _("infection"),
        "hospital": _("hospital stay"),
        "school": _("missed school"),
    }
    said = ", ".join(names[each] for each in page.unrecorded)
    return [said] if said else []


def _visit(visit: Visit, longest: int, language: str) -> str:
    day = words.day(visit.on, language)
    said = f"{day} · {printable(visit.whom, 60)}" if visit.whom else day
    return f"{said}: {printable(visit.told, longest)}" if visit.told else said
