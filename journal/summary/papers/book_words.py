"""The book of the whole journal in words: its first part, and each part with every entry."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from journal.records.entries import Kind
from journal.summary import words
from journal.summary.document import Chapter, Document, Facts, Part, Rows, Texts
from journal.summary.papers.book import (
    MOST_OF_A_KIND,
    About,
    EntriesPart,
    FirstPart,
    Line,
    Span,
)
from journal.summary.papers.head import paper
from journal.summary.papers.medicine_list_words import medicine_parts
from journal.summary.papers.treatment_words import treatment_parts
from journal.summary.papers.vaccine_record import vaccine_parts
from journal.summary.say import _, ngettext

Labels = Mapping[Kind, str]


def first_paper(found: FirstPart, labels: Labels, language: str) -> Document:
    """Return the first part of the book; labels: what each kind of entries is called."""
    return paper(
        found.head,
        title=_part(1, len(found.spans) + 1),
        parts=[
            Chapter(heading=_("In short")),
            *_about(found.about),
            _counted(found, labels, language),
            _spans(found.spans, language),
            Chapter(heading=_("Medicines now")),
            *medicine_parts(found.medicines, language),
            Chapter(heading=_("Treatment history")),
            *treatment_parts(found.treatment, language),
            Chapter(heading=_("Vaccines")),
            *vaccine_parts(found.vaccines, language),
            Chapter(heading=_("Each kind by itself")),
            *_kinds(found, labels, language),
        ],
        of=(
            (found.about, found.counted, found.spans, found.kinds),
            (found.medicines.medicines, found.medicines.steps, found.medicines.unseen),
            (found.treatment.therapies, found.treatment.around, found.treatment.steroids),
            (found.vaccines.given, found.vaccines.antibodies, found.vaccines.waits),
        ),
        language=language,
        contents=_("Contents"),
        intro=_(
            "For a new hospital: what the family recorded. Diaries are their writers’ own and are "
            "not in it. Photos stay in the journal but for those the family ticks: they are a "
            "paper of their own."
        )
        + _others(len(found.spans)),
    )


def entries_paper(found: EntriesPart, language: str) -> Document:
    """Return one part with every entry, a table for each month."""
    parts: list[Part] = [
        Rows(
            heading=words.month_of(month, language),
            columns=(_("day"), _("time"), _("what"), _("more"), _("by")),
            rows=tuple(_row(line, language) for line in lines),
            narrow=(0, 1),
        )
        for month, lines in groupby(found.lines, key=lambda line: line.on.replace(day=1))
    ]
    if found.left:
        said = ngettext(
            "%(num)d more entry of these days stands in the journal.",
            "%(num)d more entries of these days stand in the journal.",
            found.left,
        )
        parts.append(Texts(heading="", texts=(), note=said))
    return paper(
        found.head,
        title=_part(found.number, found.of),
        parts=parts,
        of=(found.lines, found.left),
        language=language,
        intro=_("Every entry in its order, as the family wrote it."),
    )


def _part(number: int, of: int) -> str:
    return _("The whole journal, part %(n)d of %(all)d", n=number, all=of)


def _others(count: int) -> str:
    """That this part alone is not the whole journal."""
    if not count:
        return ""
    said = ngettext(
        "Part 1 only: %(num)d more part has every entry in its order. Ask the family for it.",
        "Part 1 only: %(num)d more parts have every entry in its order. Ask the family for them.",
        count,
    )
    return f" {said}"


def _row(line: Line, language: str) -> tuple[str, ...]:
    return words.day(line.on, language), line.clock, line.what, line.detail, line.by


def _about(about: About) -> Iterable[Part]:
    nothing = _("nothing recorded")
    yield Facts(
        heading=_("Who"),
        facts=(
            (_("Insurance"), about.insurance or nothing),
            (_("Lines and ports"), about.lines or nothing),
        ),
    )
    for heading, text in (
        (_("What to do, as the family wrote it"), about.emergency_plan),
        (_("Steroids: when ill, as the family wrote it"), about.steroid_plan),
    ):
        lines = tuple(line for line in text.splitlines() if line.strip())
        yield Texts(heading=heading, texts=lines, note="" if lines else nothing)
    yield Rows(
        heading=_("Care team"),
        columns=(_("Name"), _("what for"), _("telephone")),
        rows=about.team,
        note="" if about.team else nothing,
    )


def _counted(found: FirstPart, labels: Labels, language: str) -> Rows:
    return Rows(
        heading=_("What the journal holds"),
        columns=(_("Kind"), _("entries"), _("first"), _("last")),
        rows=tuple(
            (
                labels.get(one.kind, one.kind.value),
                str(one.times),
                words.day(one.first_on, language),
                words.day(one.last_on, language),
            )
            for one in found.counted
        ),
        narrow=(1, 2, 3),
        note="" if found.counted else _("nothing recorded"),
    )


def _spans(spans: Iterable[Span], language: str) -> Rows:
    return Rows(
        heading=_("The other parts: every entry in its order"),
        columns=(_("Part"), _("days"), _("entries")),
        rows=tuple(
            (
                str(number),
                words.span(one.first_on, one.last_on, language),
                str(one.times),
            )
            for number, one in enumerate(spans, start=2)
        ),
    )


def _kinds(found: FirstPart, labels: Labels, language: str) -> Iterable[Part]:
    times = {one.kind: one.times for one in found.counted}
    for kind, lines in found.kinds:
        left = times.get(kind, 0) - len(lines)
        yield Rows(
            heading=labels.get(kind, kind.value),
            columns=(_("day"), _("what"), _("more"), _("by")),
            rows=tuple(
                (_day(line.on, language), line.what, line.detail, line.by) for line in lines
            ),
            narrow=(0,),
            note=ngettext(
                "The newest %(most)d stand here; %(num)d older one stands in the other parts.",
                "The newest %(most)d stand here; %(num)d older ones stand in the other parts.",
                left,
                most=MOST_OF_A_KIND,
            )
            if left > 0
            else "",
        )


def _day(on: date, language: str) -> str:
    return words.day(on, language)
