"""The list of medicines in words, as a school reads it: what is given there, whom to call."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from journal.summary import words
from journal.summary.document import Document, Facts, Part, Rows, Texts
from journal.summary.page import Medicine
from journal.summary.papers.head import paper
from journal.summary.papers.medicine_list import AtSchool, Hours, MedicineList
from journal.summary.papers.medicine_list_words import (
    amounts_of,
    how_often,
    is_as_needed,
    medicine_rows,
    names_of,
    remarks_of,
    with_strength,
)
from journal.summary.say import _, ngettext
from journal.summary.treatment import named

MOST_DAYS = 20
TO_WRITE_ON = "\N{HORIZONTAL BAR}" * 12


def school_paper(found: MedicineList, language: str) -> Document:
    """Return the list for a school: what falls into its hours, what is as needed, whom to call."""
    names, hours = names_of(found), found.hours or Hours()
    by_id = {one.id: one for one in found.medicines}
    needed = [one for one in found.medicines if is_as_needed(one)]
    there = {one.medicine for one in found.at_school} | {one.id for one in needed}
    return paper(
        found.head,
        title=_("Paper for the school"),
        parts=[
            _emergency(found),
            _in_hours(found, hours, by_id, names, language),
            medicine_rows(_("As needed, with its limits"), needed, found, names, language),
            *_infused(found, by_id, language),
            _elsewhere(sum(one.id not in there for one in found.medicines)),
            *_plans(found),
        ],
        of=(
            (found.medicines, found.steps, found.unseen, found.at_school, found.hours),
            (found.emergency_phone, found.emergency_plan, found.steroid_plan, found.lines),
            found.team,
        ),
        language=language,
        intro=_(
            "What the family wrote, for the people who look after %(name)s at school. Nobody at "
            "school decides on a dose by it: whom to ask stands below.",
            name=found.head.child.name,
        ),
    )


def _in_hours(
    found: MedicineList,
    hours: Hours,
    by_id: Mapping[str, Medicine],
    names: Mapping[str, str],
    language: str,
) -> Rows:
    unseen = dict(found.unseen)
    rows = tuple(
        (
            with_strength(one.planned or by_id[one.medicine]),
            _("ask the family")
            if one.unreadable
            else amounts_of(one.planned or by_id[one.medicine], one.amount),
            _when(one, found.school_days, language),
            how_often(one.planned or by_id[one.medicine], names, language),
            "; ".join(remarks_of(by_id[one.medicine], unseen, language)) or _("nothing else"),
        )
        for one in found.at_school
        if one.medicine in by_id and not one.infused
    )
    begin, end = _clock(hours.begin), _clock(hours.end)
    return Rows(
        heading=_("Given in school hours, %(begin)s to %(end)s", begin=begin, end=end),
        columns=(_("medicine"), _("amount"), _("at school"), _("how often in all"), _("also")),
        rows=rows,
        note=_(
            "As planned from %(first)s to %(last)s.",
            first=words.day(found.school_days[0], language),
            last=words.day(found.school_days[-1], language),
        )
        if rows
        else _("None is planned in school hours."),
    )


def _infused(found: MedicineList, by_id: Mapping[str, Medicine], language: str) -> Iterable[Part]:
    """What goes into a vein while school is on: the child is elsewhere then."""
    days = [
        _("%(medicine)s: %(days)s", medicine=named(one.name, one.rhythm), days=", ".join(days))
        for one, days in (
            (each.planned or by_id[each.medicine], _dates(each.days, language))
            for each in found.at_school
            if each.medicine in by_id and each.infused
        )
    ]
    if days:
        yield Texts(
            heading=_("Infusion days in school hours: the child is elsewhere then"),
            texts=tuple(days),
        )


def _when(one: AtSchool, school_days: Sequence[date], language: str) -> str:
    """On which school days: never "every" of what leaves one out."""
    if one.unreadable:
        return _("can't tell when, ask the family")
    held = [
        day
        for day in school_days
        if (one.from_on is None or one.from_on <= day) and (one.to_on is None or day <= one.to_on)
    ]
    said = []
    if one.from_on:
        said.append(_("from %(day)s", day=words.day(one.from_on, language)))
    if one.to_on:
        said.append(_("until %(day)s", day=words.day(one.to_on, language)))
    days = _days(one, held, language)
    return f"{', '.join(said)}: {days}" if said else days


def _days(one: AtSchool, held: Sequence[date], language: str) -> str:
    """held: the school days on which its plan holds."""
    times = ", ".join(one.times)
    if one.days == tuple(held):
        return _("every school day, %(times)s", times=times)
    week = (_("MONDAYS"), _("TUESDAYS"), _("WEDNESDAYS"), _("THURSDAYS"), _("FRIDAYS"))
    weekdays = sorted({day.weekday() for day in one.days})
    if one.days == tuple(day for day in held if day.weekday() in weekdays):
        return f"{', '.join(week[day] for day in weekdays)}, {times}"
    return f"{times}: {', '.join(_dates(one.days, language))}"


def _dates(days: Sequence[date], language: str) -> list[str]:
    said = [words.day(day, language) for day in days[:MOST_DAYS]]
    more = len(days) - MOST_DAYS
    if more > 0:
        said.append(ngettext("and %(num)d more day", "and %(num)d more days", more))
    return said


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _elsewhere(count: int) -> Texts:
    said = ngettext(
        "%(num)d more medicine does not stand here: given outside these hours, paused or to come.",
        "%(num)d more medicines do not stand here: given outside these hours, paused or to come.",
        count,
    )
    return Texts(heading="", texts=(), note=said if count else "")


def _emergency(found: MedicineList) -> Facts:
    telephone = found.emergency_phone or _("none is recorded: the local emergency number")
    facts = [(_("In an emergency"), telephone), (_("A parent, telephone"), TO_WRITE_ON)]
    facts += [
        (", ".join(filter(None, (name, part))), number)
        for name, part, number in found.team
        if number
    ]
    return Facts(heading=_("Whom to call"), facts=tuple(facts))


def _plans(found: MedicineList) -> Iterable[Part]:
    for heading, text in (
        (_("What to do, as the family wrote it"), found.emergency_plan),
        (_("Steroids: when ill, as the family wrote it"), found.steroid_plan),
        (_("Lines and ports"), found.lines),
    ):
        lines = tuple(line for line in text.splitlines() if line.strip())
        yield Texts(heading=heading, texts=lines, note="" if lines else _("nothing recorded"))
