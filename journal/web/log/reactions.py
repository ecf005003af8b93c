"""Logging a reaction: while an infusion runs, and at the looks one, two and three days after it."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.infusion_kinds import variant_for
from journal.care.knowledge.infusions import Variant
from journal.care.problems import N_, Problem
from journal.records.kinds.checkpoint import Seen
from journal.records.kinds.infusion import InfusionRow
from journal.web.forms import Form
from journal.web.log.checkpoint import CheckpointForm, last_infusion, read_whole, shown
from journal.web.log.infusion import each_line
from journal.web.log.scene import Fields, Scene, words_or_none
from journal.web.telephones import telephones

NONE = "none"
# Where the address does not say which look it is.
FIRST_LOOK = "24"


class ReactionForm(CheckpointForm):
    """What was seen, how strong, what was done about it."""

    what = "reaction"
    kinds = (Seen.REACTION,)
    template = "reaction.html"
    several = ("reaction",)

    def heading(self) -> str:
        return _("Reaction")

    def read_seen(self, form: Form) -> dict[str, Any]:
        return {
            "reaction": [*form.text.get("reaction", []), *each_line(form.get("more_reaction"))],
            "severity": read_whole(form, "severity"),
            "done": words_or_none(form, "done"),
        }

    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        # Which words are offered hangs on the product: the phone and the page put others beside.
        return {
            "reaction": list(fields.get("reaction") or []),
            "more_reaction": "",
            "severity": shown(fields.get("severity")),
            "done": fields.get("done") or "",
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        variant = variant_of(scene, form.get("infusion"))
        return {
            "words": offered(self.words_of(variant), form),
            "telephones": telephones(scene.session, scene.child),
            "sources": variant.reaction_sources,
        }

    def words_of(self, variant: Variant) -> tuple[str, ...]:
        """The words to tick."""
        return variant.reactions


class AfterForm(ReactionForm):
    """How is it, one day or more after the end: in two taps."""

    what = "after"
    kinds = (Seen.AFTER,)
    template = "after.html"
    renamed: ClassVar = {"infusion": ""}

    def heading(self) -> str:
        return _("After the infusion")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        hours = asked.get("hours", "")
        known = hours.isdecimal() and len(hours) < 5
        return {**super().start(scene, asked), "hours": hours if known else FIRST_LOOK}

    def read_seen(self, form: Form) -> dict[str, Any]:
        found = super().read_seen(form)
        if not found["reaction"]:
            text = N_("Choose what there is, or “None of these”.")
            form.fail(Problem("choice_required", "reaction", text))
        elif NONE in found["reaction"] and len(found["reaction"]) > 1:
            text = N_("Choose what there is, or “None of these”, not both.")
            form.fail(Problem("choice_unknown", "reaction", text))
        seen = [word for word in found["reaction"] if word != NONE]
        return {**found, "reaction": seen, "hours": read_whole(form, "hours")}

    def fill_seen(self, fields: Fields) -> dict[str, Any]:
        found = super().fill_seen(fields)
        found["reaction"] = found["reaction"] or [NONE]
        return {**found, "hours": shown(fields.get("hours"))}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        variant = variant_of(scene, form.get("infusion"))
        found = super().context(scene, form)
        hours = dict.fromkeys([*map(str, variant.after_hours), form.get("hours") or FIRST_LOOK])
        return {
            **found,
            "words": [(NONE, _("None of these")), *found["words"]],
            "looks": [(hour, _("%(hours)s h", hours=hour)) for hour in hours],
            "sources": variant.after_sources,
        }

    def words_of(self, variant: Variant) -> tuple[str, ...]:
        return variant.after_questions


def variant_of(scene: Scene, infusion: str) -> Variant:
    """What kind of infusion this is; of one that is not here yet, what the last one was."""
    try:
        asked = uuid.UUID(infusion)
    except ValueError:
        asked = last_infusion(scene) or uuid.UUID(int=0)
    product = scene.session.exec(
        select(InfusionRow.product).where(
            InfusionRow.entry_id == asked, col(InfusionRow.child_id) == scene.child.id
        )
    ).first()
    return variant_for(product or "")


def offered(words: tuple[str, ...], form: Form) -> list[tuple[str, str]]:
    """Tiles of these words, and of what was written in others before."""
    written = [word for word in form.text.get("reaction", []) if word not in (*words, NONE)]
    return [(word, _(word)) for word in (*words, *written)]
