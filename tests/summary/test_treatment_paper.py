"""The treatment history on paper, beside the database."""

import re
import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from journal.entries import record
from journal.plans.medicines import Dosing, change_dose, turn
from journal.records.children import Child
from journal.records.medicines import Cause, Medicine
from journal.records.medicines import Turn as Turned
from journal.summary.document import Document, Facts
from journal.summary.papers.treatment import treatment_history
from journal.summary.papers.treatment_words import treatment_paper
from journal.summary.pdf import Paper
from journal.summary.sheet import sheet
from tests.family import NOW, Family, change, give_account
from tests.summary.gathering import DAILY, TUESDAYS, dose, log, printed, wall
from tests.summary.papers import flat, made, on_paper, table

TRIED = "Therapies tried"


def history(family: Family, child: str = "nora", now=NOW) -> Document:
    return made(
        family,
        lambda session, row: treatment_paper(treatment_history(session, row, now=now), "en"),
        child,
    )


def stop(family: Family, medicine: Medicine, on: date, **why: object) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        said = {"reason": "", **why}
        turn(session, family.actor(session, "ada"), row, Turned.STOP, on=on, now=NOW, **said)


def test_a_therapy_says_from_when_to_when_how_much_and_who_said_stop(family: Family) -> None:
    log(family, "measurement", wall(date(2026, 10, 30)), what="weight", value="25", unit="kg")
    medicine = family.medicine(rhythm={"every": "day", "times": ["08:00", "20:00"]})
    stop(family, medicine, date(2026, 11, 20), cause=Cause.SIDE_EFFECT, reason="mood",
         advised_by="Dr. Okafor")  # fmt: skip
    ((name, begun, ended, highest, why, _came),) = table(history(family), TRIED)
    assert (name, begun, ended) == ("Prednisolone", "1 Nov 2026", "20 Nov 2026")
    assert "25 mg a day" in flat(highest)
    assert "1 mg/kg at 25 kg, weighed 30 Oct 2026" in flat(highest)
    assert why == "stopped: side effect: mood (Dr. Okafor)"


def test_mg_for_each_kg_is_on_the_weight_of_that_time_and_never_a_later_one(family: Family) -> None:
    family.medicine()
    log(family, "measurement", wall(date(2026, 11, 3)), what="weight", value="25", unit="kg")
    ((*_, highest, _why, _came),) = table(history(family), TRIED)
    assert "no mg/kg: no weight recorded by then" in highest


def test_h4_a_weekly_medicine_says_its_weekday_in_capitals(family: Family) -> None:
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS)
    ((name, *_),) = table(history(family), TRIED)
    assert name == "Methotrexate, TUESDAYS"


def test_h4_a_plan_that_cannot_be_read_names_no_frequency_and_no_weekday(family: Family) -> None:
    medicine = family.medicine("Methotrexate", "15", rhythm=TUESDAYS)
    unread = '{"every": "day", "times": ["08:00"], "except": "sunday"}'
    with family.database.transaction() as session:
        session.execute(
            sa.text("UPDATE dose_plan SET rhythm = :rhythm WHERE medicine_id = :id"),
            {"rhythm": unread, "id": str(medicine.id).replace("-", "")},
        )
    ((_name, _begun, _ended, highest, *_),) = table(history(family), TRIED)
    assert "how often: not readable, ask the family" in highest
    assert "once a day" not in highest


def test_h34_what_was_stopped_years_ago_stands_there_for_ever(family: Family) -> None:
    old = family.medicine("Azathioprine", "50", first_on=date(2017, 6, 1))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, old.id)
        actor = family.actor(session, "ada")
        for what, on in ((Turned.STOP, 2018), (Turned.RESUME, 2019), (Turned.STOP, 2020)):
            at = wall(date(on, 1, 2))
            turn(session, actor, row, what, on=date(on, 1, 2), reason=f"in {on}", now=at)
    rows = table(history(family), TRIED)
    assert [(row[1], row[2]) for row in rows] == [
        ("1 Jun 2017", "2 Jan 2018"),
        ("2 Jan 2019", "2 Jan 2020"),
    ]
    assert rows[0][4] == "stopped: in 2018"
    assert rows[1][4].endswith("stopped: in 2020")
    assert history(family).period.startswith("1 Jun 2017")


def test_the_highest_dose_is_the_highest_of_a_day_and_not_the_latest(family: Family) -> None:
    medicine = family.medicine(amount="40", first_on=date(2026, 10, 1))
    with family.database.transaction() as session:
        dosing = Dosing(amount=10, unit="mg", rhythm=DAILY, first_on=date(2026, 11, 1))
        row = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), row, dosing, now=wall(date(2026, 11, 1)))
    ((*_, highest, _why, _came),) = table(history(family), TRIED)
    assert flat(highest).startswith("40 mg, once a day")


def test_h34_a_step_planned_after_the_stop_never_happened(family: Family) -> None:
    medicine = family.medicine(amount="15", first_on=date(2026, 10, 1))
    with family.database.transaction() as session:
        dosing = Dosing(amount=20, unit="mg", rhythm=DAILY, first_on=date(2026, 11, 17))
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        change_dose(session, actor, row, dosing, now=wall(date(2026, 11, 1)))
    stop(family, medicine, date(2026, 11, 3), cause=Cause.SIDE_EFFECT)
    ((_name, _from, ended, highest, *_),) = table(history(family), TRIED)
    assert (ended, flat(highest)[:17]) == ("3 Nov 2026", "15 mg, once a day")
    said = [what for _on, what in sheet(printed(family), "en").changes[0].rows]
    assert not [what for what in said if "20" in what]
    assert [what for what in said if "stopped" in what]


def test_h34_what_was_stopped_before_its_first_day_was_never_tried(family: Family) -> None:
    medicine = family.medicine("Azathioprine", "15", first_on=date(2026, 12, 1), now=NOW)
    ((*_, ended, _came),) = table(history(family), TRIED)
    assert ended == "begins later"
    stop(family, medicine, date(2026, 11, 22), cause=Cause.SIDE_EFFECT)
    assert table(history(family), TRIED) == ()


def test_a_medicine_stopped_on_its_first_day_was_tried(family: Family) -> None:
    medicine = family.medicine("Azathioprine", "15", first_on=date(2026, 11, 22))
    stop(family, medicine, date(2026, 11, 22), cause=Cause.SIDE_EFFECT)
    ((_name, *days, highest, _why, _came),) = table(history(family), TRIED)
    assert (days, flat(highest)[:5]) == (["22 Nov 2026", "22 Nov 2026"], "15 mg")


def test_what_was_measured_before_and_after_is_the_value_as_written_with_its_day(
    family: Family,
) -> None:
    begun = date(2026, 3, 1)
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=begun)
    for days, value in ((-91, "20"), (-20, "30"), (60, "33"), (100, "35")):
        at = wall(begun + timedelta(days=days))
        log(family, "score", at, measure="cmas", value=value, by="clinician")
    ((_name, what, before, three, six),) = table(history(family), "Measured before and after")
    assert what == "CMAS, by the clinic"
    assert (before, three, six) == ("30 (9 Feb 2026)", "35 (9 Jun 2026)", "no value")


def test_without_a_value_near_it_nothing_is_worked_out_between_two(family: Family) -> None:
    begun = date(2026, 3, 1)
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=begun)
    for days, value in ((-1, "30"), (46 - 1, "40"), (228, "50")):
        at = wall(begun + timedelta(days=days))
        log(family, "score", at, measure="cmas", value=value, by="clinician")
    ((*_, three, six),) = table(history(family), "Measured before and after")
    assert (three, six) == ("no value", "no value")


def test_h13_ck_in_another_unit_is_another_row(family: Family) -> None:
    begun = date(2026, 6, 1)
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS, first_on=begun)
    for days, value, unit in ((-3, "900", "U/L"), (90, "5", "µkat/L")):
        result = {"test": "ck", "value": value, "unit": unit}
        log(family, "draw", wall(begun + timedelta(days=days)), results=[result])
    rows = table(history(family), "Measured before and after")
    assert {(row[2], row[3]) for row in rows} == {
        ("900 U/L (29 May 2026)", "no value"),
        ("no value", "5 µkat/L (30 Aug 2026)"),
    }


def test_steroids_say_the_highest_mean_of_a_day_and_what_holds_now(family: Family) -> None:
    medicine = family.medicine()
    for day in range(1, 22):
        dose(family, medicine, date(2026, 11, day))
    (said,) = [each for each in history(family).parts if each.heading.startswith("Steroids")]
    assert isinstance(said, Facts)
    facts = dict(said.facts)
    assert "12.5 mg a day recorded" in facts["Highest mean of a day, by mouth"]
    assert "12.5 mg a day recorded" in facts["The plan that holds now"]
    assert flat(facts["In all since 1 Nov 2026"]).startswith("0.263 g")


def test_an_authorization_shows_what_the_journal_has_and_names_what_it_has_not(
    family: Family,
) -> None:
    document = history(family)
    (ivig,) = [each for each in document.parts if "IVIG" in each.heading]
    assert ivig.note.startswith("The journal does not have: ")
    for missing in ("letter of medical necessity", "The illness", "Myositis antibodies"):
        assert missing in ivig.note
    (sources,) = [each for each in document.parts if each.heading.startswith("Where the lists")]
    assert "ask your team" in sources.note
    assert all("https://" in text for text in sources.texts)


@pytest.mark.parametrize("paper", list(Paper))
def test_h24_h40_every_page_says_whose_it_is_and_that_nobody_watches(
    family: Family, press, paper: Paper
) -> None:
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).allergies = "penicillin"
    log(family, "measurement", wall(date(2026, 10, 30)), what="weight", value="25", unit="kg")
    for n in range(60):
        family.medicine(f"Medicine {n}")
    document = history(family)
    pages = on_paper(document, press, paper).pages
    assert len(pages) > 2
    code = re.search(r"[0-9A-F]{4}-[0-9A-F]{2}$", document.made)[0]
    for number, text in enumerate(pages, start=1):
        line = flat(text)
        for said in (
            "Nora", "born 3 May 2017", "25 kg (30 Oct 2026)", "Allergies: penicillin",
            "30 Oct – 22 Nov 2026 · America/New_York", "Family-recorded", "1 entry",
            "made 22 Nov 2026 08:00", code, "Treatment history", "Not watched by anyone",
            f"page {number} of {len(pages)}",
        ):  # fmt: skip
            assert said in line, said


def test_the_paper_says_every_word_of_its_tables_in_any_script(family: Family, press) -> None:
    names = ("المناعة", "אימונו", "Иммуноглобулин", "Ανοσία", "x" * 100, "#read(1) *b* $x$")
    for name in names:
        log(family, "infusion", wall(date(2026, 11, 5)), product=name, lots=["Ł-1"])
    family.medicine("Prednisolone")
    document = history(family)
    text = flat(on_paper(document, press).text)
    for row in table(document, "Infusions"):
        assert row[0] in text
    for name in names[2:]:
        assert name in text.replace(" ", "") or name in text
    assert "Prednisolone" in text


def test_h45_no_numeric_date_no_bare_point_and_no_idle_nought(family: Family, press) -> None:
    log(family, "measurement", wall(date(2026, 10, 30)), what="weight", value="25.0", unit="kg")
    family.medicine(amount="0.5")
    text = on_paper(history(family), press).text
    text = re.sub(r"https?://\S+|\S*\d{6}-\d+\S*", "", text)
    assert not re.search(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", text)
    assert not re.search(r"\b\d{4}-\d{2}-\d{2}\b", text)
    assert not re.search(r"(?<![\dA-Z])\.\d", text)
    assert not re.search(r"\b\d+\.0\b", text)


def test_two_children_of_one_family_share_no_word_of_their_papers(family: Family) -> None:
    family.medicine("Citrine", child="tom")
    log(family, "infusion", wall(date(2026, 11, 5)), child="tom", product="Topaz", lots=["T-1"])
    family.medicine("Beryl")
    log(family, "infusion", wall(date(2026, 11, 6)), product="Onyx", lots=["N-1"])
    nora, tom = (str(history(family, child).parts) for child in ("nora", "tom"))
    for word in ("Citrine", "Topaz", "T-1"):
        assert word in tom
        assert word not in nora
    for word in ("Beryl", "Onyx", "N-1"):
        assert word in nora
        assert word not in tom


def test_h39_a_diary_is_neither_counted_nor_printed(family: Family) -> None:
    give_account(family, "nora")
    for day in (5, 6):
        log(family, "note", wall(date(2026, 11, day)), note="seen")
    with family.database.transaction() as session:
        own = change(family.nora, "diary", note="my own")
        assert record(session, family.actor(session, "nora"), own, now=NOW).stored
    document = history(family)
    assert " 2 entries " in document.made
    assert "my own" not in str(document)


def test_a_deleted_infusion_is_not_in_the_history(family: Family) -> None:
    entry = log(family, "infusion", wall(date(2026, 11, 5)), product="Privigen")
    gone = change(family.nora, "infusion", entry=uuid.UUID(str(entry)), base=1, delete=True)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), gone, now=NOW)
    assert table(history(family), "Infusions") == ()


def test_equal_journals_have_an_equal_code_whenever_the_paper_is_made(family: Family) -> None:
    family.medicine()
    first = history(family).made.rsplit(" · ", 1)[1]
    assert history(family, now=NOW + timedelta(minutes=5)).made.endswith(first)
    log(family, "note", wall(date(2026, 11, 5)), note="one more")
    assert not history(family).made.endswith(first)
