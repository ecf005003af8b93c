"""What two parents do to one prepared page: item by item, and nothing of the other's is lost."""

import threading
import uuid

import pytest

from journal.care.problems import Refused
from journal.entries import record
from journal.plans import prepared
from journal.plans.preparations import bring_back, hold, prepare, put_away, take_back
from journal.plans.prepared import Chosen
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from journal.records.photos import Photo
from journal.records.preparations import Preparation
from tests.family import NOW, Family, change, fresh_database, make_family
from tests.plans.visiting import DAY, SOON, TODAY, answer, asked, code


def test_struck_item_is_put_back_and_a_second_tap_changes_nothing(session, ada, page):
    for _tap in range(2):
        prepared.strike(session, ada, page, "fever:2026-11-20")
    assert page.struck == ["fever:2026-11-20"]
    for _tap in range(2):
        prepared.put_back(session, ada, page, "fever:2026-11-20")
    assert page.struck == []


def test_line_sent_twice_is_one_line_and_is_taken_away(session, ada, page):
    made = uuid.uuid4()
    for _sent in range(2):
        prepared.add_line(session, ada, page, "Tired\nat school ", line_id=made)
    assert [line["text"] for line in page.lines] == ["Tired at school"]
    assert page.lines[0]["by"] == str(ada.account_id)
    prepared.take_line(session, ada, page, str(made))
    assert prepared.lines_of(page) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  ", "text_required"), ("x" * 301, "too_long"), ("a\x00b", "text_invalid")],
)
def test_line_that_cannot_be_kept_is_refused(session, ada, page, text, expected):
    with pytest.raises(Refused) as refused:
        prepared.add_line(session, ada, page, text, line_id=uuid.uuid4())
    assert code(refused) == expected


def test_there_is_room_for_ten_lines(session, ada, page):
    for number in range(10):
        prepared.add_line(session, ada, page, f"line {number}", line_id=uuid.uuid4())
    with pytest.raises(Refused) as refused:
        prepared.add_line(session, ada, page, "one more", line_id=uuid.uuid4())
    assert code(refused) == "too_many"
    assert len(page.lines) == 10


def test_three_questions_are_ranked_and_a_fourth_is_refused(family, session, ada, page):
    ids = asked(family, session, "one", "two", "three", "four")
    for each in ids[:3]:
        prepared.rank(session, ada, page, each)
    prepared.rank(session, ada, page, ids[0])
    with pytest.raises(Refused) as refused:
        prepared.rank(session, ada, page, ids[3])
    assert code(refused) == "too_many"
    assert page.ranked == [str(each) for each in ids[:3]]
    prepared.move(session, ada, page, str(ids[2]), up=True)
    prepared.move(session, ada, page, str(ids[0]), up=True)
    prepared.move(session, ada, page, str(ids[1]), up=False)
    assert page.ranked == [str(ids[0]), str(ids[2]), str(ids[1])]
    prepared.unrank(session, ada, page, str(ids[0]))
    prepared.rank(session, ada, page, ids[3])
    assert page.ranked == [str(ids[2]), str(ids[1]), str(ids[3])]


def test_answered_question_makes_room_and_is_ranked_no_more(family, session, ada, page):
    ids = asked(family, session, "one", "two", "three")
    for each in ids:
        prepared.rank(session, ada, page, each)
    answer(family, session, ids[0])
    (new,) = asked(family, session, "four")
    prepared.rank(session, ada, page, new)
    assert page.ranked == [str(ids[1]), str(ids[2]), str(new)]
    with pytest.raises(Refused) as refused:
        prepared.rank(session, ada, page, ids[0])
    assert code(refused) == "question_closed"


def test_question_of_another_child_cannot_be_ranked(family, session, ada, page):
    one = change(family.tom, "question", text="Swimming?")
    record(session, ada, one, now=NOW, ask=False)
    with pytest.raises(Refused) as refused:
        prepared.rank(session, ada, page, one.entry)
    assert code(refused) == "question_closed"


def photo(family, session, child: str) -> str:
    row = Photo(
        id=uuid.uuid4(),
        child_id=family.children[child],
        made_by=family.people["ada"],
        sent="0" * 64,
        digest="0" * 64,
        bytes=1,
        width=1,
        height=1,
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return str(row.id)


def test_photos_are_chosen_and_taken_back(family, session, ada, page):
    one = photo(family, session, "nora")
    for _tap in range(2):
        prepared.choose(session, ada, page, Chosen.PHOTOS, one)
    assert page.photos == [one]
    prepared.leave(session, ada, page, Chosen.PHOTOS, one)
    assert page.photos == []


def test_photo_of_another_child_cannot_be_chosen(family, session, ada, page):
    for other in (photo(family, session, "mia"), photo(family, session, "tom"), "no photo"):
        with pytest.raises(Refused) as refused:
            prepared.choose(session, ada, page, Chosen.PHOTOS, other)
        assert code(refused) == "photo_unknown"
    assert page.photos == []


def test_time_axis_has_room_for_six(session, ada, page):
    for number in range(6):
        prepared.choose(session, ada, page, Chosen.CHARTED, f"lab:{number}")
    with pytest.raises(Refused) as refused:
        prepared.choose(session, ada, page, Chosen.CHARTED, "lab:6")
    assert code(refused) == "too_many"


def test_days_the_wrong_way_round_are_refused(session, ada, page):
    prepared.cover(session, ada, page, TODAY - 9 * DAY, TODAY)
    with pytest.raises(Refused) as refused:
        prepared.cover(session, ada, page, TODAY, TODAY - DAY)
    assert code(refused) == "ends_before_start"
    assert (page.from_on, page.to_on) == (TODAY - 9 * DAY, TODAY)


@pytest.mark.parametrize(("who", "raised"), [("cleo", NotAllowed), ("eve", Stranger)])
def test_who_may_not_record_prepares_nothing(family, session, child, page, who, raised):
    other = family.actor(session, who)
    doings = (
        lambda: prepare(session, other, child, SOON, now=NOW),
        lambda: prepared.strike(session, other, page, "a:1"),
        lambda: prepared.put_back(session, other, page, "a:1"),
        lambda: prepared.add_line(session, other, page, "x", line_id=uuid.uuid4()),
        lambda: prepared.take_line(session, other, page, "x"),
        lambda: prepared.rank(session, other, page, uuid.uuid4()),
        lambda: prepared.move(session, other, page, "x", up=True),
        lambda: prepared.unrank(session, other, page, "x"),
        lambda: prepared.choose(session, other, page, Chosen.SECOND, "labs"),
        lambda: prepared.leave(session, other, page, Chosen.SECOND, "labs"),
        lambda: prepared.cover(session, other, page, TODAY, None),
        lambda: hold(session, other, child, page, now=NOW),
        lambda: take_back(session, other, page),
        lambda: put_away(session, other, page, now=NOW),
        lambda: bring_back(session, other, child, page),
    )
    for doing in doings:
        with pytest.raises(raised):
            doing()
    assert (page.struck, page.lines, page.held_at, page.ended_at) == ([], [], None, None)


@pytest.fixture
def two(database_url):
    family = make_family(fresh_database(database_url))
    yield family
    family.database.close()


def strike_many(family: Family, who: str, page_id: uuid.UUID, start: threading.Barrier) -> None:
    for number in range(15):
        start.wait()
        with family.database.transaction() as session:
            row = session.get_one(Preparation, page_id)
            prepared.strike(session, family.actor(session, who), row, f"{who}:{number}")


@pytest.mark.slow
def test_two_parents_strike_at_the_same_moment_and_nothing_is_lost(two):
    with two.database.transaction() as session:
        child, ada = session.get_one(Child, two.nora), two.actor(session, "ada")
        page_id = prepare(session, ada, child, SOON, now=NOW).id
    start = threading.Barrier(2)
    parents = [
        threading.Thread(target=strike_many, args=(two, who, page_id, start))
        for who in ("ada", "ben")
    ]
    for parent in parents:
        parent.start()
    for parent in parents:
        parent.join(60)
    with two.database.reading() as session:
        struck = session.get_one(Preparation, page_id).struck
    assert sorted(struck) == sorted(f"{who}:{n}" for who in ("ada", "ben") for n in range(15))


@pytest.mark.slow
def test_two_parents_who_begin_at_the_same_moment_have_one_page(two):
    start, made = threading.Barrier(2), []

    def begin(who: str) -> None:
        start.wait()
        with two.database.transaction() as session:
            child = session.get_one(Child, two.nora)
            made.append(prepare(session, two.actor(session, who), child, SOON, now=NOW).id)

    parents = [threading.Thread(target=begin, args=(who,)) for who in ("ada", "ben")]
    for parent in parents:
        parent.start()
    for parent in parents:
        parent.join(60)
    assert len(made) == 2
    assert len(set(made)) == 1


def test_line_one_parent_takes_away_comes_back_as_the_other_wrote_it(session, ada, ben, page):
    made = uuid.uuid4()
    prepared.add_line(session, ada, page, "Tired", line_id=made)
    prepared.take_line(session, ben, page, str(made))
    assert prepared.lines_of(page) == []
    prepared.bring_line(session, ben, page, str(made))
    (line,) = prepared.lines_of(page)
    assert (line["text"], line["by"]) == ("Tired", str(ada.account_id))


def test_line_with_the_id_of_another_one_is_refused_and_changes_nothing(session, ada, page):
    made = uuid.uuid4()
    prepared.add_line(session, ada, page, "Tired", line_id=made)
    with pytest.raises(Refused) as refused:
        prepared.add_line(session, ada, page, "Limps", line_id=made)
    assert code(refused) == "id_again"
    assert [line["text"] for line in page.lines] == ["Tired"]


def test_page_covers_twenty_years_at_most(session, ada, page):
    with pytest.raises(Refused) as refused:
        prepared.cover(session, ada, page, TODAY - 8000 * DAY, None)
    assert code(refused) == "out_of_range"
    assert page.from_on is None
