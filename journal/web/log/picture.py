"""Logging a picture of a series: which place and side, the picture, and when it was taken."""

import uuid
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_, Problem
from journal.entries.series import Taken, last_of_each
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.kinds.picture import Series
from journal.records.photos import photos_of
from journal.summary.picture_words import series_words, side_words, taken_of
from journal.web.drawn import ENTRY, entry_address
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.web.picture_words import PLACED, how_words
from journal.words import day_text

KEY = ("series", "side", "place")
MOST_KNOWN = 8


class PictureForm(LogForm):
    """The tile of the last time, the picture, Save: two taps besides taking it."""

    what = "picture"
    kind = Kind.PICTURE
    template = "picture.html"

    def heading(self) -> str:
        return _("Photo of a series")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        """The address may say which series, side and place."""
        return {name: asked.get(name, "") for name in KEY if asked.get(name)}

    def goes_on_to(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        """The entry's own page: there the picture stands with the child's name (H30)."""
        if entry in {"", ENTRY}:
            return entry_address("entries.show", child_id)
        return url_for("entries.show", child_id=child_id, entry_id=uuid.UUID(entry))

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        series = form.get("series")
        if series not in list(Series):
            form.fail(Problem("series_required", "series", N_("Choose which place it shows.")))
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "series": series,
                "side": form.get("side") or None,
                "place": words_or_none(form, "place") if series in PLACED else None,
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        when = fill_when("at", fields["at"], scene.zone)
        return {**when, **{name: fields.get(name) or "" for name in (*KEY, "note")}}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        last, how = last_of_each(scene.session, scene.child.id), how_words()
        return {
            "known": [_known(scene, each, form) for each in last[:MOST_KNOWN]],
            "series": [(each, words, how[each]) for each, words in series_words().items()],
            "sides": [
                (side, words[:1].upper() + words[1:]) for side, words in side_words().items()
            ],
            "ghosts": ghosts_of(scene.session, scene.child),
            "places": sorted({each.place for each in last if each.place}),
        }


def ghosts_of(session: Session, child: Child) -> dict[str, dict[str, str]]:
    """The last picture of each series that is here, by its series, side and place.

    The camera lays it over the next one, without signal too: a phone keeps these.
    """
    last = last_of_each(session, child.id)[:MOST_KNOWN]
    here = photos_of(session, child.id, (each.photos[0] for each in last))
    return {
        "|".join(each.key): {
            "id": each.photos[0],
            "alt": _("The last picture: %(what)s", what=_shows(each, child)),
        }
        for each in last
        if each.photos[0] in here
    }


def _shows(each: Taken, child: Child) -> str:
    said = {name: getattr(each, name) for name in KEY}
    return f"{taken_of(said)}, {day_text(each.at.astimezone(ZoneInfo(child.zone)).date())}"


def _known(scene: Scene, taken: Taken, form: Form) -> dict[str, Any]:
    """A series the family has already: a tap fills in which."""
    said = {name: getattr(taken, name) for name in KEY if getattr(taken, name)}
    return {
        "label": taken_of(said),
        "url": url_for("log.new", child_id=scene.child.id, what=PictureForm.what, **said),
        "current": all(form.get(name) == said.get(name, "") for name in KEY),
    }
