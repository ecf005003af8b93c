"""The facts the journal knows, each with its source: symptoms, medicines, tests, body sites."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from journal.care.knowledge.authorizations import authorization_texts
from journal.care.knowledge.facts import (
    Code,
    Confidence,
    Entry,
    KnowledgeError,
    Named,
    Source,
    read_file,
)
from journal.care.knowledge.household import household_facts
from journal.care.knowledge.infections import (
    Infection,
    fever_positions,
    find_infection,
    infection_texts,
    infections,
    meant_infection,
)
from journal.care.knowledge.infusions import infusion_texts
from journal.care.knowledge.lab_templates import lab_template_texts
from journal.care.knowledge.labs import (
    LabTest,
    LabUnit,
    Panel,
    Ratio,
    find_lab_panel,
    find_lab_test,
    lab_groups,
    lab_panels,
    lab_tests,
    lab_texts,
    loinc_notice,
    no_values,
    ordinal_values,
)
from journal.care.knowledge.measures import measure_texts
from journal.care.knowledge.vaccine_rules import rule_texts
from journal.care.knowledge.vaccines import Vaccine, find_vaccine, vaccine_texts, vaccines

__all__ = [
    "BodySite",
    "Code",
    "Confidence",
    "Infection",
    "KnowledgeError",
    "LabTest",
    "LabUnit",
    "MedicineFact",
    "Named",
    "Panel",
    "Ratio",
    "Source",
    "Symptom",
    "Vaccine",
    "body_sites",
    "fever_positions",
    "find_body_site",
    "find_infection",
    "find_lab_panel",
    "find_lab_test",
    "find_medicine",
    "find_symptom",
    "find_vaccine",
    "infections",
    "lab_groups",
    "lab_panels",
    "lab_tests",
    "loinc_notice",
    "meant_infection",
    "medicines",
    "mistaken_names",
    "no_values",
    "ordinal_values",
    "sources",
    "symptom_groups",
    "symptoms",
    "texts",
    "vaccines",
]

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """Something a family may notice.

    scale: "severity" (0 to 10), "ability", "count" or "temperature".
    notice: what it can look like at home; never what to do about it.
    also: other words by which a family may look for it; searched, never shown.
    warning: for a sign of which the family asks its team, where that is from. Source:
        docs/rules.md#warning-signs.
    """

    id: str
    label: str
    notice: tuple[str, ...]
    also: tuple[str, ...]
    group: str
    scale: str
    photo_useful: bool
    warning: Code | None
    hpo: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineFact:
    """A medicine often met in juvenile dermatomyositis. Holds no dose.

    rhythm: the usual kind of rhythm; `may_be_default` says whether it may be offered as a start.
    weekly: True when any rhythm but one named weekday needs to be confirmed.
    forms: what a brand comes as ("oral solution"), for the brands that come as one thing only.
    """

    id: str
    generic: str
    brands: tuple[str, ...]
    brand_confidence: Confidence
    abbreviations: tuple[str, ...]
    also_called: tuple[str, ...]
    drug_class: str
    routes: tuple[str, ...]
    rhythm: Code
    rxnorm: Code | None
    weekly: bool
    forms: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which a family may call it."""
        return (self.generic, *self.brands, *self.abbreviations, *self.also_called)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySite:
    """A place on the body; side is the child's own left or right."""

    id: str
    label: str
    region: str
    side: str | None
    face: str | None


@cache
def symptoms() -> tuple[Symptom, ...]:
    """Return the symptom catalogue, in the order in which it is shown."""
    file = read_file(HERE / "symptoms.yaml")
    groups, scales = file.named("groups"), file.named("scales")
    return tuple(_symptom(entry, groups, scales) for entry in file.entries("symptoms"))


@cache
def symptom_groups() -> tuple[Named, ...]:
    """Return the groups of symptoms, in the order in which they are shown."""
    return tuple(read_file(HERE / "symptoms.yaml").named("groups").values())


@cache
def medicines() -> tuple[MedicineFact, ...]:
    """Return the medicine catalogue."""
    file = read_file(HERE / "medicines.yaml")
    patterns = file.named("patterns")
    return tuple(_medicine(entry, patterns) for entry in file.entries("medicines"))


@cache
def mistaken_names() -> Mapping[str, tuple[str, ...]]:
    """Return per name the names it is taken for although they differ in several letters (H42)."""
    found = {}
    for entry in read_file(HERE / "medicines.yaml").entries("look_alikes"):
        entry.from_sources()
        found[entry.text("id")] = entry.texts("with")
    return found


@cache
def body_sites() -> tuple[BodySite, ...]:
    """Return the places on the body, from head to foot."""
    entries = read_file(HERE / "body_sites.yaml").entries("body_sites")
    return tuple(_body_site(entry) for entry in entries)


@cache
def sources() -> Mapping[str, Source]:
    """Return every source of every knowledge file by its id."""
    return {
        id_: source
        for path in sorted(HERE.glob("*.yaml"))
        for id_, source in read_file(path).sources.items()
    }


def find_symptom(id_: str) -> Symptom | None:
    """Return the symptom with this id, or None."""
    return next((symptom for symptom in symptoms() if symptom.id == id_), None)


def find_medicine(id_: str) -> MedicineFact | None:
    """Return the medicine with this id, or None."""
    return next((medicine for medicine in medicines() if medicine.id == id_), None)


def find_body_site(id_: str) -> BodySite | None:
    """Return the body site with this id, or None."""
    return next((site for site in body_sites() if site.id == id_), None)


def texts() -> Iterator[str]:
    """Yield every text of the catalogues that a person reads, for the translators' files."""
    for path in sorted(HERE.glob("*.yaml")):
        for table in ("groups", "scales", "patterns"):
            yield from (named.label for named in read_file(path).named(table).values())
    yield from lab_texts()
    yield from lab_template_texts()
    for symptom in symptoms():
        yield from (symptom.label, *symptom.notice)
    for medicine in medicines():
        yield from (medicine.generic, medicine.drug_class, *medicine.routes)
        yield from medicine.forms.values()
    yield from (site.label for site in body_sites())
    yield from vaccine_texts()
    yield from infection_texts()
    yield from infusion_texts()
    yield from rule_texts()
    yield from measure_texts()
    yield from authorization_texts()
    for fact in household_facts().facts:
        yield from (fact.label, fact.text)


def _symptom(entry: Entry, groups: Mapping[str, Named], scales: Mapping[str, Named]) -> Symptom:
    sign = entry.sourced_part("warning")
    return Symptom(
        id=entry.text("id"),
        label=entry.text("label"),
        notice=entry.texts("notice"),
        also=entry.texts("also"),
        group=entry.choice("group", groups),
        scale=entry.choice("scale", scales),
        photo_useful=entry.flag("photo_useful"),
        warning=sign.as_code(entry.text("id")) if sign else None,
        hpo=entry.code("hpo"),
    )


def _medicine(entry: Entry, patterns: Mapping[str, Named]) -> MedicineFact:
    brands = entry.part("brands")
    rhythm = entry.part("rhythm")
    also_called = entry.sourced_part("also_called")
    weekly = entry.sourced_part("weekly")
    products = entry.sourced_part("products")
    return MedicineFact(
        id=entry.text("id"),
        generic=entry.text("generic"),
        brands=brands.texts("names"),
        brand_confidence=brands.confidence(),
        abbreviations=entry.texts("abbreviations"),
        also_called=also_called.texts("names") if also_called else (),
        drug_class=entry.text("class"),
        routes=entry.texts("routes"),
        rhythm=rhythm.as_code(rhythm.choice("pattern", patterns)),
        rxnorm=entry.code("rxnorm"),
        weekly=weekly is not None and weekly.flag("value"),
        forms=products.text_by("forms") if products else {},
    )


def _body_site(entry: Entry) -> BodySite:
    return BodySite(
        id=entry.text("id"),
        label=entry.text("label"),
        region=entry.text("region"),
        side=entry.find_text("side"),
        face=entry.find_text("face"),
    )
