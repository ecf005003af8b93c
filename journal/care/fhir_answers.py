"""Answers to FHIR questions: texts as they are kept, and the values they stand for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from journal.care.problems import N_, Problem, Refused
from journal.care.units import read_number

# Codes of different systems may be the same word: both stand in the key of an answer.
BETWEEN = "|"
WEIGHTS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
WHOLE = re.compile(r"-?\d{1,9}")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that is offered. key: how it is kept; fhir, value: its key and value in FHIR;
    weight: what the file itself says that it counts, None where it does not."""

    key: str
    label: str
    code: str
    fhir: str
    value: Any
    weight: Decimal | None = None

    @classmethod
    def of(cls, offered: Mapping[str, Any]) -> "Option":
        """An answerOption of the file."""
        fhir = next((name for name in offered if name.startswith("value")), "valueString")
        value = offered.get(fhir, "")
        if isinstance(value, Mapping):
            code, system = str(value.get("code") or ""), str(value.get("system") or "")
            label = str(value.get("display") or code)
            kept = {name: value[name] for name in ("system", "code", "display") if value.get(name)}
            key = f"{system}{BETWEEN}{code}" if system else code or label
            weight = weight_in(offered)
            weight = weight_in(value) if weight is None else weight
            return cls(key, label, code, fhir, kept, weight)
        return cls(str(value), str(value), str(value), fhir, value)


def weight_in(part: Mapping[str, Any]) -> Decimal | None:
    """What an answer counts for, as the file says it; None where it does not."""
    for each in part.get("extension") or []:
        if each.get("url") in WEIGHTS and "valueDecimal" in each:
            return Decimal(str(each["valueDecimal"]))
    return None


def check_answer(type_: str, options: Sequence[Option], said: str) -> Problem | None:
    """What is wrong with an answer of this type, or None."""
    if type_ in ("choice", "open-choice"):
        known = any(said == option.key for option in options)
        if known or type_ == "open-choice":
            return None
        return Problem("choice_unknown", None, N_("Choose one of the answers."))
    try:
        value_of(type_, options, said)
    except (Refused, ValueError):
        return Problem("answer_invalid", None, SENTENCES.get(type_, N_("Check this answer.")))
    return None


SENTENCES = {
    "decimal": N_("Write a number, for example 7.5."),
    "quantity": N_("Write a number, for example 7.5."),
    "integer": N_("Write a whole number, for example 7."),
    "date": N_("Choose a day."),
    "dateTime": N_("Choose a day and a time."),
    "time": N_("Choose a time."),
    "boolean": N_("Choose yes or no."),
}


def value_of(type_: str, options: Sequence[Option], said: str) -> tuple[str, Any]:
    """Return the key and the value in FHIR, a number as Decimal. Raises Refused or ValueError."""
    match type_:
        case "choice" | "open-choice":
            chosen = next((option for option in options if option.key == said), None)
            return (chosen.fhir, chosen.value) if chosen else ("valueString", said)
        case "boolean":
            if said not in ("true", "false"):
                raise ValueError(said)
            return "valueBoolean", said == "true"
        case "integer":
            if not WHOLE.fullmatch(said):
                raise ValueError(said)
            return "valueInteger", int(said)
        case "decimal":
            return "valueDecimal", _number(said)
        case "quantity":
            return "valueQuantity", {"value": _number(said)}
        case "date":
            return "valueDate", date.fromisoformat(said).isoformat()
        case "dateTime":
            return "valueDateTime", datetime.fromisoformat(said).isoformat()
        case "time":
            return "valueTime", time.fromisoformat(said).isoformat()
        case "url":
            return "valueUri", said
    return "valueString", said


def _number(said: str) -> Decimal:
    return read_number(said, "answer")
