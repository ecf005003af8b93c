"""The demo's wanted tests: two rules in the clinic's numbers, one of them due soon, one refused.

The weeks are a made-up clinic's and nobody's advice.
"""

from sqlmodel import Session

from journal.exchange.demo_calendar import DAYS, Calendar, named
from journal.exchange.demo_medicines import METHOTREXATE
from journal.exchange.demo_people import NORA
from journal.plans.lab_plans import LabWish, make_rule
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.lab_plans import Decision

MADE = 470


def add_lab_rules(session: Session, actor: Actor, calendar: Calendar) -> None:
    """Plan the demo's tests once; a second time changes nothing."""
    child = session.get_one(Child, NORA)
    for name, wish in _wishes(calendar).items():
        made_at = calendar.at(MADE, "20:30")
        make_rule(session, actor, child, wish, now=made_at, row_id=named("lab rule", name))


def _wishes(calendar: Calendar) -> dict[str, LabWish]:
    return {
        "methotrexate": LabWish(
            tests=["cbc_with_diff", "ast", "alt", "creatinine"],
            weeks_min=8,
            weeks_max=12,
            repeats=True,
            first_on=calendar.on(MADE),
            source="Dr. Okafor",
            decision=Decision.CHANGED,
            template="methotrexate-regular",
            medicine_id=METHOTREXATE,
        ),
        "refused": LabWish(
            tests=["cbc_with_diff", "ast", "alt", "creatinine"],
            weeks_max=None,
            repeats=False,
            first_on=calendar.on(MADE),
            decision=Decision.REFUSED,
            template="methotrexate-baseline",
            medicine_id=METHOTREXATE,
        ),
        "eyes": LabWish(
            tests=["eye_exam"],
            weeks_min=50,
            weeks_max=52,
            repeats=True,
            first_on=calendar.on(DAYS - 51 * 7),
            source="Dr. Okafor",
        ),
    }
