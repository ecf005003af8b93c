"""Logging what belongs to a stay: what happened or was said, and what becomes of each medicine."""

import uuid
from abc import ABC
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_, Problem
from journal.plans.standing import State, standings
from journal.records.children import TeamMember
from journal.records.entries import Entry, Kind
from journal.records.kinds.review import Reviewed
from journal.records.kinds.stay import StayRow
from journal.records.kinds.stay_note import CAME, StayWhat
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, as_tiles, one_or_other, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.web.stay_address import stay_address
from journal.web.stay_words import kind_words

OVER = (State.STOPPED, State.ENDED)


class OfAStay(LogForm, ABC):
    """The stay goes along unseen. One tap of the stay's page sends no time: it means now."""

    renamed: ClassVar[Mapping[str, str]] = {"stay": ""}

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return {"stay": asked.get("stay") or str(last_stay(scene) or "")}

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        """The stay's page, before and after."""
        return stay_address(child_id, form.get("stay")) or super().back_to(child_id, form)

    def after_edit(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        return stay_address(child_id, form.get("stay"))

    def shared(self, form: Form, scene: Scene) -> dict[str, Any]:
        """What all of them say."""
        if not form.get("stay"):
            text = N_("This belongs to a hospital stay: write the admission first.")
            form.fail(Problem("stay_required", "", text))
        now = scene.now.astimezone(scene.zone).isoformat()
        return {
            "at": read_when(form, "at", scene.zone) if "at_on" in form.text else now,
            "stay": form.get("stay"),
            "by": one_or_other(form, "by", "other_by") or None,
            "note": words_or_none(form, "note"),
        }

    def filled(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        """The same as it stands in the form."""
        when = fill_when("at", fields["at"], scene.zone)
        return {**when, **{name: fields.get(name) or "" for name in ("stay", "by", "note")}}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {"people": who_tiles(scene, form.get("by"))}


class StayNoteForm(OfAStay):
    """A procedure, a test, a change of medicine, a name, a night, what is to come."""

    what = "stay_note"
    kind = Kind.STAY_NOTE
    template = "stay_note.html"

    def heading(self) -> str:
        return _("During the stay")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        what = asked.get("what", "")
        known = what if what in list(StayWhat) else StayWhat.PROCEDURE.value
        return {**super().start(scene, asked), "what": known}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        return [{**self.shared(form, scene), "what": form.get("what"), "text": form.get("text")}]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        return {**self.filled(fields, scene), "what": fields["what"], "text": fields["text"]}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        # That something came is said of what was to come, not of a new note.
        asked = {*CAME, *CAME.values()} if form.get("what") in {*CAME, *CAME.values()} else set()
        kinds = [
            (what.value, kind_words(what))
            for what in StayWhat
            if what not in CAME.values() or what in asked
        ]
        return {**super().context(scene, form), "kinds": kinds}


class ReviewForm(OfAStay):
    """What becomes of one medicine after the stay, as the hospital said (H37)."""

    what = "review"
    kind = Kind.REVIEW
    template = "review.html"

    def heading(self) -> str:
        return _("After the stay")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        decision = asked.get("decision", "")
        known = decision if decision in list(Reviewed) else ""
        medicine = asked.get("medicine", "")
        return {**super().start(scene, asked), "medicine": medicine, "decision": known}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        own = {name: words_or_none(form, name) for name in ("name", "told")}
        decision = form.get("decision")
        is_new = decision == Reviewed.NEW
        return [
            {
                **self.shared(form, scene),
                **own,
                "decision": decision,
                "medicine": None if is_new else words_or_none(form, "medicine"),
                "name": own["name"] if is_new else None,
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        own = {name: fields.get(name) or "" for name in ("medicine", "name", "told")}
        return {**self.filled(fields, scene), **own, "decision": fields["decision"]}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        found = standings(scene.session, scene.child, now=scene.now)
        chosen = form.get("medicine")
        tiles = [(str(one.medicine.id), one.medicine.name) for one in found]
        over = {str(one.medicine.id) for one in found if one.state in OVER} - {chosen}
        decisions = [
            (Reviewed.CONTINUES.value, _("Goes on as before")),
            (Reviewed.CHANGED.value, _("Changed")),
            (Reviewed.STOPPED.value, _("Stopped")),
            (Reviewed.NEW.value, _("New")),
        ]
        return {
            **super().context(scene, form),
            "medicines": [tile for tile in tiles if tile[0] not in over],
            "others": [tile for tile in tiles if tile[0] in over],
            "decisions": decisions,
        }


def last_stay(scene: Scene) -> uuid.UUID | None:
    """The stay that began last: a form that is opened without one belongs to it."""
    return scene.session.exec(
        select(StayRow.entry_id)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(StayRow.child_id == scene.child.id, col(Entry.deleted).is_(False))
        .order_by(col(StayRow.at).desc(), col(StayRow.entry_id))
        .limit(1)
    ).first()


def who_tiles(scene: Scene, chosen: str) -> list[tuple[str, str]]:
    """The care team as the family named it, somebody else, and nobody in particular."""
    team = list(
        scene.session.exec(
            select(TeamMember.name)
            .where(TeamMember.child_id == scene.child.id)
            .order_by(col(TeamMember.position))
        )
    )
    if chosen and chosen != "other" and chosen not in team:
        team.append(chosen)
    return [*as_tiles(team, other=_("Somebody else")), ("", _("Nobody in particular"))]
