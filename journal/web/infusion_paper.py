"""The sheet of an infusion day for the nurse: from the plan, from a recorded infusion, or empty.

It says what was typed and leaves lines to write on; nothing on it proposes a dose or a rate (H38).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.infusions import Step, figure, ml_in
from journal.care.units import show_amount
from journal.records.children import Child
from journal.summary.printable import printable
from journal.summary.sheet import not_watched
from journal.web.infusion_plan_words import said
from journal.words import day_text

# Lines for each part; the sheet is cut shorter until it fits its page. The last resort, of a plan
# that fills the page by itself, leaves fewer lines than a day needs.
CUTS = (1.0, 0.7, 0.45, 0.25, 0.0, -1.0)
# Of a recorded day at most so many rows; the last ones wait in the journal.
MOST_ROWS = (120, 100, 80, 60, 48, 40)
# A day of a child on 40 g has so many bottles, and is looked at so often.
LEAST_BOTTLES, LEAST_ROWS = 6, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A table: its rows as they stand, and lines to write on. widths: shares of the page.

    halves  many short rows stand in two halves side by side, the first half left
    least   so many lines stay whatever else is cut
    """

    heading: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    blanks: int = 0
    halves: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the sheet says. who and order: (term, lines); an empty value is a line to write on."""

    who: Sequence[tuple[str, Sequence[str]]]
    order: Sequence[tuple[str, Sequence[str]]]
    tables: Sequence[Ruled] = field(default_factory=tuple)


def rate_table(steps: Iterable[Step], blanks: int) -> Ruled:
    """The steps of the rate with room for the times they were set at."""
    return Ruled(
        heading=_("Rate, step by step"),
        columns=(_("mL/h"), _("minutes"), _("mL"), _("set at")),
        widths=(1, 1, 1, 2),
        rows=tuple(
            (
                show_amount(one.ml_h),
                _("until the end") if one.minutes is None else str(one.minutes),
                "" if one.minutes is None else said(figure(ml_in(one.ml_h, one.minutes)), "mL"),
                "",
            )
            for one in steps
        ),
        blanks=blanks,
        halves=True,
    )


def before_table(rows: Iterable[tuple[str, str, str]], blanks: int) -> Ruled:
    """What is given before, when it was ordered, and when it was given."""
    return Ruled(
        heading=_("Given before"),
        columns=(_("What and how much"), _("when, as ordered"), _("given at")),
        widths=(3, 2, 1.5),
        rows=tuple(rows),
        blanks=blanks,
    )


def bottle_table(rows: Iterable[tuple[str, str, str]], blanks: int) -> Ruled:
    """Each bottle with its lot and its expiry date, for a recall."""
    return Ruled(
        heading=_("Bottles"),
        columns=(_("Lot number"), _("expires, as printed"), _("opened at")),
        widths=(3, 2, 1.5),
        rows=tuple(rows),
        blanks=blanks,
        halves=True,
        least=min(blanks, LEAST_BOTTLES),
    )


def day_table(blanks: int) -> Ruled:
    """Lines for what is measured and seen."""
    return Ruled(
        heading=_("The day: vital signs, rate, reactions"),
        columns=(_("Time"), _("what was seen or set"), _("what was done, by whom")),
        widths=(1, 5, 3),
        blanks=blanks,
        least=min(blanks, LEAST_ROWS),
    )


def recorded_table(rows: Iterable[tuple[str, str]]) -> Ruled:
    """What was measured and seen, in its order."""
    kept = tuple(rows)
    return Ruled(
        heading=_("The day: vital signs, rate, reactions"),
        columns=(_("Time"), _("what was seen or set")),
        widths=(1.2, 5),
        rows=kept,
        halves=len(kept) > 1,
    )


def after_table(hours: Sequence[int], words: Sequence[str], seen: Mapping[int, str]) -> Ruled:
    """The days afterwards: what the family writes down at home."""
    asked = ", ".join(_(word) for word in words)
    return Ruled(
        heading=_("Afterwards: %(asked)s?", asked=asked),
        columns=(_("Hours after the end"), _("what there was")),
        widths=(1, 5),
        rows=tuple((str(each), seen.get(each, "")) for each in hours),
    )


def who_of(child: Child, weight: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    """Whose sheet it is. Silence is not "none": an empty field is a line to write on."""
    born = day_text(child.born_on) if child.born_on else ""
    return [
        (_("Born"), _lines(born)),
        (_("Allergies"), _lines(child.allergies) or [_("nothing recorded")]),
        (_("Lines"), _lines(child.lines)),
        (_("Clinic’s weight"), list(weight)),
    ]


def sheets_of(child: Child, paper: Paper, *, made: str, language: str) -> list[dict[str, Any]]:
    """What the paper says, whole first, then with ever fewer lines to write on."""
    name = printable(child.name, 120)
    same = {
        "language": language,
        "title": _("Infusion day of %(name)s", name=name),
        "heading": _("Infusion day"),
        "name": name,
        "made": made,
        "not_watched": not_watched(child.emergency_phone or None),
        "page_of": _("page {page} of {pages}"),
        "unprintable_note": _(
            "Some characters could not be printed: no font here has them. The screen shows them."
        ),
        "who": _printable(paper.who),
        "order": _printable(paper.order),
        "note": _(
            "The family’s own sheet, as the clinic ordered it and as the family recorded it. What "
            "the ward ordered today counts."
        ),
    }
    return [
        same | {"tables": [_cut(each, share, most) for each in paper.tables]}
        for share, most in zip(CUTS, MOST_ROWS, strict=True)
    ]


def made_text(on: date, product: str) -> str:
    """Where the sheet is from: family-recorded, of which day."""
    parts = [_("Family-recorded with Sunhat"), printable(product, 120), day_text(on)]
    return " · ".join(part for part in parts if part)


def _cut(table: Ruled, share: float, most: int) -> dict[str, Any]:
    blanks = int(table.blanks * share) if share < 0 else max(table.least, int(table.blanks * share))
    kept = replace(table, rows=table.rows[:most], blanks=max(0, blanks))
    left = len(table.rows) - len(kept.rows)
    more = ngettext("One more is in the journal.", "%(num)s more are in the journal.", left)
    return {
        "heading": printable(kept.heading, 200),
        "columns": list(kept.columns),
        "widths": list(kept.widths),
        "rows": [[printable(cell, 200) for cell in row] for row in kept.rows],
        "blanks": kept.blanks,
        "halves": kept.halves,
        "more": more if left else "",
    }


def _printable(pairs: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[str, list[str]]]:
    return [(term, [printable(line, 300) for line in lines]) for term, lines in pairs]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
