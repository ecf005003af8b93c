"""The International Patient Summary of one child: HL7 IPS 2.0.0, a FHIR R4 document.

https://hl7.org/fhir/uv/ips/. Says what the family wrote and nothing else: words always, codes only
where the knowledge files or the family's own card name them.
"""

import uuid
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.exchange.fhir_parts import (
    LOINC,
    NAMESPACE,
    Json,
    Part,
    coding,
    moment,
    part,
    unknown,
    written,
)
from journal.exchange.ips_facts import Facts
from journal.exchange.ips_observed import PROFILE
from journal.exchange.ips_section import Section
from journal.exchange.ips_sections import sections
from journal.exchange.xhtml import narrative, paragraph

MEDIA_TYPE = "application/fhir+json"


def patient_summary(facts: Facts, *, made_at: datetime, language: str) -> Json:
    """Return the document as a Bundle: the Composition first, every name an urn:uuid.

    The same facts at the same moment are the same document, names and identifier included.
    made_at: aware. language: of the request, whose words the document has. Numbers are Decimal:
    `as_bytes` writes them down.
    """
    patient = _patient(facts)
    device = _device()
    found = sections(facts, patient.reference)
    composition = _composition(facts, found, patient, device, made_at, language)
    parts = [composition, patient, device]
    for section in found:
        parts += [*section.parts, *section.beside]
    bundle: Json = {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{PROFILE}Bundle-uv-ips"]},
        "language": language,
        "type": "document",
        "timestamp": moment(made_at, facts.zone),
        "entry": [{"fullUrl": each.url, "resource": each.resource} for each in parts],
    }
    digest = sha256(written(bundle).encode()).hexdigest()
    name = uuid.uuid5(NAMESPACE, digest)
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{name}"}
    return bundle | {"id": str(name), "identifier": identifier}


def as_bytes(bundle: Json) -> bytes:
    """Return the document as the bytes of a file: UTF-8 JSON, every digit as it was written."""
    return written(bundle).encode()


def _patient(facts: Facts) -> Part:
    born = facts.born_on.isoformat() if facts.born_on else ""
    found = part(
        "Patient",
        facts.id,
        profile=f"{PROFILE}Patient-uv-ips",
        name=[{"text": facts.name}] if facts.name else [unknown()],
        birthDate=born,
    )
    if not born:
        found.resource["_birthDate"] = unknown()
    return found


def _device() -> Part:
    """Who put it together: a program, from what a family wrote down."""
    name = {"name": "Sunhat", "type": "user-friendly-name"}
    kind = {"text": _("A treatment journal that the family keeps")}
    return part("Device", "sunhat", deviceName=[name], type=kind)


def _composition(
    facts: Facts,
    found: list[Section],
    patient: Part,
    device: Part,
    made_at: datetime,
    language: str,
) -> Part:
    title = _("Patient summary of %(child)s, recorded by the family", child=facts.name)
    told = (
        _("Recorded by the family in their own journal. No clinic has checked it."),
        _("Nobody watches this journal: it is no way to reach the family or a team."),
        *_left_out(facts.left.struck),
    )
    return part(
        "Composition",
        facts.id,
        made_at.isoformat(),
        language=language,
        text=narrative(paragraph(title), *map(paragraph, told), language=language),
        status="final",
        type={"coding": [coding(LOINC, "60591-5", "Patient summary Document")]},
        subject=patient.reference,
        date=moment(made_at, facts.zone),
        author=[device.reference],
        title=title,
        section=[each.as_json(language) for each in found],
    )


def _left_out(count: int) -> tuple[str, ...]:
    """That the family left something out, and how much."""
    said = ngettext(
        "%(num)d item left out by the family", "%(num)d items left out by the family", count
    )
    return (f"{said}.",) if count else ()
