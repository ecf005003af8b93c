"""Monthly lab reports of twenty values, for `make bench`."""

from datetime import timedelta

from sqlmodel import Session

from journal.care.knowledge import lab_tests
from journal.clock import now
from journal.entries import record
from tests.family import Family, change

VALUES, EVERY = 20, 30


def write_reports(session: Session, family: Family, days: int) -> None:
    """Record a report every thirty days, back to so many days ago."""
    tests = [test for test in lab_tests() if test.units][:VALUES]
    actor = family.actor(session, "ada")
    for ago in range(5, days, EVERY):
        at = now() - timedelta(days=ago)
        results = [
            {
                "test": test.code,
                "value": f"{(test.units[0].least or 1) * (2 + (ago + place) % 7)}",
                "unit": test.units[0].symbol,
                "low": "1",
                "high": "900",
            }
            for place, test in enumerate(tests)
        ]
        report = change(family.nora, "draw", made_at=at, results=results)
        assert record(session, actor, report, now=now()).stored
