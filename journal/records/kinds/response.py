"""Answers to a questionnaire that the household has imported. Its own rule scores it, or none."""

from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator
from sqlmodel import Field

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import FieldRefused, Fields, Id, ShortText, checked_text

MOST_ANSWERS, MOST_EACH = 500, 20


def _answers(value: Any) -> Any:
    """By link id what was answered, as text; an item without an answer is not in it (H31)."""
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        raise _refused()
    return {checked_text(link, 200): _each(said) for link, said in value.items() if said}


def _each(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_EACH:
        raise _refused()
    if not all(isinstance(one, str) for one in value):
        raise _refused()
    return [checked_text(one, 2000) for one in value]


def _refused() -> FieldRefused:
    sentence = N_("Answers are a list of texts for each question.")
    return FieldRefused(Problem("type", None, sentence))


class Response(Fields):
    """questionnaire: the one imported; version: as it was when it was answered.

    No total is kept: it is worked out from the answers by the questionnaire's own rule, and a
    missing answer leaves none (H31).
    """

    questionnaire: Id
    version: ShortText | None = None
    answers: Annotated[dict[str, list[str]], BeforeValidator(_answers)] = Field(sa_type=sa.JSON)

    def check(self) -> None:
        if not self.answers:
            raise Refused(Problem("required", "answers", N_("Answer at least one question.")))


class ResponseRow(KindRow, Response, table=True):
    """A response on disk. `Response` has checked every field before it gets here."""

    __tablename__ = "response"

    __table_args__ = (sa.Index(None, "child_id", "questionnaire", "at"),)
