"""The page in words: every text that screen and paper show, ready to be laid out, in one order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.summary import words
from journal.summary.chart import ticks
from journal.summary.lanes import (
    DAILY_UP_TO,
    MOST_BARS,
    MOST_SYMPTOMS,
    Lane,
    axis_of,
    lanes,
    tick_label,
)
from journal.summary.page import Course, Infusion, Page, Stay
from journal.summary.printable import printable

# What fits one page of a rich ninety days. A medicine of now is never left out; of the others
# the latest stay, and the page says how many more the journal has.
MOST_QUESTIONS = 6
MOST_CHANGES = 10
MOST_COUNTS = 14
MOST_INFUSIONS = 8
MOST_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A heading, its columns, its rows, and how much was left out ("" when nothing was)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A heading and short lines below it."""

    heading: str
    lines: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One medicine of now: name, amount and rhythm, since when, what was told."""

    name: str
    amount: str
    rhythm: str
    weekly: bool
    since: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All texts of the page; templates only place them."""

    language: str
    title: str
    name: str
    facts: tuple[str, ...]
    allergies: str
    period: str
    made: str
    not_watched: str
    page_of: str
    unprintable_note: str
    missing: Lines
    since: Table
    questions: Lines
    medicines_heading: str
    medicine_columns: tuple[str, str, str]
    none_recorded: str
    medicines: tuple[Medicine, ...]
    changes: Table
    counts: Table
    counts_note: str
    chart_heading: str
    chart_note: str
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]
    infusions: Table
    notes: tuple[Lines, ...]


def sheet(page: Page, language: str) -> Sheet:
    """Return the page in words; dates follow `language`, sentences the active translation."""
    named = _Names(page)
    axis = axis_of(page)
    child, period = page.child, page.period
    return Sheet(
        language=language,
        title=_("Treatment summary of %(name)s", name=printable(child.name, 120)),
        name=printable(child.name, 120),
        facts=_facts(page, language),
        allergies=_("Allergies: %(list)s", list=printable(child.allergies or _("none recorded"))),
        period=f"{words.span(period.from_on, period.to_on, language)} · {_place(period.zone)}",
        made=_made(page, language),
        not_watched=_not_watched(child.emergency),
        page_of=_("page {page} of {pages}"),
        unprintable_note=_(
            "Some characters could not be printed: no font here has them. The screen shows them."
        ),
        missing=_missing(page, language),
        since=_since(page, language),
        questions=_limited(_("Our questions"), page.questions, MOST_QUESTIONS, longest=400),
        medicines_heading=_("Medicines now"),
        medicine_columns=(_("Medicine"), _("how often"), _("since")),
        none_recorded=_("None recorded."),
        medicines=_medicines(page, language),
        changes=_changes(page, named, language),
        counts=_counts(page, named),
        counts_note=_("No record means that nobody wrote anything: neither taken nor missed."),
        chart_heading=_("Over time"),
        chart_note=_chart_note(page),
        ticks=tuple((tick.x / axis.width, tick_label(tick, language)) for tick in ticks(axis)),
        lanes=lanes(page, named, language),
        infusions=_infusions(page, language),
        notes=_notes(page, language),
    )


class _Names:
    """Names of medicines; a weekly one carries its weekday wherever it stands (H4)."""

    def __init__(self, page: Page) -> None:
        self._weekdays: dict[str, set[str]] = defaultdict(set)
        for medicine in page.medicines:
            self._weekdays[medicine.name].add(words.weekdays(medicine.rhythm))
        for bar in page.bars:
            self._weekdays[bar.medicine].add(words.weekdays(bar.rhythm))

    def __call__(self, medicine: str) -> str:
        on = ", ".join(sorted(filter(None, self._weekdays[medicine])))
        name = printable(medicine, 80)
        return f"{name}, {on}" if on else name


def _facts(page: Page, language: str) -> tuple[str, ...]:
    child = page.child
    said = []
    if child.born_on:
        said.append(_("born %(day)s", day=words.day(child.born_on, language)))
        said.append(ngettext("%(num)d year old", "%(num)d years old", _age(page)))
    if child.weight:
        said.append(words.measured(child.weight, language))
    if child.diagnosis:
        said.append(printable(child.diagnosis, 200))
    return tuple(said)


def _age(page: Page) -> int:
    born, on = page.child.born_on or page.period.to_on, page.period.to_on
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _place(zone: str) -> str:
    return _("time of %(zone)s", zone=zone)


def _made(page: Page, language: str) -> str:
    return " · ".join(
        (
            _("Family-recorded with Sunhat"),
            ngettext("%(num)d entry", "%(num)d entries", len(page.entry_ids)),
            _("made %(moment)s", moment=words.moment(page.made_at, page.period.zone, language)),
            page.code,
        )
    )


def _not_watched(emergency: str | None) -> str:
    if emergency:
        return _(
            "Not watched by anyone. In an emergency call %(number)s.",
            number=printable(emergency, 80),
        )
    return _("Not watched by anyone. In an emergency call your local emergency number.")


def _missing(page: Page, language: str) -> Lines:
    lines = []
    for each in page.missing[:MOST_LINES]:
        said = [printable(each.device, 80)]
        if each.last_seen_at:
            at = words.moment(each.last_seen_at, page.period.zone, language)
            said.append(_("last heard from on %(moment)s", moment=at))
        if each.waiting:
            said.append(ngettext("%(num)d entry waiting", "%(num)d entries waiting", each.waiting))
        lines.append(", ".join(said))
    return Lines(
        heading=_("May be missing entries from:"),
        lines=tuple(lines),
        more=_more(len(page.missing) - MOST_LINES),
    )


def _since(page: Page, language: str) -> Table:
    word = {Course.BETTER: _("better"), Course.SAME: _("same"), Course.WORSE: _("worse")}
    rows = [
        (printable(each.name, 60), words.since(each), word[each.course] if each.course else "")
        for each in page.since
    ]
    on = page.last_visit_on
    heading = (
        _("Since the visit on %(day)s", day=words.day(on, language)) if on else _("In this period")
    )
    return Table(heading=heading, columns=(), rows=tuple(rows[:9]), more=_more(len(rows) - 9))


def _medicines(page: Page, language: str) -> tuple[Medicine, ...]:
    rows = []
    for each in page.medicines:
        told = [printable(each.told, 160)] if each.told else []
        if each.paused_on:
            told.insert(0, _("PAUSED since %(day)s", day=words.day(each.paused_on, language)))
        name = " ".join(printable(part, 80) for part in (each.name, each.strength) if part)
        rows.append(
            Medicine(
                name=name,
                amount=words.amount(each.amount, each.unit),
                rhythm=words.rhythm(each.rhythm, language),
                weekly=bool(words.weekdays(each.rhythm)),
                since=words.day(each.since_on, language) if each.since_on else "",
                told=". ".join(told),
            )
        )
    return tuple(rows)


def _changes(page: Page, named: _Names, language: str) -> Table:
    latest = sorted(page.changes, key=lambda each: each.on, reverse=True)
    rows = [
        (words.short_day(each.on, language), words.change(each, named(each.medicine)))
        for each in latest[:MOST_CHANGES]
    ]
    heading = _("Changed in this period")
    return Table(heading=heading, columns=(), rows=tuple(rows), more=_more(len(latest) - len(rows)))


def _counts(page: Page, named: _Names) -> Table:
    rows = [
        (
            named(each.medicine),
            words.recorded(each),
            str(each.refused),
            str(sum(skip.times for skip in each.skipped)),
            str(each.no_record) if each.planned is not None else "\N{EN DASH}",
            words.remarks(each),
        )
        for each in page.counts[:MOST_COUNTS]
    ]
    columns = (
        _("Doses"),
        _("recorded"),
        _("refused"),
        _("skipped"),
        _("no record"),
        _("more about them"),
    )
    return Table(
        heading=_("Doses"),
        columns=columns,
        rows=tuple(rows),
        more=_more(len(page.counts) - len(rows)),
    )


def _chart_note(page: Page) -> str:
    said = []
    if page.period.days > DAILY_UP_TO:
        said.append(_("Symptoms 0 to 10, the highest of each week."))
    else:
        said.append(_("Symptoms 0 to 10, the highest of each day."))
    said.append(_("Where a line breaks, nothing was recorded."))
    hidden = max(len(page.symptoms) - MOST_SYMPTOMS, 0) + max(len(page.bars) - MOST_BARS, 0)
    if hidden:
        said.append(_more(hidden))
    return " ".join(said)


def _infusions(page: Page, language: str) -> Table:
    latest = sorted(page.infusions, key=lambda each: each.on, reverse=True)
    rows = [_infusion(each, language) for each in latest[:MOST_INFUSIONS]]
    columns = (_("Infusions"), _("product"), _("amount"), _("per kg"), _("lots"), _("reaction"))
    return Table(
        heading=_("Infusions"),
        columns=columns,
        rows=tuple(rows),
        more=_more(len(latest) - len(rows)),
    )


def _infusion(each: Infusion, language: str) -> tuple[str, ...]:
    product = [printable(text, 60) for text in (each.medicine, each.product) if text]
    return (
        words.day(each.on, language),
        ", ".join(dict.fromkeys(product)),
        words.amount(each.amount, each.unit),
        words.per_kg(each, language),
        ", ".join(printable(lot, 30) for lot in each.lots[:6]),
        ", ".join(printable(one, 60) for one in each.reaction[:6]) or _("none recorded"),
    )


def _notes(page: Page, language: str) -> tuple[Lines, ...]:
    blocks = (
        _limited(_("Hospital stays"), [_stay(each, language) for each in _latest(page.stays)]),
        _limited(
            _("Fevers"),
            [
                f"{words.day(each.on, language)}: {words.celsius(each.celsius)}"
                for each in page.fevers[::-1]
            ],
        ),
        _limited(
            _("Latest measurements"),
            [
                f"{printable(each.what, 40)} {words.measured(each.latest, language)}"
                for each in page.measurements
            ],
        ),
        _limited(
            _("Visits"),
            [_visit(each.on, each.whom, each.told, language) for each in page.visits[::-1]],
        ),
        _limited(
            _("Notes"),
            [ngettext("%(num)d note in the journal", "%(num)d notes in the journal", page.notes)]
            if page.notes
            else [],
        ),
    )
    return tuple(block for block in blocks if block.lines)


def _latest(stays: Sequence[Stay]) -> list[Stay]:
    return sorted(stays, key=lambda each: each.admitted_on, reverse=True)


def _stay(stay: Stay, language: str) -> str:
    place = ", ".join(printable(text, 60) for text in (stay.hospital, stay.ward) if text)
    why = f": {printable(stay.reason, 120)}" if stay.reason else ""
    return f"{words.span(stay.admitted_on, stay.discharged_on, language)} · {place}{why}"


def _visit(on: date, whom: str | None, told: str | None, language: str) -> str:
    said = " · ".join(filter(None, (words.day(on, language), printable(whom or "", 60))))
    return f"{said}: {printable(told, 160)}" if told else said


def _limited(
    heading: str, texts: Sequence[str], most: int = MOST_LINES, *, longest: int = 300
) -> Lines:
    kept = tuple(printable(text, longest) for text in texts[:most])
    return Lines(heading=heading, lines=kept, more=_more(len(texts) - most))


def _more(count: int) -> str:
    return (
        ngettext("and %(num)d more in the journal", "and %(num)d more in the journal", count)
        if count > 0
        else ""
    )
