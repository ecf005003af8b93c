"""The second side of a prepared page: the chosen photos as files, and every entry in a line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.reading import Cursor, Shown, timeline
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.photos import FOLDER, file_name, small_name
from journal.summary import words
from journal.summary.around import Pictured
from journal.summary.entry_keys import keys_of, keys_of_test
from journal.summary.page import Page
from journal.summary.rows import Lines, limited, more
from journal.summary.second_side import MOST_LISTED, results_table
from journal.summary.window import Window
from journal.summary.wishes import Second, Wishes
from journal.web.entry_words import detail_of, title_of
from journal.web.medicine_names import names_of

# A larger picture is printed from its small copy: paper shows no more, and a page stays a page.
LARGEST = 700_000
AT_ONCE = 200
LONGEST = 200
# Doses are counted on the first side, and evenings are in its numbers.
LISTED = tuple(kind for kind in Kind if kind not in (Kind.DOSE, Kind.CHECK_IN, Kind.DIARY))


def pictures_of(page: Page, data: Path) -> dict[str, bytes]:
    """Return the photos of a page as JPEG by their id; one whose file is not here is left out."""
    return jpegs_of(page.pictured, data, LARGEST)


def jpegs_of(pictured: Iterable[Pictured], data: Path, largest: int) -> dict[str, bytes]:
    """Return these photos as JPEG by their id; the small copy of one that has more bytes."""
    found = {}
    for each in pictured:
        for name in (file_name(each.photo), small_name(each.photo)):
            path = data / FOLDER / name
            if path.is_file() and path.stat().st_size <= largest:
                found[str(each.photo)] = path.read_bytes()
                break
    return found


def listed_of(
    session: Session, child: Child, page: Page, wishes: Wishes, language: str
) -> Lines | None:
    """Return a line for every entry of the page's days, the newest first; None without the wish.

    What the family struck from the first side stands on no other one.
    """
    if Second.LIST not in wishes.second:
        return None
    zone = ZoneInfo(child.zone)
    window = Window(from_on=page.period.from_on, to_on=page.period.to_on, zone=zone)
    names = names_of(session, child.id)
    texts, count = [], 0
    for one in filter(
        None, (_bare(each, wishes.struck, window) for each in _every(session, child, window))
    ):
        count += 1
        if count <= MOST_LISTED:
            day = words.near_day(window.day(one.at), page.period.to_on, language)
            said = (title_of(one, names), detail_of(one, names, zone))
            texts.append(f"{day} {' · '.join(text for text in said if text)}")
    heading = _("Everything recorded in these days besides doses and evenings")
    found = limited(heading, texts, MOST_LISTED, longest=LONGEST)
    return replace(found, more=more(count - len(texts)))


def second_side(
    page: Page, photos: Sequence[Mapping[str, Any]], listed: Lines | None, language: str
) -> dict[str, Any]:
    """Return the second side for the screen: its photos, results and list, and whether it has any.

    photos  those of these days, as the page offers them
    """
    wanted = {str(each.photo) for each in page.pictured}
    with force_locale(language):
        results = results_table(page, language) if page.results else None
    shown = [one for one in photos if one["id"] in wanted]
    return {
        "photos": shown,
        "results": results,
        "listed": listed,
        "any": bool(shown or results or listed),
    }


def _every(session: Session, child: Child, window: Window) -> Iterator[Shown]:
    """Every entry of these days, the newest first; no more than a page is held."""
    before: Cursor | None = None
    while True:
        entries, before = timeline(
            session, child.id, kinds=LISTED, before=before, start=window.start, end=window.end,
            limit=AT_ONCE,
        )  # fmt: skip
        yield from entries
        if before is None:
            return


def _bare(entry: Shown, struck: frozenset[str], window: Window) -> Shown | None:
    """The entry as it may stand here: None where an item that was struck tells it.

    A draw loses the tests that were struck, and stands while it has others.
    """
    if entry.kind is Kind.DRAW:
        results = entry.fields["results"]
        kept = [each for each in results if not keys_of_test(each["test"]) & struck]
        return replace(entry, fields={**entry.fields, "results": kept}) if kept else None
    keys = keys_of(entry.kind, str(entry.id), entry.fields, window.day(entry.at))
    return None if keys & struck else entry
