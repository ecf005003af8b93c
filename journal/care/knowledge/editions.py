"""By when each set of rules is looked at again, and whether somebody has to be told."""

from dataclasses import dataclass
from datetime import date, timedelta

from journal.care.knowledge.lab_templates import lab_templates_edition
from journal.care.knowledge.vaccine_rules import vaccine_rules

# How long before a set expires the operator is told. Our own choice.
TOLD_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class RuleEdition:
    """A set of rules with a last day, the day included; past it no figure of it is shown."""

    name: str
    version: str
    review_by: date

    def says(self, on: date) -> str:
        """Return what the operator is told on a day; "" while there is time."""
        if on > self.review_by:
            return f"{self.name} expired on {self.review_by}. Update Sunhat."
        if on >= self.review_by - TOLD_BEFORE:
            return f"{self.name} expires on {self.review_by}. Update Sunhat before."
        return ""


def rule_editions() -> tuple[RuleEdition, ...]:
    """Return every set of rules that has a last day."""
    rules, templates = vaccine_rules(), lab_templates_edition()
    return (
        RuleEdition("Rule set vaccines", rules.version, rules.review_by),
        RuleEdition("Rule set labs", templates.version, templates.review_by),
    )


def expiring(on: date) -> list[str]:
    """Return a sentence for each set that expires within 60 days of a day, or has."""
    return [said for one in rule_editions() if (said := one.says(on))]
