"""The list of medicines in words: for a pharmacy, and for a school."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from journal.amounts import Amounts, both_text
from journal.care.reviews import Missing
from journal.summary import words
from journal.summary.document import Document, Facts, Part, Rows, Texts
from journal.summary.page import Medicine
from journal.summary.papers.head import paper
from journal.summary.papers.medicine_list import AtSchool, Hours, MedicineList
from journal.summary.say import _, ngettext
from journal.summary.treatment import named

MOST_DAYS = 20
TO_WRITE_ON = "\N{HORIZONTAL BAR}" * 12


def pharmacy_paper(found: MedicineList, language: str) -> Document:
    """Return the list for a pharmacy: every medicine that is planned, none left out."""
    return paper(
        found.head,
        title=_("Medicine list for the pharmacy"),
        parts=medicine_parts(found, language),
        of=(found.medicines, found.steps, found.unseen),
        language=language,
        intro=_("What is planned, as the family wrote it from labels and from what its team said."),
    )


def medicine_parts(found: MedicineList, language: str) -> list[Part]:
    """Return every medicine that is planned, and those that are as needed."""
    names = _names(found)
    scheduled = [one for one in found.medicines if not _as_needed(one)]
    needed = [one for one in found.medicines if _as_needed(one)]
    return [
        _rows(_("Medicines planned"), scheduled, found, names, language),
        _rows(_("As needed"), needed, found, names, language),
    ]


def school_paper(found: MedicineList, language: str) -> Document:
    """Return the list for a school: what falls into its hours, what is as needed, whom to call."""
    names, hours = _names(found), found.hours or Hours()
    by_id = {one.id: one for one in found.medicines}
    needed = [one for one in found.medicines if _as_needed(one)]
    there = {one.medicine for one in found.at_school} | {one.id for one in needed}
    return paper(
        found.head,
        title=_("Paper for the school"),
        parts=[
            _emergency(found),
            _in_hours(found, hours, by_id, names, language),
            _rows(_("As needed, with its limits"), needed, found, names, language),
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


def _names(found: MedicineList) -> Mapping[str, str]:
    return {one.id: named(one.name, one.rhythm) for one in found.medicines}


def _as_needed(one: Medicine) -> bool:
    return bool(one.rhythm.get("as_needed"))


def _rows(
    heading: str,
    medicines: Iterable[Medicine],
    found: MedicineList,
    names: Mapping[str, str],
    language: str,
) -> Rows:
    unseen = dict(found.unseen)
    rows = tuple(
        (
            _with_strength(step),
            _amounts(step),
            _how_often(step, names, language),
            _since(step, found.head.today, language),
            "; ".join(_about(step, unseen, language)) or _("nothing else"),
        )
        for one in medicines
        for step in _steps(one, found)
    )
    return Rows(
        heading=heading,
        columns=(
            _("medicine, as on the label"),
            _("amount"),
            _("how often"),
            _("since"),
            _("also"),
        ),
        rows=rows,
        narrow=(3,),
        note="" if rows else _("None is planned."),
    )


def _steps(one: Medicine, found: MedicineList) -> list[Medicine]:
    """The medicine of now, and each plan to come in a row of its own."""
    later = [step for step in found.steps if step.id == one.id]
    return later if later and later[0].since_on == one.since_on else [one, *later]


def _since(one: Medicine, today: date, language: str) -> str:
    if one.since_on is None:
        return ""
    day = words.day(one.since_on, language)
    return _("begins on %(day)s", day=day) if one.since_on > today else day


def _with_strength(one: Medicine) -> str:
    return ", ".join(filter(None, (named(one.name, one.rhythm), one.strength)))


def _amounts(one: Medicine, of_dose: Decimal | None = None) -> str:
    if one.amount is None:
        return words.amount(None, one.unit)
    return both_text(
        Amounts(
            amount=one.amount,
            unit=one.unit,
            rhythm=one.rhythm,
            measured=one.measured,
            measured_unit=one.measured_unit,
        ),
        of_dose,
    )


def _how_often(one: Medicine, names: Mapping[str, str], language: str) -> str:
    """How often, and at what times also where the words of the rhythm leave them out."""
    said, times = words.rhythm(one.rhythm, language, names), one.rhythm.get("times")
    parts = [said, words.limits(one.rhythm)]
    if isinstance(times, list | tuple) and not any(str(each) in said for each in times):
        parts.append(", ".join(str(each) for each in times))
    return ", ".join(filter(None, parts))


def _about(one: Medicine, unseen: Mapping[str, Missing], language: str) -> Iterable[str]:
    if one.id in unseen:
        yield (
            _("The hospital changed or stopped it: the plan does not say so yet.")
            if unseen[one.id] is Missing.PLAN
            else _("Not looked at since the discharge.")
        )
    if one.paused_on:
        yield _("PAUSED since %(day)s", day=words.day(one.paused_on, language))
    if one.ask_after:
        day = words.day(one.ask_after, language)
        yield _("no dose is written for after %(day)s", day=day)
    if one.told_by:
        yield _("told by %(name)s", name=one.told_by)


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
            _with_strength(one.planned or by_id[one.medicine]),
            _("ask the family")
            if one.unreadable
            else _amounts(one.planned or by_id[one.medicine], one.amount),
            _when(one, found.school_days, language),
            _how_often(one.planned or by_id[one.medicine], names, language),
            "; ".join(_about(by_id[one.medicine], unseen, language)) or _("nothing else"),
        )
        for one in found.at_school
        if one.medicine in by_id
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
    said = [words.day(day, language) for day in one.days[:MOST_DAYS]]
    more = len(one.days) - MOST_DAYS
    if more > 0:
        said.append(ngettext("and %(num)d more day", "and %(num)d more days", more))
    return f"{times}: {', '.join(said)}"


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
