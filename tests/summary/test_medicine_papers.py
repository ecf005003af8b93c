"""The lists of medicines, for a pharmacy and for a school, beside the plans."""

from datetime import date, time, timedelta
from decimal import Decimal

from sqlalchemy import text

from journal.care.rhythm import read_rhythm
from journal.plans.medicines import Dosing, change_dose, turn
from journal.records.children import Child, TeamMember
from journal.records.medicines import Medicine
from journal.records.medicines import Turn as Turned
from journal.summary.document import Document
from journal.summary.papers.medicine_list import Hours, medicine_list
from journal.summary.papers.medicine_list_words import pharmacy_paper
from journal.summary.papers.school_words import school_paper
from tests.family import NOW, Family
from tests.summary.gathering import TODAY, TUESDAYS, log, wall
from tests.summary.papers import flat, made, on_paper, table

NOON = {"every": "day", "times": ["12:00"]}
PRN = {"as_needed": True, "least_gap_hours": "6", "most_in_24_hours": "4"}


def pharmacy(family: Family, child: str = "nora") -> Document:
    return made(
        family,
        lambda session, row: pharmacy_paper(medicine_list(session, row, now=NOW), "en"),
        child,
    )


def school(family: Family, hours: Hours | None = None, child: str = "nora") -> Document:
    return made(
        family,
        lambda session, row: school_paper(
            medicine_list(session, row, now=NOW, hours=hours or Hours()), "en"
        ),
        child,
    )


def at_school(family: Family, hours: Hours | None = None) -> dict[str, str]:
    """What the school's paper says of when, by medicine."""
    document = school(family, hours)
    (found,) = [each for each in document.parts if each.heading.startswith("Given in school")]
    return {row[0]: row[2] for row in found.rows}


def test_h4_weekly_medicines_say_their_weekday_in_capitals_on_both_lists(family: Family) -> None:
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS)
    ((name, _amount, often, *_),) = table(pharmacy(family), "Medicines planned")
    assert name == "Methotrexate, TUESDAYS"
    assert often == "ONCE A WEEK, on TUESDAYS, 18:00"
    family.medicine("Folic acid", "5", rhythm={**TUESDAYS, "on": ["wednesday"], "times": ["12:00"]})
    assert at_school(family) == {"Folic acid, WEDNESDAYS": "WEDNESDAYS, 12:00"}


def test_no_planned_medicine_is_left_out_for_the_pharmacy_and_a_paused_one_says_so(
    family: Family,
) -> None:
    for n in range(30):
        family.medicine(f"Medicine {n}")
    paused = family.medicine("Azathioprine")
    with family.database.transaction() as session:
        row = session.get_one(Medicine, paused.id)
        turn(session, family.actor(session, "ada"), row, Turned.PAUSE, on=date(2026, 11, 20),
             reason="infection", review_on=date(2026, 12, 1), now=NOW)  # fmt: skip
    rows = table(pharmacy(family), "Medicines planned")
    assert {row[0] for row in rows} == {f"Medicine {n}" for n in range(30)} | {"Azathioprine"}
    assert {row[0]: row[4] for row in rows}["Azathioprine"] == "PAUSED since 20 Nov 2026"


def test_what_is_given_at_school_is_what_falls_into_its_hours(family: Family) -> None:
    family.medicine("Morning")
    family.medicine("Noon", rhythm=NOON)
    family.medicine("Evening", rhythm={"every": "day", "times": ["20:00"]})
    assert at_school(family, Hours(begin=time(8, 30))) == {"Noon": "every school day, 12:00"}
    assert set(at_school(family)) == {"Morning", "Noon"}
    (rest,) = [each for each in school(family).parts if "do" in each.note and not each.heading]
    assert rest.note.startswith("1 more medicine does not stand here")


def test_what_is_given_every_other_day_is_never_said_to_be_every_school_day(
    family: Family,
) -> None:
    family.medicine("Other", rhythm={"every": "days", "n": 2, "times": ["12:00"]})
    said = at_school(family)["Other"]
    assert "every school day" not in said
    assert said.startswith("12:00: 23 Nov 2026, 25 Nov 2026, 27 Nov 2026, 1 Dec 2026")


def test_a_course_that_ends_is_not_every_school_day(family: Family) -> None:
    family.medicine("Course", rhythm=NOON)
    family.medicine(
        "Later", rhythm={"every": "week", "on": ["monday"], "times": ["12:00"]},
        first_on=TODAY + timedelta(days=12), now=NOW,
    )  # fmt: skip
    assert at_school(family)["Course"] == "every school day, 12:00"
    assert at_school(family)["Later, MONDAYS"] == "from 4 Dec 2026: MONDAYS, 12:00"


def change(family: Family, medicine: Medicine, on: date, **more: object) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        said = {"amount": Decimal(10), "unit": "mg", "rhythm": read_rhythm(NOON), **more}
        change_dose(
            session, family.actor(session, "ada"), row, Dosing(first_on=on, **said), now=NOW
        )


def in_hours(family: Family) -> list[tuple[str, str]]:
    (found,) = [one for one in school(family).parts if one.heading.startswith("Given in school")]
    return [(flat(row[1]), row[2]) for row in found.rows]


def test_h4_two_plans_of_a_medicine_are_two_rows_and_never_two_times_of_one_day(
    family: Family,
) -> None:
    medicine = family.medicine("Noon", "12", rhythm=NOON)
    later = read_rhythm({"every": "day", "times": ["13:30"]})
    change(family, medicine, date(2026, 11, 30), rhythm=later)
    assert in_hours(family) == [
        ("12 mg", "until 29 Nov 2026: every school day, 12:00"),
        ("10 mg", "from 30 Nov 2026: every school day, 13:30"),
    ]


def test_h10_two_amounts_in_turn_stand_with_their_own_days_at_school(family: Family) -> None:
    turns = {"every": "alternate", "other": "5", "times": ["12:00"]}
    family.medicine("Other", "10", rhythm=turns)
    (one, on), (two, other) = in_hours(family)
    assert (one, two) == ("5 mg", "10 mg") or (one, two) == ("10 mg", "5 mg")
    assert not {*on.split(", ")} & {*other.split(", ")}


def test_h10_every_step_to_come_has_its_row_for_a_pharmacy(family: Family) -> None:
    medicine = family.medicine(amount="15")
    change(family, medicine, date(2026, 12, 1), amount=Decimal(10))
    change(family, medicine, date(2026, 12, 15), amount=Decimal(5))
    rows = table(pharmacy(family), "Medicines planned")
    assert [(flat(row[1]), row[3]) for row in rows] == [
        ("15 mg", "1 Nov 2026"),
        ("10 mg", "begins on 1 Dec 2026"),
        ("5 mg", "begins on 15 Dec 2026"),
    ]


def test_h41_an_as_needed_medicine_to_come_is_not_said_to_be_given_now(family: Family) -> None:
    family.medicine("Ondansetron", "4", rhythm=PRN, first_on=date(2026, 12, 1), now=NOW)
    ((*_, since, _also),) = table(school(family), "As needed, with its limits")
    assert since == "begins on 1 Dec 2026"


def test_h4_what_goes_into_a_vein_is_never_listed_as_given_at_school(family: Family) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    family.medicine("Privigen", "40", unit="g", rhythm=monthly, first_on=date(2026, 11, 5))
    family.medicine("Noon", rhythm=NOON)
    assert set(at_school(family)) == {"Noon"}
    (days,) = [one for one in school(family).parts if one.heading.startswith("Infusion days")]
    assert days.texts == ("Privigen, EVERY 4 WEEKS, on THURSDAYS: 3 Dec 2026",)
    assert not [one for one in school(family).parts if "does not stand here" in one.note]


def test_h4_what_goes_under_the_skin_stands_in_school_hours_as_planned(family: Family) -> None:
    family.medicine("Hizentra", "4", unit="g", rhythm=NOON)
    family.medicine("Cyclophosphamide", "50", rhythm=NOON)
    assert set(at_school(family)) == {"Hizentra", "Cyclophosphamide"}


def test_h4_a_weekday_alone_never_stands_for_every_few_weeks(family: Family) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    family.medicine("Privigen", "40", unit="g", rhythm=monthly, first_on=date(2026, 11, 5))
    ((name, *_),) = table(pharmacy(family), "Medicines planned")
    assert name == "Privigen, EVERY 4 WEEKS, on THURSDAYS"


def test_as_needed_says_its_limits(family: Family) -> None:
    family.medicine("Ondansetron", "4", rhythm=PRN)
    ((_name, _amount, often, *_),) = table(school(family), "As needed, with its limits")
    assert often == "as needed, at least 6 h apart, at most 4 in 24 hours"


def test_a_school_reads_whom_to_call_and_what_the_family_wrote(family: Family, press) -> None:
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.emergency_phone, child.emergency_plan = "555 0143", "Fever: call.\nRash: call."
        session.add(
            TeamMember(child_id=family.nora, position=0, name="Dr. Okafor", telephone="555 0142")
        )
    printed = flat(on_paper(school(family), press).text)
    for said in ("In an emergency 555 0143", "Dr. Okafor 555 0142", "Fever: call.", "Rash: call."):
        assert said in printed


def test_h37_after_a_discharge_the_list_says_what_nobody_looked_at(family: Family) -> None:
    family.medicine()
    at = wall(date(2026, 11, 20), "21:00")
    left = wall(date(2026, 11, 21), "11:00").isoformat()
    log(family, "stay", at, hospital="Children's", admitted=at.isoformat(), discharged=left)
    ((*_, also),) = table(pharmacy(family), "Medicines planned")
    assert "Not looked at since the discharge." in also


def test_two_children_have_two_lists(family: Family) -> None:
    family.medicine("Citrine", child="tom", rhythm=NOON)
    family.medicine("Beryl", rhythm=NOON)
    assert "Citrine" not in str(pharmacy(family).parts) + str(school(family).parts)
    assert "Beryl" not in str(pharmacy(family, "tom").parts) + str(
        school(family, child="tom").parts
    )


def test_a_plan_that_cannot_be_read_names_no_times(family: Family) -> None:
    medicine = family.medicine("Broken", rhythm=NOON)

    with family.database.transaction() as session:
        session.execute(
            text('UPDATE dose_plan SET rhythm = \'{"every": "moon"}\' WHERE medicine_id = :id'),
            {"id": str(medicine.id).replace("-", "")},
        )
    assert at_school(family)["Broken"] == "can't tell when, ask the family"
