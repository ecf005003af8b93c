"""The second side of a prepared page: only on wish, and nothing that the family struck."""

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel

from journal.records.children import Child
from journal.records.photos import FOLDER, Photo, small_name
from journal.summary.around import Pictured
from journal.summary.wishes import NONE, Second, Wishes
from journal.web.second_side import LARGEST, listed_of, pictures_of
from tests.family import NOW, Family
from tests.summary.course import rich
from tests.summary.gathering import log, printed, wall

DAY = date(2026, 11, 9)
LIST = frozenset({Second.LIST})


@pytest.fixture(autouse=True)
def english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def lines(family: Family, wishes: Wishes) -> tuple[str, ...]:
    page = printed(family, wishes=wishes)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = listed_of(session, child, page, wishes, "en")
    assert found is not None
    return found.lines


def test_without_a_wish_there_is_no_second_side(family: Family) -> None:
    log(family, "draw", wall(DAY), results=[{"test": "CK", "value": "210", "unit": "U/L"}])
    page = printed(family)
    assert (page.second, page.results, page.pictured) == ((), (), ())
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        assert listed_of(session, child, page, NONE, "en") is None


def test_results_stand_as_printed_and_two_of_a_day_both_stand(family: Family) -> None:
    results = [{"test": "CK", "value": "<30", "unit": "U/L", "high": "168", "flag": "L"}]
    log(family, "draw", wall(DAY), results=results)
    page = printed(family, wishes=Wishes(second=frozenset({Second.LABS})))
    (row,) = page.results
    assert (row.high, [(one.text, one.flag) for one in row.results]) == ("168", [("<30", "L")])


def test_h39_the_list_has_no_diary_and_nothing_that_was_struck(family: Family) -> None:
    log(family, "symptom", wall(DAY), symptom="fatigue", severity=4)
    log(family, "symptom", wall(DAY), symptom="headache", severity=2)
    log(family, "diary", wall(DAY), note="My own secret")
    visit = log(family, "visit", wall(DAY), team_member="Dr. Okafor", told="Go on.")
    whole = " ".join(lines(family, Wishes(second=LIST)))
    assert "Dr. Okafor" in whole
    assert "Tired" in whole
    assert "secret" not in whole
    struck = frozenset({f"visit:{visit}", "since:fatigue"})
    bare = " ".join(lines(family, Wishes(second=LIST, struck=struck)))
    assert "Headache" in bare
    assert "Okafor" not in bare
    assert "Tired" not in bare


def test_a_struck_test_stands_in_no_table(family: Family) -> None:
    log(family, "draw", wall(DAY), results=[{"test": "CK", "value": "210", "unit": "U/L"}])
    wishes = Wishes(second=frozenset({Second.LABS}), struck=frozenset({"chart:lab:ck"}))
    assert printed(family, wishes=wishes).results == ()


def photo(family: Family, child: str = "nora") -> uuid.UUID:
    made = uuid.uuid4()
    with family.database.transaction() as session:
        row = Photo(
            id=made, child_id=family.children[child], made_by=family.people["ada"], sent="0" * 64,
            digest="0" * 64, bytes=3, width=30, height=20, created_at=NOW,
        )  # fmt: skip
        session.add(row)
    return made


def test_only_chosen_photos_of_this_child_and_these_days_are_printed(family: Family) -> None:
    chosen, other, old = (photo(family) for _ in range(3))
    toms = photo(family, "tom")
    for each, day in ((chosen, DAY), (other, DAY), (old, DAY - timedelta(days=60))):
        log(family, "note", wall(day), note="x", photos=[str(each)])
    log(family, "note", wall(DAY), child="tom", note="x", photos=[str(toms)])
    wishes = Wishes(second=frozenset({Second.PHOTOS}), photos=(chosen, old, toms))
    assert [each.photo for each in printed(family, wishes=wishes).pictured] == [chosen]
    assert printed(family, wishes=Wishes(photos=(chosen,))).pictured == ()


def test_a_large_photo_is_printed_from_its_small_copy_and_a_lost_one_is_left_out(tmp_path) -> None:
    large, lost = uuid.uuid4(), uuid.uuid4()
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / f"{large}.jpg").write_bytes(b"x" * (LARGEST + 1))
    (folder / small_name(large)).write_bytes(b"small")
    pictured = tuple(Pictured(photo=each, on=DAY) for each in (large, lost))
    assert pictures_of(rich(pictured=pictured), tmp_path) == {str(large): b"small"}
