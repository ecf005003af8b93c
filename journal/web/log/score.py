"""Logging a score: the number on the clinic's paper, with the scale it stands on."""

from functools import partial
from typing import Any, ClassVar

from flask_babel import gettext as _

from journal.care.knowledge.measures import Measure, find_measure, measures
from journal.care.units import read_number, show_amount
from journal.records.entries import Kind
from journal.records.kinds.score import ScoredBy
from journal.web.forms import Form
from journal.web.life_words import scale_text
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when

OTHER = "other"
AT = "@"  # between a measure and the one of its scales that a tile means


class ScoreForm(LogForm):
    """One number. A measure with two scales has a tile for each: nobody forgets which it was."""

    what = "score"
    kind = Kind.SCORE
    template = "score.html"
    renamed: ClassVar = {"name": "other_name", "scale": "measure"}

    def heading(self) -> str:
        return _("Score from the clinic")

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        measure, _at, scale = form.get("measure").partition(AT)
        value = form.read("value", partial(read_number, field="value", least=0))
        known = find_measure(measure)
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "measure": measure,
                "name": words_or_none(form, "other_name") if measure == OTHER else None,
                "value": "" if value is None else show_amount(value),
                "scale": scale or None,
                "by": form.get("by") or (known.by if known else ScoredBy.CLINICIAN.value),
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        measure, scale = fields["measure"], fields.get("scale")
        return {
            **fill_when("at", fields["at"], scene.zone),
            "measure": f"{measure}{AT}{scale}" if scale else measure,
            "other_name": fields.get("name") or "",
            "value": fields["value"],
            "by": fields["by"],
            "note": fields.get("note") or "",
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {
            "measures": [tile for one in measures() for tile in _tiles(one)],
            "judges": [
                ("clinician", _("The clinic")),
                ("parent", _("A parent")),
                ("child", _("The child")),
            ],
        }


def _tiles(measure: Measure) -> list[tuple[str, str, str]]:
    """A tile for each scale; for wellbeing none: it has a page of its own."""
    if measure.id == "wellbeing":
        return []
    scales = [one.id for one in measure.scales] if len(measure.scales) > 1 else [None]
    return [
        (
            f"{measure.id}{AT}{scale}" if scale else measure.id,
            _(measure.label),
            scale_text({"measure": measure.id, "scale": scale}) or "",
        )
        for scale in scales
    ]
