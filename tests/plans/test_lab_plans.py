"""Rules of tests: taken, changed, refused; what the journal holds decides what is due."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.entries.change import Result
from journal.entries.record import record
from journal.plans.appointments import Visit, plan_appointment
from journal.plans.lab_facts import LabFacts, offers
from journal.plans.lab_plans import LabWish, change_rule, end_rule, history_of, make_rule, rules_of
from journal.plans.lab_visits import lab_visits
from journal.plans.medicines import Dosing, add_medicine, change_dose
from journal.plans.mistakes import remove_mistake
from journal.plans.turns import turn
from journal.records.access import NotAllowed, Stranger
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.lab_plans import Decision
from journal.records.medicines import Cause, Turn
from tests.family import NOW, change

TODAY = date(2026, 11, 22)
MARCH = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
WEEKLY = {"every": "week", "on": ["monday"], "times": ["18:00"]}


def wish(**changed):
    plan = {"tests": ["1742-6", "2160-0"], "weeks_max": 12, "repeats": True, "first_on": TODAY}
    return LabWish(**plan | changed)


@pytest.fixture
def child(family, session) -> Child:
    return session.get_one(Child, family.nora)


@pytest.fixture
def ben(family, session):
    return family.actor(session, "ben")


def facts(session, child, now=NOW):
    return LabFacts(session=session, child=child, now=now)


def windows(session, child, now=NOW):
    return {one.test: (one.opens, one.by) for one in facts(session, child, now).due}


def write(family, session, kind, **fields):
    sent = change(family.nora, kind, **fields)
    assert record(session, family.actor(session, "ben"), sent, now=NOW).result is Result.APPLIED
    return sent


def draw(family, session, on, *tests):
    at = datetime.combine(on, time(15), UTC)
    units = {"ALT": "U/L", "CRP": "mg/L", "creatinine": "mg/dL"}
    results = [{"test": test, "value": "5", "unit": units.get(test, "")} for test in tests]
    return write(family, session, "draw", made_at=at, results=results)


def medicine(
    family, session, name="Methotrexate", rhythm=WEEKLY, first_on=date(2026, 3, 2), **more
):
    dosing = {"amount": Decimal(10), "unit": "mg", "rhythm": read_rhythm(rhythm)} | more
    ben = family.actor(session, "ben")
    given = Dosing(first_on=first_on, **dosing)
    return add_medicine(session, ben, family.nora, name=name, dosing=given, now=NOW)


def test_a_changed_rule_follows_the_one_before_and_both_stay(session, child, ben):
    first = make_rule(session, ben, child, wish(), now=NOW)
    second = change_rule(session, ben, first, wish(weeks_max=8), now=NOW)
    assert (second.follows, first.ended_at) == (first.id, NOW)
    assert rules_of(session, child.id) == [second]
    assert change_rule(session, ben, second, wish(weeks_max=8), now=NOW) is second
    end_rule(session, ben, second, now=NOW)
    assert rules_of(session, child.id) == []
    assert len(history_of(session, child.id)) == 2
    with pytest.raises(Refused, match="changed"):
        change_rule(session, ben, second, wish(), now=NOW)


def test_a_refused_template_is_remembered_and_wants_nothing(session, child, ben):
    no = {"decision": Decision.REFUSED, "template": "methotrexate-early", "weeks_max": None}
    make_rule(session, ben, child, wish(**no), now=NOW)
    found = facts(session, child)
    assert [row.template for row in found.decided] == ["methotrexate-early"]
    assert (found.rows, found.due) == ([], [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"weeks_max": None}, "weeks_range"),
        ({"weeks_max": 0}, "weeks_range"),
        ({"weeks_max": 521}, "weeks_range"),
        ({"weeks_min": 13}, "weeks_range"),
        ({"tests": [" "]}, "required"),
        ({"tests": [str(n) for n in range(41)]}, "too_many"),
        ({"last_on": TODAY - WEEK}, "until_before_from"),
    ],
)
def test_a_rule_that_says_no_window_is_refused(session, child, ben, changed, code):
    with pytest.raises(Refused) as refused:
        make_rule(session, ben, child, wish(**changed), now=NOW)
    assert refused.value.problems[0].code == code


def test_only_who_may_plan_plans_and_no_medicine_of_another_child_is_named(family, session, child):
    with pytest.raises(NotAllowed):
        make_rule(session, family.actor(session, "cleo"), child, wish(), now=NOW)
    with pytest.raises(Stranger):
        make_rule(session, family.actor(session, "eve"), child, wish(), now=NOW)
    other = wish(medicine_id=uuid.uuid4())
    with pytest.raises(Stranger):
        make_rule(session, family.actor(session, "ben"), child, other, now=NOW)


def test_a_form_that_is_sent_twice_is_one_rule(session, child, ben):
    id_ = uuid.uuid4()
    one = make_rule(session, ben, child, wish(), now=NOW, row_id=id_)
    assert make_rule(session, ben, child, wish(), now=NOW, row_id=id_) is one


def test_h28_a_report_closes_what_it_contains_and_a_deleted_one_nothing(
    family, session, child, ben
):
    make_rule(session, ben, child, wish(first_on=TODAY - 12 * WEEK), now=NOW)
    assert windows(session, child) == {
        "alt": (TODAY - WEEK, TODAY),
        "creatinine": (TODAY - WEEK, TODAY),
    }
    report = draw(family, session, TODAY - timedelta(days=1), "ALT", "CRP")
    since = TODAY - timedelta(days=1)
    assert windows(session, child)["alt"] == (since + 11 * WEEK, since + 12 * WEEK)
    (left,) = [one for one in facts(session, child).due if one.test == "creatinine"]
    assert (left.by, left.other_results_on) == (TODAY, since)
    write(family, session, "draw", entry=report.entry, base=1, delete=True)
    assert windows(session, child)["alt"] == (TODAY - WEEK, TODAY)


@pytest.mark.parametrize("weeks", [44, 56, 400])
def test_h28_the_last_result_counts_however_long_before_the_rule_it_came(
    family, session, child, ben, weeks
):
    last = TODAY - weeks * WEEK
    draw(family, session, last, "eye_exam")
    draw(family, session, TODAY - timedelta(days=1), "ALT")
    make_rule(session, ben, child, wish(tests=["eye_exam"], weeks_max=52), now=NOW)
    assert facts(session, child).due[0].last == last
    assert windows(session, child)["eye_exam"][1] == max(last + 52 * WEEK, TODAY)


def test_a_measurement_is_an_examination_that_was_done(family, session, child, ben):
    once = wish(tests=["height"], repeats=False, weeks_min=0, first_on=TODAY - 2 * WEEK)
    make_rule(session, ben, child, once, now=NOW)
    assert "height" in windows(session, child)
    at = NOW - timedelta(hours=1)
    write(family, session, "measurement", made_at=at, what="height", value="121", unit="cm")
    assert windows(session, child) == {}


def test_a_raised_dose_is_more_of_the_same_unit_and_begins_the_early_check_again(
    family, session, child, ben
):
    taken = medicine(family, session)
    early = wish(repeats=False, weeks_min=4, weeks_max=9, on_increase=True, medicine_id=taken.id)
    make_rule(session, ben, child, replace(early, first_on=date(2026, 3, 2)), now=NOW)
    draw(family, session, date(2026, 4, 20), "ALT", "creatinine")
    assert windows(session, child) == {}

    def dose(amount, on):
        dosing = Dosing(amount=Decimal(amount), unit="mg", rhythm=read_rhythm(WEEKLY), first_on=on)
        change_dose(session, ben, taken, dosing, now=NOW)

    dose("7.5", date(2026, 10, 5))
    assert windows(session, child) == {}
    dose("15", date(2026, 11, 16))
    raised = date(2026, 11, 16)
    assert windows(session, child)["alt"] == (raised + 4 * WEEK, raised + 9 * WEEK)


def test_a_stopped_medicine_asks_for_nothing_new(family, session, child, ben):
    taken = medicine(family, session)
    make_rule(session, ben, child, wish(medicine_id=taken.id), now=NOW)
    assert windows(session, child)
    turn(session, ben, taken, Turn.STOP, on=TODAY, reason="", cause=Cause.FINISHED, now=NOW)
    assert windows(session, child) == {}


def test_a_medicine_that_was_a_slip_goes_with_its_rules(family, session, child, ben):
    taken = medicine(family, session, first_on=TODAY)
    make_rule(session, ben, child, wish(medicine_id=taken.id), now=NOW)
    remove_mistake(session, ben, taken, now=NOW)
    assert rules_of(session, child.id) == []


def test_days_with_a_needle_anyway_are_appointments_and_planned_infusions(
    family, session, child, ben
):
    every = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    medicine(family, session, "IVIG", every, date(2026, 11, 26), unit="g")
    for kind in (AppointmentKind.THERAPY, AppointmentKind.CLINIC):
        plan_appointment(session, ben, child, Visit(kind=kind, at=NOW + 3 * WEEK), now=NOW)
    found = facts(session, child).preferred
    assert [(one.on, one.why) for one in found][:3] == [
        (date(2026, 11, 26), "IVIG"),
        (date(2026, 12, 13), "clinic"),
        (date(2026, 12, 24), "IVIG"),
    ]


@pytest.mark.parametrize(
    ("name", "rhythm", "more", "is_infused"),
    [
        ("Tocilizumab", {"every": "weeks", "n": 4}, {}, True),
        ("Tocilizumab", {"every": "week"}, {}, False),
        ("Tocilizumab IV", {"every": "weeks", "n": 2}, {}, True),
        ("Cyclophosphamide", {"every": "weeks", "n": 4}, {"unit": "tablet"}, False),
        ("Rituximab", {"every": "weeks", "n": 2}, {}, True),
        ("Methotrexate", {"every": "weeks", "n": 4}, {}, False),
    ],
)
def test_only_what_is_given_by_vein_is_an_infusion_of_that_day(
    family, session, child, name, rhythm, more, is_infused
):
    every = {"on": ["thursday"], "times": ["09:00"], **rhythm}
    medicine(family, session, name, every, date(2026, 11, 26), **more)
    assert bool(facts(session, child).preferred) == is_infused


def test_a_daily_medicine_and_another_appointment_are_no_days_with_a_needle(
    family, session, child, ben
):
    daily = {"every": "day", "times": ["09:00"]}
    medicine(family, session, "Cyclophosphamide", daily, date(2026, 11, 26))
    other = Visit(kind=AppointmentKind.OTHER, at=NOW + WEEK)
    plan_appointment(session, ben, child, other, now=NOW)
    assert facts(session, child).preferred == []


def test_urine_is_no_needle(family, session, child, ben):
    make_rule(session, ben, child, wish(tests=["urine_protein", "height"]), now=NOW)
    assert {visit.needles for visit in lab_visits(facts(session, child))} == {0}
    make_rule(session, ben, child, wish(tests=["ALT"]), now=NOW)
    assert {visit.needles for visit in lab_visits(facts(session, child))} == {0, 1}


def test_templates_that_nobody_answered_are_offered_until_somebody_does(
    family, session, child, ben
):
    taken = medicine(family, session, "MTX 10 mg tablets")
    offered = [one.id for one in offers(facts(session, child), taken)]
    assert offered == ["methotrexate-baseline", "methotrexate-early", "methotrexate-regular"]
    no = wish(
        decision=Decision.REFUSED,
        template="methotrexate-early",
        medicine_id=taken.id,
        weeks_max=None,
    )
    refusal = make_rule(session, ben, child, no, now=NOW)
    assert [one.id for one in offers(facts(session, child), taken)] == offered[::2]
    end_rule(session, ben, refusal, now=NOW)
    assert [one.id for one in offers(facts(session, child), taken)] == offered
    assert offers(facts(session, child), medicine(family, session, "Vitamin C")) == []
