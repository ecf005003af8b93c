"""The small parts of which FHIR R4 resources are made (https://hl7.org/fhir/R4/datatypes.html)."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

# Names of parts are worked out from it, so that the same entry has the same name in every summary.
NAMESPACE = uuid.UUID("6f1c3f0e-8f0b-5f0e-9d43-5b9c2f7d1a60")
UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@dataclass(frozen=True, slots=True)
class Part:
    """A resource with the name under which others refer to it."""

    url: str
    resource: Json

    @property
    def reference(self) -> Json:
        """What stands where another resource means this one."""
        return {"reference": self.url}


def part(kind: str, *key: str, profile: str = "", **fields: Any) -> Part:
    """Return a resource. key: what it is made of, so that its name is the same every time."""
    name = str(uuid.uuid5(NAMESPACE, json.dumps([kind, *key])))
    head: Json = {"resourceType": kind, "id": name}
    if profile:
        head["meta"] = {"profile": [profile]}
    return Part(f"urn:uuid:{name}", head | said(fields))


def said(fields: Mapping[str, Any]) -> Json:
    """The fields that say something: FHIR allows no empty ones."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], {}, ())}


def concept(text: str, *codes: Mapping[str, str] | None) -> Json:
    """A concept: its codes, and always the words."""
    return said({"coding": [dict(code) for code in codes if code], "text": text})


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """One code of one system."""
    return said({"system": system, "code": code, "display": display})


def quantity(value: Decimal, unit: str, ucum: str = "", comparator: str = "") -> Json:
    """A number with its unit; the unit's code only where it is known."""
    found = said({"value": value, "comparator": comparator, "unit": unit})
    return found | {"system": UCUM, "code": ucum} if ucum else found


def notes(*texts: str) -> list[Json]:
    """Remarks, each by itself."""
    return [{"text": text} for text in texts if text]


def moment(at: datetime, zone: str) -> str:
    """ "2026-11-22T08:00:00-05:00" on the child's clock.

    An offset with seconds, of a hundred years ago, has no place in FHIR: it is said in UTC.
    """
    local = at.astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    if offset is None or offset.seconds % 60:
        local = at.astimezone(ZoneInfo("UTC"))
    return local.isoformat(timespec="seconds")


def unknown() -> Json:
    """What stands where the standard wants something that the journal does not have."""
    return {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}


def written(value: object) -> str:
    """Return the JSON of a resource; a Decimal keeps its digits, which a float would not."""
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{written(key)}:{written(each)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{','.join(map(written, value))}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
