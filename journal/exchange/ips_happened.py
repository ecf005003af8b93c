"""Medicines, vaccinations, infusions, stays and problems as FHIR resources of a patient summary."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.vaccine_day import DayKnown
from journal.exchange.fhir_parts import (
    Json,
    Part,
    coding,
    concept,
    moment,
    notes,
    part,
    said,
)
from journal.exchange.ips_facts import (
    Coded,
    Felt,
    Infected,
    Infused,
    Planned,
    Stayed,
    Vaccinated,
)
from journal.exchange.ips_observed import PROFILE
from journal.exchange.ips_timing import dosage, period
from journal.plans.standing import State
from journal.words import amount_text, day_text

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ACTS = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
STATUS: Mapping[State, str] = {
    State.RUNNING: "active",
    State.PAUSED: "on-hold",
    State.COMING: "intended",
}


def medicine_part(one: Planned, patient: Json, zone: str) -> Part:
    """Return a medicine as planned; what was given stands in the journal."""
    return part(
        "MedicationStatement",
        one.id,
        profile=f"{PROFILE}MedicationStatement-uv-ips",
        status=STATUS[one.state],
        medicationCodeableConcept=concept(one.name, code_of(one.coded)),
        subject=patient,
        effectivePeriod=period(one.since, one.until),
        note=notes(*told_beside(one)),
        dosage=dosage(one.dose, one.amounts, one.since, one.until, zone),
    )


def told_beside(one: Planned) -> tuple[str, ...]:
    """Since when a medicine rests and why, and what else a reader has to know beside it."""
    if one.rests_on is None:
        return one.notes
    paused = _("Paused since %(day)s", day=day_text(one.rests_on))
    return (f"{paused}: {one.rests_why}" if one.rests_why else paused, *one.notes)


def vaccination_part(one: Vaccinated, patient: Json, zone: str) -> Part:
    """Return a vaccination; the code is the one that the card bears."""
    return part(
        "Immunization",
        one.id,
        profile=f"{PROFILE}Immunization-uv-ips",
        status="completed",
        vaccineCode=concept(one.name, code_of(one.coded)),
        patient=patient,
        **vaccinated_on(one, zone),
        primarySource=False,
        location=said({"display": one.place}),
        lotNumber=one.lot,
        site={"text": one.site} if one.site else {},
        note=notes(_("Product: %(product)s", product=one.product) if one.product else ""),
    )


def vaccinated_on(one: Vaccinated, zone: str) -> Json:
    """The moment, the day where no time was written, the month or the year, or that it is unknown.

    "2019" is a dateTime of FHIR that says the year alone.
    """
    on = one.at.astimezone(ZoneInfo(zone)).date().isoformat()
    if one.day_known == DayKnown.NOTHING:
        return {"occurrenceString": _("date not known")}
    if one.day_known:
        return {"occurrenceDateTime": on[:7] if one.day_known == DayKnown.MONTH else on[:4]}
    return {"occurrenceDateTime": on if one.day_only else moment(one.at, zone)}


def infusion_part(one: Infused, patient: Json, zone: str) -> Part:
    """Return an infusion as a procedure, with lots, weight and reactions as remarks."""
    span = said(
        {
            "start": moment(one.started, zone) if one.started else "",
            "end": moment(one.ended, zone) if one.started and one.ended else "",
        }
    )
    when: Json = {"performedPeriod": span} if span else {"performedDateTime": moment(one.at, zone)}
    return part(
        "Procedure",
        one.id,
        profile=f"{PROFILE}Procedure-uv-ips",
        status="completed",
        code=concept(infusion_name(one)),
        subject=patient,
        **when,
        location=said({"display": one.place}),
        note=notes(*infusion_notes(one)),
    )


def infusion_name(one: Infused) -> str:
    """ "Infusion: Privigen, 30 g"."""
    amount = amount_text(one.amount, one.unit)
    product = f"{one.product}, {amount}" if amount else one.product
    return _("Infusion: %(product)s", product=product)


def infusion_notes(one: Infused) -> list[str]:
    """Lots, the weight of the day and reactions; that nobody wrote of one is no "none"."""
    return [
        _("Lots: %(lots)s", lots=", ".join(one.lots)) if one.lots else "",
        _("Weight of that day: %(weight)s", weight=amount_text(one.weight_kg, "kg"))
        if one.weight_kg
        else "",
        _("Reaction: %(what)s", what=", ".join(one.reactions))
        if one.reactions
        else _("No reaction is recorded."),
    ]


def stay_part(one: Stayed, patient: Json, zone: str) -> Part:
    """Return days in hospital as an encounter."""
    ends = moment(one.discharged, zone) if one.discharged else ""
    found = part(
        "Encounter",
        one.id,
        status="finished" if one.discharged else "in-progress",
        subject=patient,
        period=said({"start": moment(one.admitted, zone), "end": ends}),
        reasonCode=[{"text": one.reason}] if one.reason else [],
        serviceProvider={"display": ", ".join(filter(None, (one.hospital, one.ward)))},
    )
    found.resource["class"] = coding(ACTS, "IMP", "inpatient encounter")
    return found


def diagnosis_part(text: str, patient: Json) -> Part:
    """Return the diagnosis in the family's words; how active it is nobody wrote."""
    return _condition("diagnosis", text, patient)


def allergy_part(text: str, patient: Json) -> Part:
    """Return one line of what the family wrote of allergies, whatever it says."""
    return part(
        "AllergyIntolerance",
        patient["reference"],
        text,
        profile=f"{PROFILE}AllergyIntolerance-uv-ips",
        clinicalStatus={"coding": [coding(ALLERGY_CLINICAL, "active", "Active")]},
        code=concept(text),
        patient=patient,
    )


def symptom_part(one: Felt, patient: Json, zone: str) -> Part:
    """Return a symptom of the last weeks with how bad it was at worst."""
    return _condition(
        one.id,
        one.name,
        patient,
        code_of(one.coded),
        note=notes(_("A symptom, as the family wrote it"), felt_text(one, zone)),
    )


def felt_text(one: Felt, zone: str) -> str:
    """ "Written 5 times, last on 20 Nov 2026, at worst 6 of 10"."""
    last = day_text(one.last_at.astimezone(ZoneInfo(zone)).date())
    times = ngettext("Written once", "Written %(num)s times", one.times)
    parts = [times, _("last on %(day)s", day=last)]
    if one.worst is not None:
        parts.append(_("at worst %(number)s of 10", number=one.worst))
    return ", ".join(parts)


def infection_part(one: Infected, patient: Json, zone: str) -> Part:
    """Return an infection; it is called resolved only when somebody wrote its end."""
    more: Json = {"onsetDateTime": moment(one.at, zone)}
    if one.until is not None:
        more["clinicalStatus"] = {"coding": [coding(CLINICAL, "resolved", "Resolved")]}
        more["abatementDateTime"] = moment(one.until, zone)
    treated = _("Treated with: %(what)s", what=one.treated) if one.treated else ""
    return _condition(one.id, one.name, patient, note=notes(treated), **more)


def flag_part(kind: str, text: str, patient: Json) -> Part:
    """Return something to know first, such as a plan for days of illness, in the family's words."""
    return part(
        "Flag",
        patient["reference"],
        kind,
        text,
        profile=f"{PROFILE}Flag-alert-uv-ips",
        status="active",
        code=concept(text),
        subject=patient,
    )


def code_of(coded: Coded | None) -> dict[str, str] | None:
    """The code as FHIR writes it."""
    return coding(coded.system, coded.code, coded.name) if coded else None


def _condition(
    key: str, text: str, patient: Json, code: dict[str, str] | None = None, /, **more: object
) -> Part:
    return part(
        "Condition",
        patient["reference"],
        key,
        text,
        profile=f"{PROFILE}Condition-uv-ips",
        **more,
        code=concept(text, code),
        subject=patient,
    )
