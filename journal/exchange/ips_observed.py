"""What laboratories found and families measured, as FHIR Observations."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from flask_babel import gettext as _

from journal.care.lab_values import plotted, read_result
from journal.care.problems import Refused
from journal.care.units import show_amount
from journal.exchange.fhir_parts import (
    LOINC,
    Json,
    Part,
    coding,
    concept,
    moment,
    notes,
    part,
    quantity,
    unknown,
)
from journal.exchange.ips_facts import Measured, Result

PROFILE = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
LABORATORY = f"{PROFILE}Observation-results-laboratory-pathology-uv-ips"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
COMPARATORS: Mapping[str, str] = {"≤": "<=", "≥": ">="}
# https://hl7.org/fhir/R4/observation-vitalsigns.html: the code and, by our units, UCUM.
VITALS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "weight": ("29463-7", "Body weight", {"kg": "kg", "lb": "[lb_av]"}),
    "height": ("8302-2", "Body height", {"cm": "cm", "in": "[in_i]"}),
    "temperature": ("8310-5", "Body temperature", {"°C": "Cel", "°F": "[degF]"}),
}


def result_part(one: Result, patient: Json, laboratory: Json | None, zone: str) -> Part:
    """Return a result with its value as printed, its own range and its own flag (H29).

    laboratory  the reference to who found it, None where the report does not name it
    """
    category = "exam" if one.is_exam else "laboratory"
    code = coding(one.coded.system, one.coded.code, one.coded.name) if one.coded else None
    return part(
        "Observation",
        one.id,
        profile="" if one.is_exam else LABORATORY,
        # A copy by the family does not say whether the laboratory called it final.
        status="unknown",
        category=[{"coding": [coding(CATEGORY, category)]}],
        code=concept(one.name, code),
        subject=patient,
        effectiveDateTime=moment(one.at, zone),
        performer=[laboratory or unknown()],
        **_value(one),
        interpretation=[{"text": one.flag}] if one.flag else [],
        referenceRange=_range(one),
    )


def _value(one: Result) -> Json:
    """A number where the text is one and nothing else; beside it the text, where it looks else."""
    try:
        printed = read_result(one.test, one.value, one.unit)
    except Refused:
        return {"valueString": " ".join(filter(None, (one.value, one.unit)))}
    if printed.number is None:
        return {"valueString": " ".join(filter(None, (one.value, one.unit)))}
    comparator = COMPARATORS.get(printed.comparator, printed.comparator)
    found: Json = {"valueQuantity": quantity(printed.number, one.unit, one.ucum, comparator)}
    if one.value.replace(" ", "") != f"{comparator}{printed.number:f}":
        found["note"] = notes(_("As printed: %(value)s", value=one.value))
    return found


def _range(one: Result) -> list[Json]:
    """The report's own range, never another."""
    said = range_text(one)
    found: Json = {"text": said}
    for side, text in (("low", one.low), ("high", one.high)):
        if (number := plotted({"test": one.test, "value": text, "unit": one.unit})) is not None:
            found[side] = quantity(number, one.unit, one.ucum)
    return [found] if said else []


def range_text(one: Result) -> str:
    """ "29 – 168", "up to 5", "<5.0" as it is printed; "" where the report prints none."""
    if one.low and one.high:
        return f"{one.low} – {one.high}"
    side = one.low or one.high
    if not side[:1].isdigit():
        return side
    return _("from %(low)s", low=side) if one.low else _("up to %(high)s", high=side)


def vital_part(one: Measured, patient: Json, zone: str) -> Part:
    """Return a weight, a height or a temperature in the unit of the instrument."""
    code, name, units = VITALS[one.what]
    return part(
        "Observation",
        one.id,
        status="final",
        category=[{"coding": [coding(CATEGORY, "vital-signs")]}],
        code=concept(measured_name(one.what), coding(LOINC, code, name)),
        subject=patient,
        effectiveDateTime=moment(one.at, zone),
        valueQuantity=quantity(Decimal(show_amount(one.value)), one.unit, units[one.unit]),
    )


def measured_name(what: str) -> str:
    """What was measured, in words."""
    words: Mapping[str, Callable[[], str]] = {
        "weight": lambda: _("Weight"),
        "height": lambda: _("Height"),
        "temperature": lambda: _("Temperature"),
    }
    return words[what]()
