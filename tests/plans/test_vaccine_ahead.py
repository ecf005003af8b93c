"""What is planned lies ahead of a vaccine and makes no wait (H27)."""

from datetime import date

from journal.care.knowledge import find_vaccine
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.vaccines import answer
from journal.plans.vaccine_ahead import with_plans
from journal.records.children import Child
from tests.plans.infusing import ON, facts, ivig, log, noon

EVERY_FOUR = {"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]}
RULES = vaccine_rules()


def ahead(family, session, on=ON):
    child = session.get_one(Child, family.nora)
    return with_plans(session, child, facts(family, session, on), RULES, on)


def test_h27_the_next_planned_infusion_lies_ahead_and_one_that_was_given_does_not(family, session):
    family.medicine("IVIG", "60", "g", EVERY_FOUR, first_on=date(2026, 11, 2))
    [planned] = ahead(family, session).planned
    assert (planned.id, planned.on, planned.begins) == ("ivig", date(2026, 11, 30), False)
    [on_the_day] = ahead(family, session, date(2026, 11, 2)).planned
    assert on_the_day.on == date(2026, 11, 2)
    ivig(family, session, noon(date(2026, 11, 2)))
    [after] = ahead(family, session, date(2026, 11, 2)).planned
    assert after.on == date(2026, 11, 30)


def test_h27_a_medicine_that_is_to_begin_lies_ahead_and_a_daily_one_that_runs_does_not(
    family, session
):
    family.medicine("Adalimumab", "40", "mg", EVERY_FOUR, first_on=date(2026, 12, 14))
    family.medicine(
        "Methotrexate", "15", "mg", {"every": "week", "on": ["friday"], "times": ["08:00"]}
    )
    [planned] = ahead(family, session).planned
    assert (planned.id, planned.on, planned.begins) == ("adalimumab", date(2026, 12, 14), True)
    found = answer(find_vaccine("hepb"), ahead(family, session), RULES, on=ON)
    assert [(lead.key, lead.by) for lead in found.leads] == [("before.aap", date(2026, 11, 30))]
    assert found.until is None


def test_the_last_weight_of_the_day_or_before_counts(family, session):
    for day, value in ((date(2026, 10, 3), "8"), (date(2026, 11, 3), "12")):
        log(family, session, "measurement", at=noon(day), what="weight", value=value, unit="kg")
    kg, weighed = ahead(family, session, date(2026, 11, 2)).kg
    assert (str(kg), weighed) == ("8", date(2026, 10, 3))
    assert ahead(family, session, date(2026, 10, 2)).kg is None
