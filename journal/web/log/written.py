"""Logging what needs words: visits, questions, notes, a diary."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_, Problem
from journal.plans.preparations import preparation_in, sitting_of
from journal.records.children import TeamMember
from journal.records.entries import Kind
from journal.web.drawn import STAY
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, as_tiles, one_or_other, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.web.stay_address import stay_address
from journal.web.visit_address import ROOM, carried, visit_address


class VisitForm(LogForm):
    """With whom, where, and what they said."""

    what = "visit"
    kind = Kind.VISIT
    template = "visit.html"

    def heading(self) -> str:
        return _("Visit")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        """`room` of the address: the prepared page of the visit, with whom and when it was."""
        row = preparation_in(scene.session, scene.child, asked.get(ROOM, ""))
        if row is None:
            return {}
        sitting = sitting_of(scene.session, scene.child, row)
        today = scene.now.astimezone(scene.zone).date()
        when = {"at_on": sitting.on.isoformat()} if sitting.on < today else {}
        if when and sitting.appointment is not None:
            when = fill_when("at", sitting.appointment.at, scene.zone)
        return {"team_member": sitting.whom, "preparation": str(row.id), ROOM: str(row.id), **when}

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        """The room, for what is written there."""
        return visit_address(child_id, form.text) or super().back_to(child_id, form)

    def after_edit(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        return visit_address(child_id, form.text)

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "team_member": one_or_other(form, "team_member", "other_member") or None,
                **{name: words_or_none(form, name) for name in ("place", "told", "note")},
                # A form of an older build has neither: what stands is left as it is.
                **{
                    name: words_or_none(form, name)
                    for name in ("next_steps", "preparation")
                    if name in form.text
                },
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        names = ("team_member", "place", "told", "next_steps", "preparation", "note")
        when = fill_when("at", fields["at"], scene.zone)
        room = {ROOM: fields["preparation"]} if fields.get("preparation") else {}
        return {**when, **{name: fields.get(name) or "" for name in names}, **room}

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        team = list(
            scene.session.exec(
                select(TeamMember.name)
                .where(TeamMember.child_id == scene.child.id)
                .order_by(col(TeamMember.position))
            )
        )
        chosen = form.get("team_member")
        if chosen and chosen != "other" and chosen not in team:
            team.append(chosen)
        return {"team": as_tiles(team, other=_("Somebody else"))}


class QuestionForm(LogForm):
    """A question for the next visit or for rounds; the answer comes later on the same entry."""

    what = "question"
    kind = Kind.QUESTION
    template = "question.html"
    renamed: ClassVar = {"stay": ""}

    def heading(self) -> str:
        return _("Question")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        """`stay` of the address: it is asked there. A phone's own form belongs to none."""
        stay = asked.get("stay", "")
        return carried(asked) | ({"stay": stay} if stay not in {"", STAY} else {})

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        """The stay's page for a question of its rounds; the page of a visit for one of that."""
        address = stay_address(child_id, form.get("stay")) or visit_address(child_id, form.text)
        return address or super().back_to(child_id, form)

    def after_edit(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        return stay_address(child_id, form.get("stay")) or visit_address(child_id, form.text)

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        answer = words_or_none(form, "answer")
        fields = {
            "at": read_when(form, "at", scene.zone),
            "text": form.get("text"),
            "answer": answer,
            "note": words_or_none(form, "note"),
        }
        # The moment of the first answer stays when its words are mended.
        answered = form.get("answered") or scene.now.astimezone(scene.zone).isoformat()
        # A form of an older build has neither: what stands is left as it is.
        later: dict[str, Any] = {
            name: words_or_none(form, name) for name in ("stay", "answered_by") if name in form.text
        }
        # Where the name is filled in already, Save without an answer would look like one.
        if later.get("answered_by") and not answer:
            form.fail(
                Problem("required", "answer", N_("Write the answer, or leave out who answered.")),
                "answer",
            )
        return [{**fields, **later, "answered": answered if answer else None}]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        when = fill_when("at", fields["at"], scene.zone)
        names = ("text", "answer", "answered", "answered_by", "stay", "note")
        return {**when, **{name: fields.get(name) or "" for name in names}}


class NoteForm(LogForm):
    """Whatever else the family wants to remember."""

    what = "note"
    kind = Kind.NOTE
    template = "note.html"

    def heading(self) -> str:
        return _("Note")

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        return [{"at": read_when(form, "at", scene.zone), "note": words_or_none(form, "note")}]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        when = fill_when("at", fields["at"], scene.zone)
        return {**when, "note": fields.get("note") or ""}


class DiaryForm(NoteForm):
    """A note to oneself: nobody else sees it (H39)."""

    what = "diary"
    kind = Kind.DIARY
    template = "diary.html"

    def heading(self) -> str:
        return _("My diary")
