"""The second side of a prepared page: the chosen photos as files, and every entry in a line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.levels import named
from journal.entries.reading import Shown, timeline
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.photos import FOLDER, file_name, small_name
from journal.summary import words
from journal.summary.page import Page
from journal.summary.rows import Lines, limited
from journal.summary.second_side import MOST_LISTED
from journal.summary.window import Window
from journal.summary.wishes import Second, Wishes
from journal.web.entry_words import detail_of, title_of
from journal.web.medicine_names import names_of

# A larger picture is printed from its small copy: paper shows no more, and a page stays a page.
LARGEST = 700_000
READ = 2000
LONGEST = 200
# Doses are counted on the first side, and evenings are in its numbers.
LISTED = tuple(kind for kind in Kind if kind not in (Kind.DOSE, Kind.CHECK_IN, Kind.DIARY))


def pictures_of(page: Page, data: Path) -> dict[str, bytes]:
    """Return the photos of a page as JPEG by their id; one whose file is not here is left out."""
    found = {}
    for each in page.pictured:
        for name in (file_name(each.photo), small_name(each.photo)):
            path = data / FOLDER / name
            if path.is_file() and path.stat().st_size <= LARGEST:
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
    entries, _older = timeline(
        session, child.id, kinds=LISTED, start=window.start, end=window.end, limit=READ
    )
    names = names_of(session, child.id)
    texts = []
    for one in entries:
        if not is_struck(one, wishes.struck, window):
            day = words.near_day(window.day(one.at), page.period.to_on, language)
            said = (title_of(one, names), detail_of(one, names, zone))
            texts.append(f"{day} {' · '.join(text for text in said if text)}")
    heading = _("Everything recorded in these days besides doses and evenings")
    return limited(heading, texts, MOST_LISTED, longest=LONGEST)


def is_struck(entry: Shown, struck: frozenset[str], window: Window) -> bool:
    """Say whether an entry is told by an item that the family left out."""
    keys = {f"{what}:{entry.id}" for what in ("visit", "stay", "infusion", "infection", "to_come")}
    return bool((keys | _keys(entry.kind, entry.fields, window.day(entry.at))) & struck)


def _keys(kind: Kind, fields: Mapping[str, Any], on: object) -> set[str]:
    match kind:
        case Kind.SYMPTOM:
            key = named(fields["symptom"], fields.get("name"))
            return {f"since:{key}"} | ({f"fever:{on}"} if key == "fever" else set())
        case Kind.STRENGTH:
            return {f"since:task:{fields['task']}:{fields.get('steps') or ''}"}
        case Kind.MEASUREMENT:
            what = fields["what"]
            fever = {f"fever:{on}"} if what == "temperature" else set()
            return {f"measurement:{what}"} | fever
        case Kind.ACTIVITY:
            is_school = fields["what"] == "school_missed"
            return {"school"} if is_school else {f"activity:{fields['what']}"}
    return set()
