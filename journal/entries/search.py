"""What search reads of an entry."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from journal.care import knowledge
from journal.care.knowledge.labs import find_lab_test
from journal.records.fields import Fields
from journal.records.kinds.draw import Draw
from journal.records.kinds.infection import Infection
from journal.records.kinds.symptom import Symptom
from journal.records.kinds.vaccination import Vaccination
from journal.records.medicines import Medicine

LIMIT = 12_000


def search_text(session: Session, value: Fields) -> str:
    """All words of the entry in lower case, with the names behind its codes."""
    words: list[str] = []
    for _, field in value:
        if isinstance(field, str):
            words.append(field)
        elif isinstance(field, list):
            words += [word for item in field for word in _words(item)]
    if isinstance(value, Symptom) and (symptom := knowledge.find_symptom(value.symptom)):
        words.append(symptom.label)
    if isinstance(value, Infection) and (infection := knowledge.find_infection(value.name)):
        words.append(infection.label)
    if isinstance(value, Draw):
        words += [test.name for each in value.results if (test := find_lab_test(each["test"]))]
    if isinstance(value, Vaccination) and (vaccine := knowledge.find_vaccine(value.vaccine)):
        words += vaccine.names
    medicine_id = getattr(value, "medicine", None)
    if medicine_id is not None and (medicine := session.get(Medicine, medicine_id)):
        words.append(medicine.name)
    return " ".join(words).casefold()[:LIMIT]


def _words(item: Any) -> list[str]:
    return [str(part) for part in item.values()] if isinstance(item, Mapping) else [str(item)]
