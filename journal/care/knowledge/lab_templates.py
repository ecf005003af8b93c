"""Which tests a medicine brings with it, and how often its sources name them. No advice."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import (
    Code,
    Confidence,
    Entry,
    KnowledgeError,
    Named,
    Source,
    read_file,
)
from journal.care.knowledge.labs import find_lab_panel, find_lab_test

FILE = Path(__file__).parent / "lab_templates.yaml"
# Sites that tell again what a label or a guideline says: no figure of theirs is a start.
TOLD_AGAIN = re.compile(r"-secondary$")
REPEATING = ("early_regular", "regular")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """A window in weeks: from `least` (None: the week before `most`) to `most`."""

    least: int | None
    most: int
    code: Code

    @property
    def may_be_default(self) -> bool:
        """Whether it may be offered as a start: read in a source that tells it first-hand."""
        told = [source for source in self.code.sources if not TOLD_AGAIN.search(source.id)]
        return self.code.may_be_default and bool(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one source says where several differ; `weeks` where it can be chosen as it is.

    days  instead of weeks, so many days after each infusion
    """

    text: str
    weeks: Weeks | None
    days: Weeks | None
    sources: tuple[Source, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTemplate:
    """Tests of one medicine in one phase.

    tests        ids of tests and panels
    weeks        a figure that no source speaks against; until: the week in which the phase ends
    until_told   what ends the phase instead of a week, in the source's sense
    told         what a source says besides and no window can hold
    on_increase  set where the source begins it anew after a raised dose
    positions    what sources say side by side: then nothing is chosen beforehand
    """

    id: str
    medicines: tuple[str, ...]
    phase: Named
    purpose: str
    tests: tuple[str, ...]
    weeks: Weeks | None
    until: Weeks | None
    until_told: Code | None
    told: Code | None
    on_increase: Code | None
    positions: tuple[Position, ...]
    sources: tuple[Source, ...]
    confidence: Confidence

    @property
    def repeats(self) -> bool:
        """Whether it is wanted again and again; else once."""
        return self.phase.id in REPEATING

    @property
    def default(self) -> Weeks | None:
        """The figure that may stand there as a start; None where the family types its clinic's."""
        if self.positions or self.weeks is None or not self.weeks.may_be_default:
            return None
        return self.weeks

    @property
    def after_infusion(self) -> bool:
        """Whether it counts days from each infusion, not weeks from the last result."""
        return any(position.days for position in self.positions)

    @property
    def begins_anew(self) -> bool:
        """Whether its source begins it again when the dose is raised."""
        return self.on_increase is not None and self.on_increase.may_be_default


@cache
def lab_templates() -> tuple[LabTemplate, ...]:
    """Return every template, in the order in which a medicine's are shown."""
    file = read_file(FILE)
    phases, purposes = file.named("phases"), file.named("purposes")
    return tuple(_template(entry, phases, purposes) for entry in file.entries("templates"))


def lab_templates_of(medicine: str | None) -> tuple[LabTemplate, ...]:
    """Return the templates of a medicine of the catalogue; none for one that is not there."""
    return tuple(one for one in lab_templates() if medicine in one.medicines)


def find_lab_template(id_: str) -> LabTemplate | None:
    """Return the template with this id, or None."""
    return next((one for one in lab_templates() if one.id == id_), None)


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of the templates this is, and by when somebody reads the sources again."""

    version: str
    review_by: date

    def is_over(self, on: date) -> bool:
        """Whether its figures are no longer offered as a start."""
        return on > self.review_by


@cache
def lab_templates_edition() -> Edition:
    """Return the version of the templates and its review-by date."""
    file = read_file(FILE)
    whole = Entry(file.name, file.data, file.sources)
    return Edition(whole.text("version"), date.fromisoformat(whole.text("review_by")))


def lab_template_texts() -> Iterator[str]:
    """Yield every text of this file that a person reads."""
    file = read_file(FILE)
    for table in ("phases", "purposes"):
        yield from (named.label for named in file.named(table).values())
    for template in lab_templates():
        yield from (position.text for position in template.positions)
        yield from (one.code for one in (template.until_told, template.told) if one)


def _template(
    entry: Entry, phases: Mapping[str, Named], purposes: Mapping[str, Named]
) -> LabTemplate:
    tests = entry.texts("tests")
    for test in tests:
        if find_lab_panel(test) is None and find_lab_test(test) is None:
            raise KnowledgeError(f"{entry.place}: test {test} is not known")
    told = entry.find_part("told")
    until_told, increase = entry.find_part("until_told"), entry.find_part("on_increase")
    return LabTemplate(
        id=entry.text("id"),
        medicines=entry.texts("medicines"),
        phase=phases[entry.choice("phase", phases)],
        purpose=purposes[entry.choice("purpose", purposes)].label,
        tests=tests,
        weeks=_weeks(entry, "weeks"),
        until=_weeks(entry, "until"),
        until_told=until_told.as_code(until_told.text("value")) if until_told else None,
        told=told.as_code(told.text("value")) if told else None,
        on_increase=increase.as_code(increase.text("value")) if increase else None,
        positions=tuple(_position(part) for part in entry.rows("positions")),
        sources=entry.from_sources(),
        confidence=entry.confidence(),
    )


def _position(part: Entry) -> Position:
    return Position(
        text=part.text("text"),
        weeks=_weeks(part, "weeks"),
        days=_weeks(part, "days"),
        sources=part.from_sources(),
        confidence=part.confidence(),
    )


def _weeks(entry: Entry, key: str) -> Weeks | None:
    part = entry.find_part(key)
    if part is None:
        return None
    value = part.text("value")
    found = re.fullmatch(r"(?:([0-9]{1,3})-)?([0-9]{1,3})", value)
    if found is None:
        raise KnowledgeError(f"{part.place}: {value} is not weeks")
    least, most = found.groups()
    return Weeks(least=int(least) if least else None, most=int(most), code=part.as_code(value))
