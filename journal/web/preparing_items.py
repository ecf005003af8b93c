"""What stands on a prepared page, item by item, so that a family may leave one out."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from journal.summary import history, treatment, words
from journal.summary.compared_words import since_row
from journal.summary.lines import line_title
from journal.summary.page import Page
from journal.summary.struck import SCHOOL, STRIKABLE

DATED = {"changes", "infusions", "fevers", "visits", "agreed"}


def items(page: Page, struck: Collection[str], language: str) -> list[dict[str, Any]]:
    """Groups of what may be left out: label and rows (key, words, struck).

    page  with everything on it, also what is struck
    """
    seen: set[str] = set()
    groups = []
    for name, label in _groups().items():
        rows = []
        for key, only in _alone(page, name):
            # A symptom is one item, in its line and in its drawing.
            if key not in seen:
                seen.add(key)
                said = _said(only, name, language)
                rows.append({"key": key, "words": said, "struck": key in struck})
        if rows:
            groups.append({"label": label, "rows": rows})
    return groups


def _alone(page: Page, name: str) -> Iterator[tuple[str, Page]]:
    """Each item of a kind with a page that says nothing else: its words are the item's."""
    nothing: dict[str, Any] = dict.fromkeys(STRIKABLE, ())
    bare = replace(page, school_missed=0, unrecorded=(), **nothing)
    if name == SCHOOL:
        if page.school_missed:
            yield SCHOOL, replace(bare, school_missed=page.school_missed)
        return
    for each in _of(page, name):
        one: dict[str, Any] = {name: (each,)}
        yield each.key, replace(bare, **one)


def _groups() -> dict[str, str]:
    return {
        "since": _("Better, same, worse"),
        "plotted": _("Lines over time"),
        "symptoms": _("Drawn over time"),
        "changes": _("Changes of medicines"),
        "infusions": _("Infusions"),
        "stays": _("Hospital stays"),
        "to_come": _("Still to come after a stay"),
        "fevers": _("Fevers"),
        "measurements": _("Measurements"),
        SCHOOL: _("School"),
        "infected": _("Infections and contacts"),
        "activities": _("Moving and sun"),
        "wanted": _("Safety labs, last and next"),
        "waiting": _("Vaccines waiting: ask your team"),
        "visits": _("Visits"),
        "agreed": _("Agreed at the last visit"),
    }


def _of(page: Page, name: str) -> list[Any]:
    """Newest first, where they have a day."""
    found = list(getattr(page, name))
    if name in DATED:
        found.sort(key=lambda each: each.on, reverse=True)
    return found


def _said(only: Page, name: str, language: str) -> str:
    match name:
        case "since":
            return " · ".join(filter(None, since_row(only.since[0], only, language)))
        case "symptoms":
            return words.symptom(only.symptoms[0].name)
        case "plotted":
            return line_title(only.plotted[0])
        case "changes":
            return ": ".join(treatment.changed(only.changes[0], only, language))
        case "infusions":
            return ", ".join(filter(None, treatment.infusions(only, language).rows[0]))
    return " ".join(line for block in history.every_block(only, language) for line in block.lines)
