"""The day on which it runs out follows the plans as they are, at once."""

from decimal import Decimal

from journal.care.taper import Step, Taper, Then
from journal.plans.medicines import change_dose, turn
from journal.plans.packages import set_notice
from journal.plans.supply import Undated, asking
from journal.plans.tapers import start_taper
from journal.records.children import Child
from journal.records.medicines import Turn
from tests.plans.supplies import NOON, TODAY, Shelf, at, day, dosing, family_medicine


def test_a_taper_changes_the_day_at_once(shelf, family, session):
    shelf.count("34", at(0, "11:00"))
    before = shelf.stands().runs_out_on
    steps = (Step(day(1), Decimal(1), day(7)), Step(day(8), Decimal("0.5"), day(14)))
    taper = Taper(steps, Then.CONTINUE)
    start_taper(session, family.actor(session, "ada"), shelf.medicine, taper, dosing("1"), now=NOON)
    # 7 at 1, then 27 at a half: 54 days.
    assert before == day(18)
    assert shelf.stands().runs_out_on == day(62)


def test_a_new_dose_changes_the_day_at_once(shelf, family, session):
    shelf.count("34", at(0, "11:00"))
    ada = family.actor(session, "ada")
    change_dose(session, ada, shelf.medicine, dosing("3", first_on=day(3)), now=NOON)
    # 2 + 2 until then; 10 more mornings of 3.
    assert shelf.stands().runs_out_on == day(13)


def test_h8_a_pause_without_an_end_names_no_day(shelf, family, session):
    shelf.count("34", at(0, "11:00"))
    ada = family.actor(session, "ada")
    paused = {"reason": "fever", "review_on": day(9), "now": NOON}
    turn(session, ada, shelf.medicine, Turn.PAUSE, on=day(2), **paused)
    stands = shelf.stands()
    assert (stands.left, stands.runs_out_on) == (34, None)
    assert (stands.undated, stands.until) == (Undated.PAUSED, day(2))
    turn(session, ada, shelf.medicine, Turn.RESUME, on=day(5), reason="", now=NOON)
    assert shelf.stands().runs_out_on == day(21)


def test_a_stop_and_the_end_of_a_course_name_no_day(shelf, family, session):
    shelf.count("34", at(0, "11:00"))
    ada = family.actor(session, "ada")
    course = dosing("2", first_on=day(1), last_on=day(5))
    change_dose(session, ada, shelf.medicine, course, now=NOON)
    stands = shelf.stands()
    assert (stands.runs_out_on, stands.undated, stands.until) == (None, Undated.ENDS, day(5))
    turn(session, ada, shelf.medicine, Turn.STOP, on=day(0), reason="rash", now=NOON)
    assert shelf.stands().undated is Undated.STOPPED


def test_an_as_needed_medicine_has_what_is_left_and_no_day(family, session):
    medicine = family_medicine(family, session, name="Ondansetron", rhythm={"as_needed": True})
    shelf = Shelf(family, session, medicine)
    shelf.count("10", at(-3))
    shelf.dose(-2, "1", slot=None)
    stands = shelf.stands()
    assert (stands.left, stands.undated) == (9, Undated.AS_NEEDED)


def test_more_than_the_walk_is_enough(shelf):
    shelf.count("5000", at(0, "11:00"))
    stands = shelf.stands()
    assert (stands.runs_out_on, stands.undated) == (None, Undated.ENOUGH)


def test_no_dose_planned_is_said_so_and_is_not_called_enough(shelf, family, session):
    once = {"once": "2026-11-20T08:00"}
    beside = {"after": str(shelf.medicine.id), "minutes": 30}
    ada = family.actor(session, "ada")
    paused = {"reason": "fever", "review_on": day(9), "now": NOON}
    turn(session, ada, shelf.medicine, Turn.PAUSE, on=TODAY, **paused)
    for rhythm in (once, beside):
        other = Shelf(family, session, family_medicine(family, session, rhythm=rhythm))
        other.count("4", at(0, "11:00"))
        assert other.stands().undated is Undated.NOTHING_PLANNED


def test_the_notice_comes_within_its_days_and_when_nobody_can_tell(shelf, family, session):
    child = session.get_one(Child, family.nora)

    def asked():
        return [one.medicine.name for one in asking(session, child, [shelf.medicine], now=NOON)]

    shelf.count("10", at(0, "11:00"))
    assert asked() == []
    ada = family.actor(session, "ada")
    set_notice(session, ada, shelf.medicine, 5)
    assert asked() == []
    set_notice(session, ada, shelf.medicine, 6)
    assert asked() == ["Prednisolone"]
    shelf.count("100", at(0, "11:30"))
    assert asked() == []
    shelf.fetch("30", at(0, "11:45"), unit="mL")
    assert asked() == ["Prednisolone"]
    turn(session, ada, shelf.medicine, Turn.STOP, on=TODAY, reason="rash", now=NOON)
    assert asked() == []
