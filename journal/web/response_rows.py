"""What was answered to a questionnaire, question by question, as its file words both."""

import uuid

from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.questionnaires import read_questionnaire
from journal.entries.reading import Shown
from journal.plans.questionnaires import questionnaire_of
from journal.records.children import Child
from journal.records.entries import Kind


def answer_rows(session: Session, child: Child, shown: Shown) -> list[tuple[str, str]]:
    """Rows of question and answers, in the questionnaire's order; none for other entries."""
    if shown.kind is not Kind.RESPONSE:
        return []
    kept = questionnaire_of(session, child, uuid.UUID(shown.fields["questionnaire"]))
    rows = [(_("Questionnaire"), kept.title)]
    for question in read_questionnaire(kept.resource).all():
        labels = {option.key: option.label for option in question.options}
        if said := shown.fields["answers"].get(question.link):
            rows.append((question.text, ", ".join(labels.get(each, each) for each in said)))
    return rows
