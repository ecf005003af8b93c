"""One section of a patient summary, and what it says when the journal has nothing for it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from journal.exchange.fhir_parts import LOINC, Json, Part, coding
from journal.exchange.xhtml import narrative, paragraph

EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section. parts: what it refers to; beside: what those refer to in turn."""

    code: str
    display: str
    title: str
    text: tuple[str, ...]
    parts: tuple[Part, ...]
    beside: tuple[Part, ...] = ()
    is_wanted: bool = False

    def as_json(self, language: str) -> Json:
        """The section as it stands in the Composition: silence is never "none" in it."""
        found: Json = {
            "title": self.title,
            "code": {"coding": [coding(LOINC, self.code, self.display)]},
        }
        if self.parts:
            found["text"] = narrative(*self.text, language=language)
            found["entry"] = [each.reference for each in self.parts]
            return found
        said = _("The journal says nothing about this. That does not mean that there is nothing.")
        unavailable = {"coding": [coding(EMPTY, "unavailable", "Unavailable")], "text": said}
        found["text"] = narrative(*self.text, paragraph(said), language=language)
        return found | {"emptyReason": unavailable}
