"""The page in words: every text that screen and paper show, ready to be laid out, in one order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from journal.summary import history, treatment, words
from journal.summary.axis import fewer, hidden, lanes
from journal.summary.canonical import code
from journal.summary.chart import ticks
from journal.summary.chosen import undrawn_line
from journal.summary.coming import coming
from journal.summary.compared_words import since_table
from journal.summary.lanes import Lane, axis_of, tick_label
from journal.summary.lines import is_weekly
from journal.summary.page import Page
from journal.summary.printable import printable
from journal.summary.room import FULL, Room
from journal.summary.rows import Dose, Lines, Table, limited
from journal.summary.say import _, ngettext
from journal.summary.second_side import away_line, caption, results_table


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
    coming: tuple[Lines, ...]
    happened: tuple[Lines, ...]
    lines: Lines
    questions: Lines
    medicines: Table
    doses: tuple[Dose, ...]
    changes: tuple[Table, ...]
    chart_heading: str
    chart_more: str
    chart_note: str
    undrawn: str
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]
    infusions: Table
    notes: tuple[Lines, ...]
    results: Table
    pictures: tuple[tuple[str, str], ...]
    pictures_heading: str
    picture_missing: str


def sheet(
    page: Page, language: str, room: Room = FULL, drawn: Sequence[Lane] | None = None
) -> Sheet:
    """Return the page in words; dates follow `language`, sentences the active translation.

    room   how much of everything may stand; the page counts what does not
    drawn  its lanes, where they have been drawn for another room
    """
    axis = axis_of(page)
    name = printable(page.child.name, 120)
    period = words.span(page.period.from_on, page.period.to_on, language)
    found = Sheet(
        language=language,
        title=_("Treatment summary of %(name)s, %(period)s", name=name, period=period),
        name=name,
        facts=_facts(page, language),
        allergies=_allergies(page.child.allergies),
        period=f"{period} · {page.period.zone}",
        made=_made(page, language),
        not_watched=not_watched(page.child.emergency),
        page_of=_("page {page} of {pages}"),
        unprintable_note=_(
            "Some characters could not be printed: no font here has them. The screen shows them."
        ),
        missing=_missing(page, language),
        since=since_table(page, room.since, language),
        coming=coming(page, room.safety + 2, language),
        happened=history.happened(page, language, room),
        lines=limited(_("The family adds"), page.lines, room.added, longest=room.longest),
        questions=limited(
            _("Our questions"), page.questions, room.questions, longest=max(room.longest, 200)
        ),
        medicines=treatment.medicines(page, language),
        doses=treatment.doses(page, language),
        changes=treatment.changes(page, room.changes, language),
        chart_heading=_("Over time"),
        chart_more=_hidden(page, room),
        chart_note=_chart_note(page),
        undrawn=_unshown(page),
        ticks=tuple((tick.x / axis.width, tick_label(tick, language)) for tick in ticks(axis)),
        lanes=fewer(lanes(page, language) if drawn is None else drawn, room),
        infusions=treatment.infusions(page, language, room),
        notes=history.notes(page, language, room),
        results=results_table(page, language),
        pictures=tuple((str(each.photo), caption(each, language)) for each in page.pictured),
        pictures_heading=_("Photos the family chose"),
        picture_missing=_("This photo is not on this server."),
    )
    return replace(found, made=f"{found.made} · {_cut()}") if _is_cut(found) else found


def _cut() -> str:
    return _("“…”: cut here, whole in the journal")


def _is_cut(found: Sheet) -> bool:
    """Whether some text of the page ends before its end; what drawings say of themselves aside."""
    bare = replace(found, lanes=(), made="")
    return any("…" in text for text in _texts(asdict(bare).values()))


def _texts(values: Iterable[object]) -> Iterator[str]:
    for each in values:
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            yield from _texts(each.values())
        elif isinstance(each, list | tuple):
            yield from _texts(each)


def _facts(page: Page, language: str) -> tuple[str, ...]:
    child = page.child
    said = []
    if child.born_on:
        born = _("born %(day)s", day=words.day(child.born_on, language))
        age = ngettext("age %(num)d", "age %(num)d", _age(page))
        said.append(f"{born} ({age})")
    said.append(words.measured(child.weight, language) if child.weight else no_weight())
    if child.diagnosis:
        said.append(printable(child.diagnosis, 200))
    return tuple(said)


def no_weight() -> str:
    """Return what stands where a weight would: its absence is said (H24)."""
    return _("no weight recorded")


def _age(page: Page) -> int:
    born, on = page.child.born_on or page.period.to_on, page.period.to_on
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _allergies(text: str | None) -> str:
    # Silence is not "none": an empty field says that nobody wrote anything. Never cut.
    said = printable(text, len(text)) if text else _("nothing recorded")
    return _("Allergies: %(list)s", list=said)


def _made(page: Page, language: str) -> str:
    return " · ".join(
        (
            _("Family-recorded with Sunhat"),
            ngettext("%(num)d entry", "%(num)d entries", len(page.entry_ids)),
            *_note_count(page.notes),
            *_left_out(page.left_out),
            _("made %(moment)s", moment=words.moment(page.made_at, page.period.zone, language)),
            code(page),
        )
    )


def _note_count(notes: int) -> list[str]:
    return [ngettext("%(num)d note", "%(num)d notes", notes)] if notes else []


def _left_out(items: int) -> list[str]:
    if not items:
        return []
    left_out = ngettext(
        "%(num)d item left out by the family", "%(num)d items left out by the family", items
    )
    return [left_out]


def not_watched(emergency: str | None) -> str:
    """Return the line of every printed page: nobody watches, and whom to call (H40)."""
    if emergency:
        number = printable(emergency, 80)
        return _("Not watched by anyone. In an emergency call %(number)s.", number=number)
    return _("Not watched by anyone. In an emergency call your local emergency number.")


def _missing(page: Page, language: str) -> Lines:
    lines = []
    for each in page.missing:
        said = [printable(each.device, 80)]
        if each.last_seen_at:
            at = words.moment(each.last_seen_at, page.period.zone, language)
            said.append(_("last heard from on %(moment)s", moment=at))
        if each.waiting:
            said.append(ngettext("%(num)d entry waiting", "%(num)d entries waiting", each.waiting))
        lines.append(", ".join(said))
    return limited(_("May be missing entries from:"), lines)


def _chart_note(page: Page) -> str:
    grain = _("Symptoms 0 to 10, the highest of each day.")
    if is_weekly(page):
        grain = _("Symptoms 0 to 10, the highest of each week.")
    said = [grain, _("Where a line breaks, nothing was recorded.")]
    if any(one.is_over for each in page.plotted for one in each.texts):
        said.append(_("An arrow: more than the laboratory could count."))
    return " ".join(filter(None, (*said, _unshown(page))))


def _unshown(page: Page) -> str:
    """What was chosen and these days have nothing of."""
    return " ".join(filter(None, (undrawn_line(page.undrawn), away_line(page))))


def _hidden(page: Page, room: Room) -> str:
    count = hidden(page, room)
    if not count:
        return ""
    return ngettext(
        "and %(num)d more line or bar in the journal",
        "and %(num)d more lines and bars in the journal",
        count,
    )
