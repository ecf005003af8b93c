"""The rules about waiting with vaccines: a version, a day of review, and where each is from."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from journal.care.knowledge.facts import read_file

FILE = Path(__file__).parent / "vaccine_rules.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules as one version; after `review_by` none of them yields a date (H27)."""

    version: str
    review_by: date

    def expired(self, on: date) -> bool:
        """Say whether the rules were to be looked at again before a day."""
        return on > self.review_by


@cache
def vaccine_rules() -> RuleSet:
    """Return the rules. Raises KnowledgeError."""
    file = read_file(FILE)
    return RuleSet(
        version=str(file.data["version"]), review_by=date.fromisoformat(str(file.data["review_by"]))
    )
