"""What is left, and when it runs out: from the last count, the doses and the plans as they are."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from journal.care.rhythm import read_rhythm
from journal.care.taper import Step, Taper, Then
from journal.entries import record
from journal.plans.medicines import Dosing, add_medicine, change_dose, turn
from journal.plans.packages import set_notice, take_back
from journal.plans.supply import STILL_DUE, Undated, asking, runs_out_on, standings
from journal.plans.tapers import start_taper
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, Supplied, Turn
from journal.web.day_doses import NO_RECORD_AFTER
from tests.family import change, fresh_database, make_family
from tests.plans.supplies import NOON, TODAY, Shelf, at

DAILY = {"every": "day", "times": ["08:00"]}


@pytest.fixture
def session(family):
    with family.database.transaction() as session:
        yield session


@pytest.fixture
def shelf(family, session):
    """Prednisolone, 2 tablets every morning."""
    return Shelf(family, session, family_medicine(family, session))


def family_medicine(family, session, **more):
    """A medicine made in this transaction."""
    said = {"amount": "2", "unit": "tablet", "rhythm": DAILY, "strength": ""} | more
    return add_medicine(
        session,
        family.actor(session, "ada"),
        family.nora,
        name=said.get("name", "Prednisolone"),
        strength=said["strength"],
        dosing=dosing(said["amount"], said["unit"], said["rhythm"], **said.get("plan", {})),
        now=at(-100),
    )


def dosing(amount, unit="tablet", rhythm=DAILY, first_on=date(2026, 11, 1), **more):
    return Dosing(
        amount=Decimal(amount), unit=unit, rhythm=read_rhythm(rhythm), first_on=first_on, **more
    )


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


def test_left_and_the_first_day_that_is_not_covered(shelf):
    shelf.count("34", at(0, "11:00"))
    stands = shelf.stands()
    assert (stands.left, stands.unit, stands.without_record) == (34, "tablet", 0)
    # From tomorrow two a day: the 17th dose is on 9 Dec.
    assert stands.runs_out_on == day(18)
    assert stands.days_left(TODAY) == 18


def test_h43_only_what_was_taken_leaves_the_box(shelf):
    shelf.count("34", at(-6, "07:00"))
    shelf.dose(-6)
    shelf.dose(-5, "1", outcome="partly")
    shelf.dose(-4, outcome="vomited", minutes_after=20)
    shelf.dose(-3, None, outcome="refused")
    shelf.dose(-2, None, outcome="skipped", reason="fever")
    shelf.dose(-1, in_hospital=True)
    stands = shelf.stands()
    assert (stands.left, stands.without_record) == (29, 0)


def test_h17_doses_without_a_record_are_said_and_not_taken_off(shelf):
    shelf.count("34", at(-4, "07:00"))
    shelf.dose(-4)
    stands = shelf.stands()
    assert (stands.left, stands.without_record, stands.left_if_given) == (32, 3, 26)
    # A reminder rather too early than too late: the day counts them as given. Today's is still due.
    assert stands.runs_out_on == day(13)


def test_a_dose_is_without_a_record_when_today_says_so(shelf):
    assert STILL_DUE == NO_RECORD_AFTER
    shelf.count("34", at(-1, "07:00"))
    assert shelf.stands(now=at(-1, "19:59")).without_record == 0
    assert shelf.stands(now=at(-1, "20:00")).without_record == 1


def test_a_dose_given_before_the_count_is_not_asked_for_again(shelf):
    shelf.dose(-1, clock="07:40")
    shelf.count("34", at(-1, "07:50"))
    stands = shelf.stands()
    assert (stands.left, stands.without_record) == (34, 0)


def test_a_count_starts_anew_and_what_was_fetched_before_is_in_it(shelf):
    shelf.count("34", at(-9, "07:00"))
    shelf.fetch("30", at(-8))
    shelf.count("20", at(-1, "20:00"))
    shelf.fetch("30", at(-1, "21:00"))
    assert shelf.stands().left == 50


def test_a_slip_is_taken_back_and_the_count_before_holds(shelf, family, session):
    shelf.count("34", at(-1, "20:00"))
    slip = shelf.count("340", at(-1, "20:01"))
    ben = family.actor(session, "ben")
    take_back(session, ben, slip, now=NOON)
    take_back(session, family.actor(session, "ada"), slip, now=NOON + timedelta(hours=1))
    assert shelf.stands().left == 34
    assert (slip.taken_back_at, slip.taken_back_by) == (NOON, ben.account_id)


def test_a_form_sent_twice_is_one_row(shelf):
    first = shelf.fetch("30", at(0, "11:00"), id=Medicine().id)
    assert shelf.fetch("30", at(0, "11:05"), id=first.id) is first


def test_nothing_counted_yet_is_said_and_no_day_is_named(shelf):
    shelf.fetch("30", at(-1))
    stands = shelf.stands()
    assert stands.problem.code == "supply_never_counted"
    assert (stands.left, stands.runs_out_on) == (None, None)


def test_a_count_of_more_than_a_year_ago_is_asked_for_again(shelf):
    shelf.count("3400", at(-401))
    assert shelf.stands().problem.code == "supply_old_count"


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


def test_h14_a_liquid_is_counted_in_ml_through_what_the_plan_measures(family, session):
    measured = {"measured": Decimal("2.5"), "measured_unit": "mL"}
    medicine = family_medicine(family, session, amount="12.5", unit="mg", plan=measured)
    shelf = Shelf(family, session, medicine, unit="mL")
    shelf.count("100", at(-2, "07:00"))
    shelf.dose(-2, "12.5", unit="mg")
    shelf.dose(-1, "10", unit="mg", outcome="partly")
    stands = shelf.stands()
    assert (stands.left, stands.unit) == (Decimal("95.5"), "mL")
    assert stands.runs_out_on == day(38)


def test_h14_mg_and_tablets_without_a_strength_cannot_be_counted(family, session):
    medicine = family_medicine(family, session, amount="12.5", unit="mg")
    shelf = Shelf(family, session, medicine)
    shelf.count("30", at(-1, "20:00"))
    ahead = shelf.stands()
    assert (ahead.left, ahead.runs_out_on, ahead.problem.code) == (30, None, "supply_unit")
    shelf.dose(0, "12.5", unit="mg")
    assert (shelf.stands().left, shelf.stands().problem.code) == (None, "supply_unit")


def test_h15_a_new_strength_asks_for_a_new_count(family, session):
    medicine = family_medicine(family, session, strength="5 mg")
    shelf = Shelf(family, session, medicine)
    shelf.count("34", at(-3, "20:00"))
    shelf.medicine.strength = "1 mg"
    ada = family.actor(session, "ada")
    change_dose(session, ada, shelf.medicine, dosing("7", first_on=day(3)), now=NOON)
    # Until its first day the old packages are what is taken from.
    stands = shelf.stands()
    assert (stands.undated, stands.until) == (Undated.NEW_STRENGTH, day(3))
    later = shelf.stands(now=at(3))
    assert later.problem.code == "supply_strength"
    assert "5 mg" in later.problem.message
    assert "count what is there of 1 mg" in later.problem.message.lower()
    shelf.write(Supplied.COUNTED, "100", when=at(3, "13:00"))
    assert shelf.stands(now=at(3, "14:00")).problem is None


def test_h15_a_fetched_package_of_another_strength_is_not_added(family, session):
    medicine = family_medicine(family, session, strength="5 mg")
    shelf = Shelf(family, session, medicine)
    shelf.count("34", at(-1))
    shelf.fetch("30", at(0, "11:00"), strength="1 mg")
    assert shelf.stands().problem.code == "supply_strength"


def test_an_infusion_since_the_count_asks_for_a_new_one(shelf, family, session):
    shelf.count("34", at(-1))
    given = {"medicine": str(shelf.medicine.id), "product": "Ig", "amount": "4", "unit": "g"}
    asked = change(family.nora, "infusion", made_at=at(0, "10:00"), **given)
    assert record(session, family.actor(session, "ada"), asked, now=NOON).stored
    assert shelf.stands().problem.code == "supply_infusion"


def test_a_plan_nobody_can_read_fails_closed(shelf, session):
    shelf.count("34", at(-1))
    session.execute(sa.update(DosePlan).values(rhythm={"every": "full moon"}))
    stands = shelf.stands()
    assert stands.problem is not None
    assert (stands.left, stands.runs_out_on) == (None, None)


def test_the_earliest_use_by_of_the_opened_packages_is_told(shelf):
    late = shelf.open(at(-9), use_by=day(20))
    early = shelf.open(at(-8), use_by=day(-1))
    plain = shelf.open(at(-7))
    assert shelf.stands().use_by == day(-1)
    assert shelf.stands().opened == (early, late, plain)
    shelf.write(Supplied.FINISHED, when=at(0, "11:00"), package=early.id)
    assert shelf.stands().use_by == day(20)
    shelf.count("0", at(0, "11:30"))
    assert shelf.stands().opened == ()


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


@pytest.mark.parametrize(("who", "answer"), [("cleo", NotAllowed), ("eve", Stranger)])
def test_who_may_not_record_writes_nothing(shelf, family, session, who, answer):
    row = shelf.count("34", at(-1))
    with pytest.raises(answer):
        shelf.count("3", at(0, "11:00"), by=who)
    with pytest.raises(answer):
        take_back(session, family.actor(session, who), row, now=NOON)
    with pytest.raises(answer):
        set_notice(session, family.actor(session, who), shelf.medicine, 7)
    assert shelf.stands().left == 34


def test_ten_medicines_and_a_year_of_doses_cost_the_queries_of_one(shelf, family, session):
    child = session.get_one(Child, family.nora)
    shelf.count("34", at(-1))
    one = queries(session, lambda: standings(session, child, [shelf.medicine], now=NOON))
    shelves = [shelf]
    for number in range(9):
        medicine = family_medicine(family, session, name=f"Medicine {number}")
        shelves.append(Shelf(family, session, medicine))
        shelves[-1].count("340", at(-30))
        shelves[-1].dose(-20)
    medicines = [each.medicine for each in shelves]
    ten = queries(session, lambda: standings(session, child, medicines, now=NOON))
    assert len(ten) == len(one)


def queries(session, act):
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    session.flush()
    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    act()
    sa.event.remove(engine, "before_cursor_execute", note)
    return found


def test_sqlite_and_postgresql_tell_the_same(database_url):
    family = make_family(fresh_database(database_url))
    with family.database.transaction() as session:
        shelf = Shelf(family, session, family_medicine(family, session))
        shelf.count("34", at(-4, "07:00"))
        shelf.fetch("10.5", at(-3))
        shelf.dose(-4)
        shelf.delete(shelf.dose(-3))
        shelf.open(at(-2), use_by=day(9))
        stands = shelf.stands()
        child = session.get_one(Child, family.nora)
        assert runs_out_on(session, child, shelf.medicine, now=NOON) == stands.runs_out_on
    family.database.close()
    assert (stands.left, stands.without_record) == (Decimal("42.5"), 3)
    assert (stands.left_if_given, stands.use_by) == (Decimal("36.5"), day(9))
    assert stands.runs_out_on == day(18)
