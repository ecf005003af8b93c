"""The sections of a patient summary: what each says to people and to programs."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.exchange import ips_happened as happened
from journal.exchange.fhir_parts import Json, Part, part
from journal.exchange.ips_ahead import ahead
from journal.exchange.ips_facts import Facts
from journal.exchange.ips_observed import (
    PROFILE,
    measured_name,
    range_text,
    result_part,
    vital_part,
)
from journal.exchange.ips_section import Section
from journal.exchange.xhtml import paragraph, table
from journal.plans.standing import State
from journal.words import amount_text, day_text


def sections(facts: Facts, patient: Json) -> list[Section]:
    """Return the sections that the standard wants, and those about which there is something."""
    found = [
        _problems(facts, patient),
        _allergies(facts, patient),
        _medicines(facts, patient),
        _vaccinations(facts, patient),
        _results(facts, patient),
        _infusions(facts, patient),
        _measurements(facts, patient),
        _alerts(facts, patient),
        _infections(facts, patient),
        _stays(facts, patient),
        ahead(facts, patient),
    ]
    return [each for each in found if each.is_wanted or each.parts]


def _problems(facts: Facts, patient: Json) -> Section:
    diagnosis = [happened.diagnosis_part(facts.diagnosis, patient)] if facts.diagnosis else []
    rows = [(one.name, happened.felt_text(one, facts.zone)) for one in facts.symptoms]
    return Section(
        code="11450-4",
        display="Problem list - Reported",
        title=_("Diagnosis and symptoms"),
        text=(
            paragraph(facts.diagnosis),
            table((_symptoms_of(facts), _("As the family wrote it")), rows),
        ),
        parts=(
            *diagnosis,
            *(happened.symptom_part(one, patient, facts.zone) for one in facts.symptoms),
        ),
        is_wanted=True,
    )


def _symptoms_of(facts: Facts) -> str:
    if facts.days is None:
        return _("Symptom, last 90 days")
    first, last = map(day_text, facts.days)
    return _("Symptom, %(first)s to %(last)s", first=first, last=last)


def _allergies(facts: Facts, patient: Json) -> Section:
    lines = [line.strip() for line in facts.allergies.splitlines() if line.strip()]
    lines = list(dict.fromkeys(lines))
    return Section(
        code="48765-2",
        display="Allergies and adverse reactions Document",
        title=_("Allergies"),
        text=tuple(paragraph(line) for line in lines),
        parts=tuple(happened.allergy_part(line, patient) for line in lines),
        is_wanted=True,
    )


def _medicines(facts: Facts, patient: Json) -> Section:
    states = {State.RUNNING: "", State.PAUSED: _("paused"), State.COMING: _("begins later")}
    rows = [
        (
            one.name,
            one.dose,
            _("since %(day)s", day=day_text(one.since))
            if one.state is not State.COMING
            else _("from %(day)s", day=day_text(one.since)),
            "\n".join(filter(None, (states[one.state], *happened.told_beside(one)))),
        )
        for one in facts.medicines
    ]
    columns = (_("Medicine"), _("As planned"), _("Since"), _("To know"))
    return Section(
        code="10160-0",
        display="History of Medication use Narrative",
        title=_("Medicines in the plan"),
        text=(
            table(columns, rows),
            paragraph(
                ngettext(
                    "%(num)s medicine that is over is in the journal, not in this summary.",
                    "%(num)s medicines that are over are in the journal, not in this summary.",
                    facts.left.medicines,
                )
                if facts.left.medicines
                else ""
            ),
        ),
        parts=tuple(happened.medicine_part(one, patient, facts.zone) for one in facts.medicines),
        is_wanted=True,
    )


def _vaccinations(facts: Facts, patient: Json) -> Section:
    rows = [
        (_day(one.at, facts.zone), one.name, one.product, one.lot) for one in facts.vaccinations
    ]
    return Section(
        code="11369-6",
        display="History of Immunization note",
        title=_("Vaccinations"),
        text=(table((_("Day"), _("Vaccine"), _("Product"), _("Lot")), rows),),
        parts=tuple(
            happened.vaccination_part(one, patient, facts.zone) for one in facts.vaccinations
        ),
    )


def _results(facts: Facts, patient: Json) -> Section:
    places = dict.fromkeys(one.place for one in facts.results if one.place)
    made = {place: _laboratory(place, facts) for place in places}
    rows = [
        (
            _day(one.at, facts.zone),
            one.name,
            " ".join(filter(None, (one.value, one.unit))),
            range_text(one),
            one.flag,
            one.place,
        )
        for one in facts.results
    ]
    columns = (
        _("Day"),
        _("Test"),
        _("As printed"),
        _("Range of the report"),
        _("Flag"),
        _("Laboratory"),
    )
    return Section(
        code="30954-2",
        display="Relevant diagnostic tests/laboratory data note",
        title=_("Results"),
        text=(table(columns, rows), paragraph(_more(facts.left.results))),
        parts=tuple(
            result_part(one, patient, made[one.place].reference if one.place else None, facts.zone)
            for one in facts.results
        ),
        beside=tuple(made.values()),
    )


def _laboratory(place: str, facts: Facts) -> Part:
    profile = f"{PROFILE}Organization-uv-ips"
    return part("Organization", facts.id, place, profile=profile, name=place)


def _infusions(facts: Facts, patient: Json) -> Section:
    rows = [
        (
            _day(one.at, facts.zone),
            happened.infusion_name(one),
            "\n".join(filter(None, happened.infusion_notes(one))),
        )
        for one in facts.infusions
    ]
    return Section(
        code="47519-4",
        display="History of Procedures Document",
        title=_("Infusions"),
        text=(
            table((_("Day"), _("Infusion"), _("As recorded")), rows),
            paragraph(_more(facts.left.infusions)),
        ),
        parts=tuple(happened.infusion_part(one, patient, facts.zone) for one in facts.infusions),
    )


def _measurements(facts: Facts, patient: Json) -> Section:
    rows = [
        (_day(one.at, facts.zone), measured_name(one.what), amount_text(one.value, one.unit))
        for one in facts.measurements
    ]
    return Section(
        code="8716-3",
        display="Vital signs note",
        title=_("Weight, height and temperature"),
        text=(table((_("Day"), _("What"), _("Value")), rows),),
        parts=tuple(vital_part(one, patient, facts.zone) for one in facts.measurements),
    )


def _alerts(facts: Facts, patient: Json) -> Section:
    flags = [
        (_("Steroids and sick days"), facts.steroid_plan),
        (_("Lines and ports"), facts.lines),
    ]
    texts = [f"{heading}: {text}" for heading, text in flags if text]
    return Section(
        code="104605-1",
        display="Alert",
        title=_("To know first"),
        text=tuple(paragraph(text) for text in texts),
        parts=tuple(happened.flag_part("alert", text, patient) for text in texts),
    )


def _infections(facts: Facts, patient: Json) -> Section:
    rows = [
        (
            _day(one.at, facts.zone),
            one.name,
            _day(one.until, facts.zone) if one.until else _("no end is written"),
            one.treated,
        )
        for one in facts.infections
    ]
    return Section(
        code="11348-0",
        display="History of Past illness note",
        title=_("Infections"),
        text=(
            table((_("From"), _("Infection"), _("Until"), _("Treated with")), rows),
            paragraph(_more(facts.left.infections)),
        ),
        parts=tuple(happened.infection_part(one, patient, facts.zone) for one in facts.infections),
    )


def _stays(facts: Facts, patient: Json) -> Section:
    rows = [
        (
            _day(one.admitted, facts.zone),
            _day(one.discharged, facts.zone) if one.discharged else _("still in hospital"),
            ", ".join(filter(None, (one.hospital, one.ward))),
            one.reason,
        )
        for one in facts.stays
    ]
    return Section(
        code="46240-8",
        display="History of encounters",
        title=_("Days in hospital"),
        text=(
            table((_("Admitted"), _("Discharged"), _("Hospital"), _("Reason")), rows),
            paragraph(_more(facts.left.stays)),
        ),
        parts=tuple(happened.stay_part(one, patient, facts.zone) for one in facts.stays),
    )


def _more(count: int) -> str:
    """That the journal has more than the table."""
    if not count:
        return ""
    return ngettext(
        "%(num)s earlier one is in the journal, not in this summary.",
        "%(num)s earlier ones are in the journal, not in this summary.",
        count,
    )


def _day(at: datetime, zone: str) -> str:
    return day_text(at.astimezone(ZoneInfo(zone)).date())
