"""The rules about waiting with vaccines: a version, a day of review, and where each is from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import Code, Entry, KnowledgeFile, Named, read_file
from journal.care.knowledge.vaccines import Vaccine

FILE = Path(__file__).parent / "vaccine_rules.yaml"
DOES = ("interval", "product", "taken", "disputed", "steroid", "side", "own")
SCOPES = ("live", "other", "other_than_influenza", "table", "outside", "all")
INFLUENZA = "influenza_inactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How long lies between a vaccine and the next time of a medicine, or its first alone.

    unit       "weeks"
    starts     only the first time of the medicines counts
    """

    value: Decimal
    unit: str
    medicines: tuple[str, ...]
    starts: bool
    fact: Code


@dataclass(frozen=True, slots=True)
class Light:
    """A threshold in mg/kg a day for children below a weight in kg."""

    per_kg: Decimal
    under: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One position of one source, or one choice of this journal, in our own words.

    does       what the code does with it, as vaccine_rules.yaml says at its top
    vaccines   the name of a set of vaccines, or their ids
    medicines  ids of the catalogue of medicines, "steroid" and "weakens" for sets of them
    products   words of an infusion's product that mean it
    up_to      g/kg up to which the figure holds
    figure, unit  what the source names, or None for a sentence without a figure
    before     how long before the medicine the vaccine comes; then: how long the medicine waits
               after the vaccine
    light      for children below a weight: so many mg/kg a day instead of `figure`
    fact       where it is from and how sure it is
    """

    id: str
    topic: str
    who: str
    does: str
    vaccines: str | tuple[str, ...]
    medicines: tuple[str, ...]
    products: tuple[str, ...]
    text: str
    up_to: Decimal | None
    figure: Decimal | None
    unit: str | None
    before: Gap | None
    then: Gap | None
    light: Light | None
    fact: Code

    @property
    def is_default(self) -> bool:
        """Say whether its figure may make a date: read in a source, not remembered."""
        return self.fact.may_be_default

    def concerns(self, vaccine: Vaccine) -> bool:
        """Say whether the rule is about a vaccine; one that may be live counts as live."""
        if not isinstance(self.vaccines, str):
            return vaccine.id in self.vaccines
        other = vaccine.live is False
        return {
            "live": not other,
            "other": other,
            "other_than_influenza": other and vaccine.id != INFLUENZA,
            "table": vaccine.immunoglobulin is not None,
            "outside": vaccine.immunoglobulin is None and vaccine.live is not None,
            "all": True,
        }[self.vaccines]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules as one version; after `review_by` none of them yields a date (H27)."""

    version: str
    review_by: date
    topics: Mapping[str, Named]
    rules: tuple[Rule, ...]

    def expired(self, on: date) -> bool:
        """Say whether the rules were to be looked at again before a day."""
        return on > self.review_by

    def that(self, does: str, vaccine: Vaccine) -> tuple[Rule, ...]:
        """Return the rules of one sort that are about a vaccine, in the order of the file."""
        return tuple(rule for rule in self.rules if rule.does == does and rule.concerns(vaccine))

    def rule(self, id_: str) -> Rule:
        """Return one rule. Raises LookupError."""
        found = next((rule for rule in self.rules if rule.id == id_), None)
        if found is None:
            raise LookupError(id_)
        return found

    def own_figure(self, id_: str) -> Decimal:
        """Return the figure of one of the journal's own choices. Raises LookupError."""
        figure = self.rule(id_).figure
        if figure is None:
            raise LookupError(id_)
        return figure


@cache
def vaccine_rules() -> RuleSet:
    """Return the rules. Raises KnowledgeError."""
    return read_rules(read_file(FILE))


def read_rules(file: KnowledgeFile) -> RuleSet:
    """Return the rules of a file. Raises KnowledgeError."""
    head = Entry(file.name, file.data, file.sources)
    topics = file.named("topics")
    return RuleSet(
        version=head.text("version"),
        review_by=date.fromisoformat(head.text("review_by")),
        topics=topics,
        rules=tuple(_rule(entry, topics) for entry in file.entries("rules")),
    )


def rule_texts() -> Iterator[str]:
    """Yield every text of the rules that a person reads, for the translators' files."""
    found = vaccine_rules()
    yield from (topic.label for topic in found.topics.values())
    for rule in found.rules:
        yield from (rule.text, rule.who)


def _rule(entry: Entry, topics: Mapping[str, Named]) -> Rule:
    figure = entry.find_part("figure")
    up_to = entry.sourced_part("up_to")
    scope = entry.data.get("vaccines")
    return Rule(
        id=entry.text("id"),
        topic=entry.choice("topic", topics),
        who=entry.text("who"),
        does=entry.choice("does", DOES),
        vaccines=entry.choice("vaccines", SCOPES)
        if isinstance(scope, str)
        else entry.texts("vaccines"),
        medicines=entry.texts("medicines"),
        products=entry.texts("products"),
        text=entry.text("text"),
        up_to=Decimal(up_to.text("value")) if up_to else None,
        figure=Decimal(figure.text("value")) if figure else None,
        unit=figure.text("unit") if figure else None,
        before=_gap(entry, "before"),
        then=_gap(entry, "then"),
        light=_light(entry),
        fact=_fact(entry, figure),
    )


def _gap(entry: Entry, key: str) -> Gap | None:
    part = entry.sourced_part(key)
    if part is None:
        return None
    return Gap(
        value=Decimal(part.text("value")),
        unit=part.choice("unit", ("weeks",)),
        medicines=part.texts("starts") or entry.texts("medicines"),
        starts=bool(part.texts("starts")),
        fact=part.as_code(entry.text("id")),
    )


def _light(entry: Entry) -> Light | None:
    part = entry.sourced_part("light")
    return Light(Decimal(part.text("per_kg")), Decimal(part.text("under"))) if part else None


def _fact(entry: Entry, figure: Entry | None) -> Code:
    return (figure or entry.part("said")).as_code(entry.text("id"))
