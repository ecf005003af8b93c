"""Questionnaires and what was answered, as one FHIR R4 Bundle for other programs."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.questionnaires import Questionnaire, read_questionnaire
from journal.entries.reading import Shown
from journal.exchange.fhir_responses import response_of
from journal.plans.questionnaires import questionnaire_of
from journal.records.children import Child

HEAD, TAIL = '{"resourceType":"Bundle","type":"collection","entry":[', "]}\n"


def resources(
    session: Session, child: Child, responses: Iterable[Shown]
) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of the Bundle: each response, then the questionnaires they answer.

    A questionnaire stands as its file has it, licence and all.
    """
    zone = ZoneInfo(child.zone)
    forms: dict[uuid.UUID, tuple[Questionnaire, Mapping[str, Any]]] = {}
    for shown in responses:
        id_ = uuid.UUID(shown.fields["questionnaire"])
        if id_ not in forms:
            kept = questionnaire_of(session, child, id_)
            forms[id_] = read_questionnaire(kept.resource), kept.resource
        found = response_of(forms[id_][0], shown.fields["answers"], authored=shown.at, zone=zone)
        yield {"fullUrl": f"urn:uuid:{shown.id}", "resource": found}
    for id_, (_form, resource) in forms.items():
        yield {"fullUrl": f"urn:uuid:{id_}", "resource": resource}
