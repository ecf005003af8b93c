"""By the child: six faces, one tap. What it means as a number is nowhere on the page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from journal.care.problems import N_, Problem
from journal.records.entries import Kind
from journal.records.kinds.score import ScoredBy
from journal.web.face_words import face_words
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene
from journal.web.log.when import fill_when, read_when

WELLBEING = "wellbeing"


class FacesForm(LogForm):
    """The child's own wellbeing, 0 to 10 in steps of two, as the child tapped it."""

    what = "faces"
    kind = Kind.SCORE
    template = "faces.html"

    def heading(self) -> str:
        return _("Six faces")

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        face = form.get("face")
        if face not in face_words():
            form.fail(Problem("choice_required", "face", N_("Tap one of the faces.")))
        at = scene.now.astimezone(scene.zone).isoformat()
        if "at_on" in form.text:
            at = read_when(form, "at", scene.zone) or at
        return [{"at": at, "measure": WELLBEING, "value": face, "by": ScoredBy.CHILD.value}]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        return {**fill_when("at", fields["at"], scene.zone), "face": fields["value"]}

    def field_of(self, name: str | None, fields: Fields) -> str:
        return "face" if name in {"value", "measure", "by"} else super().field_of(name, fields)

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {"faces": list(face_words().items())}


def is_by_faces(fields: Mapping[str, Any]) -> bool:
    """Whether a score was tapped among the faces, or reads as if it was."""
    own = fields["measure"] == WELLBEING and fields["by"] == ScoredBy.CHILD
    return own and fields["value"] in face_words()
