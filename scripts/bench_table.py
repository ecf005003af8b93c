"""docs/performance.md: every figure of `make bench` in one table."""

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
HEAD = "| What | Found | Goal | |\n|---|---:|---:|---|\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; goal: None, when it is only told."""

    what: str
    found: float
    goal: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool:
        if self.goal is None:
            return True
        return self.found >= self.goal if self.at_least else self.found <= self.goal

    def drawn(self) -> str:
        """A line of the table."""
        sign = "≥" if self.at_least else "≤"
        goal = "" if self.goal is None else f"{sign} {self.goal:g}"
        cells = self.what, f"{self.found:.2f}", goal, "" if self.met else "missed"
        return "| " + " | ".join(cells).replace("  ", " ") + " |"


def write(rows: list[Row]) -> None:
    """Put these figures in place of those in the page, and of what is said below them."""
    words = PAGE.read_text(encoding="utf-8").partition(HEAD)[0]
    PAGE.write_text(words + HEAD + "".join(f"{row.drawn()}\n" for row in rows), encoding="utf-8")


def names() -> list[str]:
    """What the page says was measured."""
    table = PAGE.read_text(encoding="utf-8").partition(HEAD)[2]
    return [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
