"""What a second side says, only where the family wishes one: results and photos."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from journal.entries.photographed import photographed
from journal.entries.reading import Shown
from journal.plans.prepared import MOST_CHOSEN, Chosen
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.photos import Photo, photos_of
from journal.summary import reading, words
from journal.summary.around import LabResult, LabRow, Pictured
from journal.summary.lab_series import series_of
from journal.summary.page import Page
from journal.summary.picture_words import taken_of
from journal.summary.printable import printable
from journal.summary.rows import Table, more
from journal.summary.say import _, ngettext
from journal.summary.symptoms import symptom_of
from journal.summary.window import Window
from journal.summary.wishes import Second, Wishes

MOST_PICTURES = MOST_CHOSEN[Chosen.PHOTOS]  # as many as may be chosen: none goes in silence
MOST_DAYS = 6  # of results beside each other
MOST_TESTS = 60
MOST_LISTED = 400
WHOLE = 200  # letters, as many as a part of a result may have: a result is never cut
LOOKED_AT = 400  # entries with a photo, the newest first


def results_of(draws: reading.Rows, window: Window, wishes: Wishes) -> tuple[LabRow, ...]:
    """Return every test of the window as printed, in the catalogue's order, where it is wished."""
    if Second.LABS not in wishes.second:
        return ()
    return tuple(
        LabRow(
            key=each.key,
            name=each.name,
            is_known=each.test is not None,
            unit=each.unit,
            low=each.results[-1].low,
            high=each.results[-1].high,
            results=tuple(
                LabResult(on=one.on, text=one.text, flag=one.flag) for one in each.results
            ),
        )
        for each in series_of(draws, window)
        if not is_struck(each.key, wishes)
    )


def is_struck(test: str, wishes: Wishes) -> bool:
    """Whether the family left this test out, drawn or due: then no second side has it either."""
    return bool({f"chart:lab:{test}", f"wanted:{test}"} & wishes.struck)


def pictured_of(
    session: Session, child: Child, window: Window, wishes: Wishes
) -> tuple[Pictured, ...]:
    """Return the chosen photos of the window in the order in which they were chosen.

    Only what an entry of these days still names: a photo that was taken off is on no paper.
    """
    if not wishes.has_photos:
        return ()
    entries: dict[str, Shown] = {}
    for entry in photographed(session, child.id, window.start, window.end, most=LOOKED_AT):
        for photo in entry.fields.get("photos") or ():
            entries[photo] = entry
    chosen = [str(each) for each in dict.fromkeys(wishes.photos)]
    here = photos_of(session, child.id, [each for each in chosen if each in entries])
    found = [
        as_pictured(one, entries[each], window.day(entries[each].at))
        for each in chosen
        if (one := here.get(each))
    ]
    return tuple(found[:MOST_PICTURES])


def as_pictured(photo: Photo, entry: Shown, on: date) -> Pictured:
    """Return a photo with what the entry that names it says of it."""
    said = entry.fields if entry.kind is Kind.PICTURE else {}
    return Pictured(
        photo=photo.id,
        on=on,
        width=photo.width,
        height=photo.height,
        series=said.get("series") or "",
        side=said.get("side") or "",
        place=said.get("place") or "",
        symptom=symptom_of(entry.fields) if entry.kind is Kind.SYMPTOM else "",
    )


def caption(picture: Pictured, language: str) -> str:
    """Return "3 Nov 2026 · Knuckles, left": the day, and what it shows where somebody said so."""
    what = words.symptom(picture.symptom)
    if picture.series:
        series, side, place = picture.series, picture.side, picture.place
        what = printable(taken_of({"series": series, "side": side, "place": place}), 80)
    return " · ".join(filter(None, (words.day(picture.on, language), what)))


def away_line(page: Page) -> str:
    """Return how many photos were chosen that no entry of these days has, "" for none."""
    if not page.photos_away:
        return ""
    return ngettext(
        "Chosen, and in no entry of these days: %(num)d photo.",
        "Chosen, and in no entry of these days: %(num)d photos.",
        page.photos_away,
    )


def results_table(page: Page, language: str) -> Table:
    """Return the results of the last days that had any, the latest first."""
    days = sorted({one.on for row in page.results for one in row.results}, reverse=True)
    shown, near = days[:MOST_DAYS], page.period.to_on
    rows = [_row(each, shown) for each in page.results[:MOST_TESTS]]
    if Second.LABS in page.second and not rows:
        rows = [(_("no result recorded in these days"), "")]
    every = sum(len(row.results) for row in page.results)
    told = sum(one.on in shown for row in page.results[:MOST_TESTS] for one in row.results)
    return Table(
        heading=_("Lab results, as the laboratory printed them"),
        columns=(
            _("test"),
            _("range on the last report"),
            *(words.near_day(on, near, language) for on in shown),
        ),
        rows=tuple(rows),
        more=more(every - told),
    )


def _row(each: LabRow, days: Sequence[date]) -> tuple[str, ...]:
    name = _(each.name) if each.is_known else printable(each.name, WHOLE)
    unit = printable(each.unit, WHOLE)
    said: dict[date, str] = {}
    for one in each.results:
        text = " ".join(filter(None, (printable(one.text, WHOLE), printable(one.flag, WHOLE))))
        said[one.on] = f"{said[one.on]}; {text}" if one.on in said else text
    return (f"{name} ({unit})" if unit else name, _range(each), *(said.get(on, "") for on in days))


def _range(each: LabRow) -> str:
    """The range that the last report prints, "" where it prints none."""
    low, high = printable(each.low, WHOLE), printable(each.high, WHOLE)
    if low and high:
        return _("%(low)s to %(high)s", low=low, high=high)
    one = low or high
    if not one[:1].isdigit():
        return one
    return _("from %(low)s", low=one) if low else _("up to %(high)s", high=one)
