"""Answering a questionnaire that the household brought in."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from flask import url_for
from flask_babel import gettext as _

from journal.care.problems import N_, Problem, Refused
from journal.care.questionnaires import (
    Answers,
    Question,
    Questionnaire,
    check_answers,
    is_asked,
    read_questionnaire,
)
from journal.plans.questionnaires import questionnaire_of
from journal.records.access import Stranger
from journal.records.entries import Kind
from journal.records.questionnaires import Questionnaire as Kept
from journal.web.forms import Form
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when

OWN = "own"  # an answer of one's own, where a list is open


class ResponseForm(LogForm):
    """Its questions as the file has them; fields are numbered, as link ids may be anything."""

    what = "response"
    kind = Kind.RESPONSE
    template = "response.html"
    renamed: ClassVar = {"questionnaire": "", "version": ""}

    def heading(self) -> str:
        return _("Questionnaire")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        return {"questionnaire": asked.get("questionnaire", "")}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        kept = _kept(scene, form.get("questionnaire"))
        if kept is None:
            sentence = N_("Choose the questionnaire again: this one is not here any more.")
            form.fail(Problem("questionnaire_unknown", "", sentence))
            return []
        questions = read_questionnaire(kept.resource)
        answers = {
            question.link: said
            for number, question in numbered(questions)
            if (said := list(_said(form, number, question)))
        }
        answers = {link: said for link, said in answers.items() if _stays(questions, link, answers)}
        try:
            check_answers(questions, answers)
        except Refused as refused:
            for problem in refused.problems:
                form.fail(problem, self.field_of(problem.field, {"questionnaire": kept}))
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "questionnaire": str(kept.id),
                "version": kept.version or None,
                "answers": answers,
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        found: dict[str, Any] = {
            **fill_when("at", fields["at"], scene.zone),
            "questionnaire": fields["questionnaire"],
            "note": fields.get("note") or "",
        }
        kept = _kept(scene, fields["questionnaire"])
        if kept is not None:
            for number, question in numbered(read_questionnaire(kept.resource)):
                found |= dict(_filled(number, question, fields["answers"].get(question.link, [])))
        return found

    def field_of(self, name: str | None, fields: Fields) -> str:
        link, kept = (name or "").removeprefix("answers."), fields.get("questionnaire")
        if name != link and isinstance(kept, Kept):
            for number, question in numbered(read_questionnaire(kept.resource)):
                if question.link == link:
                    return number
        return super().field_of(name, fields)

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        return url_for("questionnaires.index", child_id=child_id)

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        kept = _kept(scene, form.get("questionnaire"))
        if kept is None:
            return {"asked": None, "index_url": self.back_to(scene.child.id, form)}
        questions = read_questionnaire(kept.resource)
        numbers = {question.link: number for number, question in numbered(questions)}
        return {
            "heading": questions.title,
            "asked": questions,
            "numbers": numbers,
            "own": OWN,
            "licence": kept.licence,
            "index_url": self.back_to(scene.child.id, form),
        }


def numbered(questions: Questionnaire) -> Iterator[tuple[str, Question]]:
    """The questions that are asked, each with the name of its field."""
    asked = [each for each in questions.all() if each.asked]
    for place, question in enumerate(asked):
        yield f"q{place}", question


def _kept(scene: Scene, typed: str) -> Kept | None:
    try:
        return questionnaire_of(scene.session, scene.child, uuid.UUID(str(typed)))
    except (ValueError, Stranger):
        return None


def _stays(questions: Questionnaire, link: str, answers: Answers) -> bool:
    """Answers to what was not asked in the end are let go, as the file says (enableWhen)."""
    found = next(each for each in questions.all() if each.link == link)
    return is_asked(questions, found, answers)


def _said(form: Form, number: str, question: Question) -> Iterator[str]:
    if question.options and question.repeats:
        for place, option in enumerate(question.options):
            if form.get(f"{number}_{place}"):
                yield option.key
    elif question.options:
        chosen = form.get(number)
        if chosen.isdecimal() and int(chosen) < len(question.options):
            yield question.options[int(chosen)].key
    elif typed := form.get(number):
        yield typed
    if question.type == "open-choice" and question.options:
        chosen = form.get(number)
        typed = form.get(f"{number}_own")
        if typed and (question.repeats or chosen in ("", OWN)):
            yield typed


def _filled(number: str, question: Question, said: Sequence[str]) -> Iterator[tuple[str, str]]:
    keys = [option.key for option in question.options]
    for each in said:
        if each not in keys:
            yield (f"{number}_own" if question.options else number), each
        elif question.repeats:
            yield f"{number}_{keys.index(each)}", "yes"
        else:
            yield number, str(keys.index(each))
