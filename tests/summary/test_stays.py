"""Stays as spans and in days, and infusions with what their checkpoints say."""

from dataclasses import replace
from datetime import date

from journal.records.children import Child
from journal.summary.axis import lanes
from journal.summary.canonical import canonical
from journal.summary.exposure import steroid_record
from journal.summary.history import every_block, happened, notes
from journal.summary.hospital import Stay
from journal.web.steroid_words import picture
from tests.family import NOW, Family
from tests.summary.course import rich
from tests.summary.gathering import FIRST, TODAY, dose, log, printed, wall


def stay(family, first, last=None):
    admitted = wall(first, "21:00")
    ended = {"discharged": wall(last, "11:00").isoformat()} if last else {}
    fields = {"hospital": "Children's", "admitted": admitted.isoformat()}
    log(family, "stay", admitted, **fields, **ended)


def test_days_in_hospital_are_added_up_and_a_day_of_two_stays_is_one(family: Family) -> None:
    stay(family, date(2026, 11, 3), date(2026, 11, 6))
    stay(family, date(2026, 11, 6), date(2026, 11, 8))
    stay(family, date(2026, 11, 21))  # still there on the day the page is made
    page = printed(family)
    assert canonical(page)["days_in_hospital"] == 8
    lane = next(each for each in lanes(page, "en") if each.label == "In hospital")
    assert lane.value == "3 stays, 8 days"
    assert "Hospital stays, 8 days in this period" in [
        each.heading for each in happened(page, "en")
    ]


def test_an_open_stay_is_drawn_until_the_page_was_made_and_not_into_days_to_come() -> None:
    page = rich(stays=(Stay(admitted_on=date(2026, 11, 20), hospital="Children's"),))
    later = replace(page, period=replace(page.period, to_on=date(2027, 2, 20)))
    lane = next(each for each in lanes(later, "en") if each.label == "In hospital")
    wide = float(lane.svg.split('height="5.0"')[0].rsplit('width="', 1)[1].split('"')[0])
    assert wide < 10, wide  # three of 180 days


def test_h37_the_page_says_what_the_hospital_changed_and_stopped_with_the_day(
    family: Family,
) -> None:
    """What goes on as before is not said; of two words about one medicine the last counts."""
    one, other = family.medicine(name="Prednisolone"), family.medicine(name="Folic acid")
    left = wall(date(2026, 11, 6), "11:00")
    at = wall(date(2026, 11, 3), "21:00")
    fields = {"hospital": "Children's", "admitted": at.isoformat(), "discharged": left.isoformat()}
    stay_id = str(log(family, "stay", at, **fields))
    for hour, medicine, decision, told in (
        ("12:00", one, "continues", None),
        ("12:30", one, "changed", "10 mg"),
        ("12:40", other, "stopped", None),
    ):
        said = {"stay": stay_id, "medicine": str(medicine.id), "decision": decision, "told": told}
        log(family, "review", wall(date(2026, 11, 7), hour), **said)
    (block,) = [each for each in every_block(printed(family), "en") if "Hospital" in each.heading]
    said_of = "Prednisolone changed, 10 mg; Folic acid stopped"
    assert block.lines[1] == f"At the discharge on 6 Nov 2026: {said_of}"


def test_what_a_stay_left_to_come_stands_on_the_page_until_it_came(family: Family) -> None:
    stay_id = str(log(family, "stay", wall(FIRST), hospital="A", admitted=wall(FIRST).isoformat()))
    for clock, what in (("08:00", "pending"), ("09:00", "result"), ("10:00", "follow_up")):
        text = {"stay": stay_id, "what": what, "text": what}
        log(family, "stay_note", wall(date(2026, 11, 3), clock), by="Dr. Lee", **text)
    (block,) = [each for each in notes(printed(family), "en") if "to come" in each.heading]
    said = "Dr. Lee on 3 Nov, since 1 Nov 2026"
    assert block.lines == (f"pending ({said})", f"follow_up ({said})")


def test_what_is_to_come_says_from_which_stay_and_which_day_it_counts(family: Family) -> None:
    """ "In two days" of a stay before the period has no day of its own."""
    at, left = wall(date(2026, 10, 2)), wall(date(2026, 10, 4), "11:00")
    fields = {"hospital": "A", "admitted": at.isoformat(), "discharged": left.isoformat()}
    stay_id = str(log(family, "stay", at, **fields))
    said = {"stay": stay_id, "what": "pending", "text": "The culture, in two days"}
    log(family, "stay_note", wall(date(2026, 10, 3)), **said)
    page = printed(family)
    assert page.stays == ()
    (block,) = notes(page, "en")
    assert block.lines == ("The culture, in two days (said on 3 Oct, stay of 2 Oct – 4 Oct 2026)",)


def test_a_stay_says_its_days_its_nights_and_why(family: Family) -> None:
    at, left = wall(date(2026, 11, 2)), wall(date(2026, 11, 4), "11:00")
    fields = {"hospital": "A", "admitted": at.isoformat(), "discharged": left.isoformat()}
    log(family, "stay", at, **fields, ward="4B", reason="fever")
    block = happened(printed(family), "en")[0]
    assert block.heading == "Hospital stays, 3 days in this period"
    assert block.lines == ("2 Nov – 4 Nov 2026, 2 nights · A, 4B: fever",)


def test_an_infusion_has_the_lots_and_reactions_of_its_checkpoints(family: Family) -> None:
    at = wall(date(2026, 11, 12), "09:00")
    entry = str(log(family, "infusion", at, product="Privigen", lots=["A1"], reaction=["Chills"]))
    log(family, "checkpoint", at, infusion=entry, what="bottle", lot="B2")
    log(family, "checkpoint", at, infusion=entry, what="reaction", reaction=["Headache", "chills"])
    (one,) = printed(family).infusions
    assert one.lots == ("A1", "B2")
    assert one.reaction == ("Chills", "Headache")


def test_the_steroid_chart_has_a_frame_for_each_stay(family: Family) -> None:
    medicine = family.medicine()
    dose(family, medicine, FIRST)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        before = picture(steroid_record(session, child, now=NOW), "en")
    stay(family, date(2026, 11, 3), date(2026, 11, 6))
    stay(family, TODAY)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        after = picture(steroid_record(session, child, now=NOW), "en")
    frame = '<rect x="'
    assert after.count(frame) - before.count(frame) == 2
