"""Safety labs, vaccines, infections, fevers and activities: what a clinician could be misled by."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from journal.care import fever
from journal.plans.clinic_figures import set_figure
from journal.plans.lab_plans import LabWish, make_rule
from journal.records.children import Child
from journal.summary.around import Waiting
from journal.summary.axis import lanes
from journal.summary.page import Page
from journal.summary.sheet import sheet
from tests.family import NOW, Family
from tests.summary.course import rich
from tests.summary.gathering import TODAY, TUESDAYS, log, printed, wall

DAY = date(2026, 11, 9)


def rule(family: Family, *tests: str, first_on: date = date(2026, 10, 1)) -> None:
    with family.database.transaction() as session:
        wish = LabWish(tests=tests, weeks_min=4, weeks_max=6, repeats=True, first_on=first_on)
        child = session.get_one(Child, family.nora)
        make_rule(session, family.actor(session, "ada"), child, wish, now=wall(first_on))


def drawn(family: Family, on: date, *results: dict[str, str], child: str = "nora") -> None:
    log(family, "draw", wall(on), child=child, results=list(results))


def block(page: Page, heading: str) -> str:
    said = sheet(page, "en")
    found = [each for each in (*said.happened, *said.notes) if each.heading.startswith(heading)]
    return " | ".join(line for each in found for line in each.lines).replace("\u00a0", " ")


def test_h29_a_safety_lab_stands_as_the_laboratory_printed_it_with_its_day_and_the_next(
    family: Family,
) -> None:
    rule(family, "ALT")
    drawn(family, date(2026, 10, 10), {"test": "ALT", "value": "30", "unit": "U/L"})
    drawn(family, DAY, {"test": "ALT", "value": "<61", "unit": "U/L", "flag": "H"})
    assert block(printed(family), "Safety labs") == "ALT <61 U/L H (9 Nov): next 7 Dec to 21 Dec"


def test_h28_a_pending_result_is_no_last_result(family: Family) -> None:
    rule(family, "ALT")
    drawn(family, DAY, {"test": "ALT", "value": "pending"})
    (wanted,) = printed(family).wanted
    assert (wanted.on, wanted.value) == (None, "")
    assert "no result in the journal" in block(printed(family), "Safety labs")


def test_a_lab_that_is_over_says_since_when_and_never_that_it_is_fine(family: Family) -> None:
    rule(family, "ALT", first_on=date(2026, 8, 1))
    drawn(family, date(2026, 9, 1), {"test": "ALT", "value": "30", "unit": "U/L"})
    said = block(printed(family, date(2026, 9, 1)), "Safety labs")
    assert said == "ALT 30 U/L (1 Sep): was due by 13 Oct"


def test_a_page_of_days_that_are_over_says_nothing_of_what_is_due_today(family: Family) -> None:
    rule(family, "ALT")
    log(family, "infusion", wall(DAY), product="IVIG", amount="50", unit="g")
    page = printed(family, date(2026, 11, 1), date(2026, 11, 15))
    assert (page.wanted, page.waiting) == ((), ())


def test_h27_a_vaccine_that_waits_sends_to_the_team_and_no_page_clears_one(family: Family) -> None:
    assert printed(family).waiting == ()
    log(family, "infusion", wall(DAY), product="IVIG", amount="50", unit="g", weight_kg="25")
    page = printed(family)
    assert {each.vaccine for each in page.waiting} == {"mmr", "varicella"}
    headings = [each.heading for each in sheet(page, "en").notes]
    assert "Vaccines waiting: ask your team" in headings
    assert "Measles" in block(page, "Vaccines")


def test_h27_a_day_never_stands_without_what_is_open_beside_it() -> None:
    both = Waiting(
        vaccine="mmr",
        name="MMR",
        until=date(2027, 10, 12),
        is_open=True,
        because="Methotrexate weakens the immune system.",
    )
    said = block(rich(waiting=(both,)), "Vaccines")
    assert said.index("Methotrexate weakens") < said.index("12 Oct 2027")
    silent = Waiting(vaccine="mmr", name="MMR", until=date(2027, 10, 12), is_open=True)
    assert block(rich(waiting=(silent,)), "Vaccines") == "MMR: no source names a day"


def test_h27_each_thing_that_speaks_for_waiting_names_its_own_day_or_none(family: Family) -> None:
    """The day of the immunoglobulin never reads as that of the medicine."""
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=date(2026, 9, 1))
    family.medicine("Ondansetron", "4", first_on=date(2026, 9, 1))
    log(family, "infusion", wall(DAY), product="IVIG", amount="50", unit="g", weight_kg="25")
    said = block(printed(family), "Vaccines")
    assert said == (
        "Measles, mumps and rubella (MMR), Chickenpox (varicella): Methotrexate: no day named; "
        "immunoglobulin of 9 Nov 2026: a source names 9 Oct 2027; "
        "no source names 1 other medicine"
    )


def test_h27_a_hold_of_another_kind_keeps_its_whole_sentence(family: Family) -> None:
    log(family, "infusion", wall(DAY), product="IVIG", unit="g", weight_kg="25")
    said = block(printed(family), "Vaccines")
    assert "The immunoglobulin of 9 Nov 2026 has no amount in grams, so there is no date." in said


def test_a_contact_says_with_what_when_and_whether_the_team_was_told(family: Family) -> None:
    at, told = wall(DAY), wall(DAY + timedelta(days=1)).isoformat()
    fields: dict[str, Any] = {"what": "exposure", "name": "chickenpox", "contact": "A friend"}
    log(family, "infection", at, **fields, told_at=told)
    said = block(printed(family), "Infections")
    assert said == "9 Nov contact: Chickenpox, A friend, the team was told on 10 Nov"


def test_movement_and_sun_are_added_up_and_silence_is_no_minute(family: Family) -> None:
    assert printed(family).activities == ()
    log(family, "activity", wall(DAY), what="physiotherapy", minutes=20)
    log(family, "activity", wall(DAY, "15:00"), what="physiotherapy", minutes=25)
    log(family, "activity", wall(TODAY - timedelta(days=1)), what="physiotherapy")
    log(family, "activity", wall(DAY), what="sun", minutes=30, protection=["none"])
    said = block(printed(family), "Moving")
    assert said == (
        "physiotherapy on 2 days, 45 minutes, 1 time without minutes; "
        "in the sun on 1 day, 30 minutes, 1 time unprotected"
    )


def test_a_temperature_is_a_fever_only_from_the_clinics_own_number_on(family: Family) -> None:
    for day, value in ((9, "38.4"), (10, "38.5")):
        at = wall(date(2026, 11, day))
        log(family, "measurement", at, what="temperature", value=value, unit="°C")
    assert printed(family).fevers == ()
    with family.database.transaction() as session:
        actor, child = family.actor(session, "ada"), session.get_one(Child, family.nora)
        limit = Decimal("38.5")
        set_figure(session, actor, child, fever.KEY, limit, "°C", told_by="Dr. Okafor", now=NOW)
    assert [each.on.day for each in printed(family).fevers] == [10]


def test_a_fever_written_as_a_reaction_is_a_fever_on_the_list_and_in_the_chart(
    family: Family,
) -> None:
    """The page's own highest temperature never stands apart from its list of fevers."""
    at = wall(DAY, "13:00")
    log(family, "infusion", at, product="Privigen", reaction=["Headache", "fever"])
    for day, value, unit in ((9, "101.4", "°F"), (12, "38.2", "°C")):
        on = wall(date(2026, 11, day), "13:40")
        log(family, "measurement", on, what="temperature", value=value, unit=unit)
    log(family, "symptom", wall(date(2026, 11, 12)), symptom="fever")
    page = printed(family)
    said = "12 Nov 38.2 °C, 9 Nov 101.4 °F (infusion); highest 101.4 °F"
    assert block(page, "Fevers") == said
    assert block(page, "Measurements") == ""
    (lane,) = [each for each in lanes(page, "en") if each.label == "Fever"]
    assert (lane.value, len(lane.rows)) == ("2 days", 2)


def test_a_temperature_that_nobody_called_a_fever_says_so_beside_fevers(family: Family) -> None:
    log(family, "measurement", wall(DAY), what="temperature", value="38.4", unit="°C")
    assert block(printed(family), "Measurements") == "Highest temperature 38.4 °C (9 Nov 2026)"
    log(family, "symptom", wall(date(2026, 11, 12)), symptom="fever")
    said = block(printed(family), "Measurements")
    assert said == "Highest temperature 38.4 °C (9 Nov 2026), written as no fever"


def test_the_last_day_of_a_weekly_medicine_stands_beside_it() -> None:
    said = sheet(rich(), "en").doses
    assert "last recorded on 17 Nov" in said[1].about
    assert "last recorded" not in said[0].about
