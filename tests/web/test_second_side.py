"""The second side of a prepared page: only on wish, and nothing that the family struck."""

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel

from journal.plans.prepared import MOST_CHOSEN, Chosen
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.photos import FOLDER, Photo, small_name
from journal.summary.around import Pictured
from journal.summary.entry_keys import keys_of
from journal.summary.second_side import MOST_LISTED, results_table
from journal.summary.sheet import sheet
from journal.summary.wishes import NONE, Second, Wishes
from journal.web.second_side import LARGEST, listed_of, pictures_of
from tests.family import NOW, Family
from tests.summary.course import rich
from tests.summary.gathering import log, printed, wall
from tests.summary.papers import flat

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


CK = {"test": "CK", "value": "412", "unit": "U/L"}
LDH = {"test": "LDH", "value": "333", "unit": "U/L"}
CMAS = {"measure": "cmas", "value": "44", "scale": "0-52", "by": "clinician"}


@pytest.mark.parametrize(
    ("kind", "fields", "key", "word"),
    [
        ("score", CMAS, "since", "44"),
        ("draw", {"results": [CK, LDH]}, "chart:lab:ck", "412"),
        ("draw", {"results": [CK]}, "wanted:ck", "412"),
        ("strength", {"task": "floor_rise", "done": "alone", "seconds": "7.5"}, "since", "7.5"),
        ("symptom", {"symptom": "other", "name": "Headache", "severity": 6}, "since:headache", "6"),
        ("symptom", {"symptom": "fever", "severity": 6}, f"fever:{DAY}", "Fever"),
        (
            "measurement", {"what": "temperature", "value": "39.7", "unit": "°C"},
            "measurement:temperature", "39.7",
        ),
        ("activity", {"what": "sun", "minutes": 77}, "activity:sun", "77"),
        ("activity", {"what": "school_missed"}, "school", "School"),
    ],
)  # fmt: skip
def test_what_was_struck_stands_on_no_side(family: Family, kind, fields, key, word) -> None:
    log(family, kind, wall(DAY), **fields)
    log(family, "note", wall(DAY), note="stays")
    if key == "since":
        key = printed(family).since[0].key
    assert word in " ".join(lines(family, Wishes(second=LIST)))
    bare = " ".join(lines(family, Wishes(second=LIST, struck=frozenset({key}))))
    assert word not in bare
    assert "stays" in bare
    assert ("333" in bare) is (LDH in fields.get("results", ()))


def test_every_kind_says_by_which_items_the_page_tells_it() -> None:
    fields = {
        "symptom": "fatigue", "what": "weight", "task": "floor_rise", "measure": "cmas",
        "by": "child", "results": [CK], "infusion": "i", "stay": "s",
    }  # fmt: skip
    silent = {kind for kind in Kind if not keys_of(kind, "e", fields, DAY)}
    assert silent == {
        Kind.DOSE, Kind.CHECK_IN, Kind.DIARY, Kind.QUESTION, Kind.NOTE, Kind.VACCINATION,
        Kind.PICTURE, Kind.RESPONSE,
    }  # fmt: skip
    assert keys_of(Kind.CHECKPOINT, "e", fields, DAY) == {"infusion:i"}
    assert keys_of(Kind.STAY_NOTE, "e", fields, DAY) == {"to_come:e"}


def test_list_that_is_too_long_counts_every_entry(family: Family) -> None:
    for minute in range(MOST_LISTED + 3):
        log(family, "note", wall(DAY) - timedelta(minutes=minute), note="x")
    page = printed(family)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = listed_of(session, child, page, Wishes(second=LIST), "en")
    assert found is not None
    assert (len(found.lines), found.more.number) == (MOST_LISTED, 3)


def test_h29_results_are_whole_and_tests_without_room_are_counted(family: Family) -> None:
    long = "Anti-MDA5, TIF1-gamma, NXP2, Mi-2, SAE: all negative"
    results = [{"test": f"Test {each:02}", "value": long} for each in range(80)]
    log(family, "draw", wall(DAY), results=results)
    page = printed(family, wishes=Wishes(second=frozenset({Second.LABS})))
    table = results_table(page, "en")
    assert (len(table.rows), table.more.number) == (60, 20)
    assert table.rows[0][-1] == long


def test_as_many_photos_are_printed_as_may_be_chosen(family: Family) -> None:
    chosen = tuple(photo(family) for _ in range(MOST_CHOSEN[Chosen.PHOTOS]))
    log(family, "note", wall(DAY), note="x", photos=[str(each) for each in chosen])
    page = printed(family, wishes=Wishes(second=frozenset({Second.PHOTOS}), photos=chosen))
    assert len(page.pictured) == len(chosen)


def test_photo_on_paper_says_what_it_shows_and_one_of_other_days_is_counted(family: Family) -> None:
    series, rash, plain, old = (photo(family) for _ in range(4))
    log(family, "picture", wall(DAY), series="knuckles", side="left", photos=[str(series)])
    log(family, "symptom", wall(DAY), symptom="malar_rash", severity=2, photos=[str(rash)])
    log(family, "note", wall(DAY), note="x", photos=[str(plain)])
    log(family, "note", wall(DAY - timedelta(days=60)), note="x", photos=[str(old)])
    wishes = Wishes(second=frozenset({Second.PHOTOS}), photos=(series, rash, plain, old))
    page = printed(family, wishes=wishes)
    on = f"{DAY.day} {DAY:%b} {DAY.year}"
    said = [text for _id, text in sheet(page, "en").pictures]
    assert [flat(text) for text in said] == [f"{on} · Knuckles, left", f"{on} · Face rash", on]
    away = "Chosen, and in no entry of these days: 1 photo."
    assert away in sheet(page, "en").chart_note
    assert away not in sheet(printed(family), "en").chart_note
