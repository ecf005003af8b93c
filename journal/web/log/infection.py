"""Logging an infection, a contact with one, or a germ that a hospital found: one tap says which."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.problems import N_, Problem
from journal.records.entries import Kind
from journal.records.kinds.infection import Infected
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.web.telephones import telephones

OTHER = "other"
WORDS = ("contact", "place", "treated", "note")


class InfectionForm(LogForm):
    """The tile says what it is and its name: "exposure:chickenpox", "germ:other"."""

    what = "infection"
    kind = Kind.INFECTION
    template = "infection.html"
    moments = ("at", "until", "told_at")
    renamed: ClassVar = {"what": "which"}

    def heading(self) -> str:
        return _("Infection or contact")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return {"which": asked.get("which", "")}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        what, _colon, name = form.get("which").partition(":")
        if what not in list(Infected):
            form.fail(Problem("infection_required", "which", N_("Choose what it is.")))
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "what": what,
                "name": form.get("other_name") if name == OTHER else name,
                "until": read_when(form, "until", scene.zone, required=False),
                "told_at": read_when(form, "told_at", scene.zone, required=False),
                **{each: words_or_none(form, each) for each in WORDS},
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        name = fields["name"]
        known = any(each.id == name for each in _names(fields["what"]))
        filled = {
            "which": f"{fields['what']}:{name if known else OTHER}",
            "other_name": "" if known else name,
            **{each: fields.get(each) or "" for each in WORDS},
        }
        for moment in self.moments:
            filled |= fill_when(moment, fields.get(moment), scene.zone)
        return filled

    def field_of(self, name: str | None, fields: Fields) -> str:
        if name == "name":
            known = knowledge.find_infection(str(fields.get("name")))
            return "which" if known else "other_name"
        return super().field_of(name, fields)

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        labels = {
            Infected.INFECTION: _("You have")
            if scene.actor and scene.actor.own == scene.child.id
            else _("%(name)s has", name=scene.child.name),
            Infected.GERM: _("A hospital or laboratory found"),
            # Last: what asks for a call says so right below it.
            Infected.EXPOSURE: _("Contact with somebody who has"),
        }
        return {
            "groups": [
                {
                    "label": label,
                    "options": [
                        *(
                            (f"{what}:{each.id}", _(each.label), _hint(each))
                            for each in _names(what)
                        ),
                        (f"{what}:{OTHER}", _("Something else"), _other_hint(what)),
                    ],
                }
                for what, label in labels.items()
            ],
            "telephones": telephones(scene.session, scene.child),
        }


def _names(what: str) -> list[knowledge.Infection]:
    return [each for each in knowledge.infections() if what in each.kinds]


def _hint(each: knowledge.Infection) -> str:
    return _("call the team") if each.at_once else ""


def _other_hint(what: str) -> str:
    """A contact in own words shows the telephones too: it may be one the journal cannot read."""
    return _("ask the team") if what == Infected.EXPOSURE else ""
