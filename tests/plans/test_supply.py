"""What is left, and when it runs out: from the last count, the doses and the plans as they are."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from journal.entries import record
from journal.plans.packages import set_notice, take_back
from journal.plans.supply import STILL_DUE, supplies_of
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, Supplied
from journal.web.day_doses import NO_RECORD_AFTER
from tests.family import change, fresh_database, make_family
from tests.plans.supplies import NOON, TODAY, Shelf, at, day, family_medicine


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
    one = queries(session, lambda: supplies_of(session, child, [shelf.medicine], now=NOON))
    shelves = [shelf]
    for number in range(9):
        medicine = family_medicine(family, session, name=f"Medicine {number}")
        shelves.append(Shelf(family, session, medicine))
        shelves[-1].count("340", at(-30))
        shelves[-1].dose(-20)
    medicines = [each.medicine for each in shelves]
    ten = queries(session, lambda: supplies_of(session, child, medicines, now=NOON))
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
    family.database.close()
    assert (stands.left, stands.without_record) == (Decimal("42.5"), 3)
    assert (stands.left_if_given, stands.use_by) == (Decimal("36.5"), day(9))
    assert stands.runs_out_on == day(18)
