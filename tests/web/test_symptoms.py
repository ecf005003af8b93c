"""A symptom: the last number on its tile, since when, until when, and what it may come from."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.kinds.symptom import SymptomRow
from journal.words import day_text, short_day
from tests.family import ZONE, change
from tests.web.daily import daily_at, entries, form_to, forms, send, today_at, when
from tests.web.syncing import follow, form_change

HERE = ZoneInfo(ZONE)
WEEKLY = {"every": "week", "on": ["friday"], "times": ["08:00"]}


@pytest.fixture
def felt(family):
    """Write a symptom of Nora's, in Ada's name."""

    def write(symptom="fatigue", hours_ago=1, **fields):
        at = now() - timedelta(hours=hours_ago)
        one = change(family.nora, "symptom", made_at=at, symptom=symptom, **fields)
        with family.database.transaction() as session:
            outcome = record(session, family.actor(session, "ada"), one, now=now())
            assert outcome.stored, outcome
        return one.entry

    return write


def form_page(client, family):
    return client.get(f"/children/{family.nora}/log/symptom").text


def open_form(client, family):
    return {**form_to(form_page(client, family), "/log/symptom"), **when()}


def rows(family):
    with family.database.reading() as session:
        return list(session.exec(select(SymptomRow).order_by(SymptomRow.at)))


def midnight(days_ago: int) -> datetime:
    day = today_at(0).date() - timedelta(days=days_ago)
    return datetime.combine(day, time(), HERE)


def test_a_known_symptom_bears_its_last_number_and_its_day(family, as_person, felt):
    felt(severity=4, hours_ago=50)
    felt(severity=6, hours_ago=26)
    felt(severity=None, hours_ago=2)
    page = form_page(as_person("ada"), family)
    tile = re.search(r'<label class="choice"><input[^>]*value="fatigue".*?</label>', page, re.S)[0]
    assert 'data-last="6"' in tile
    assert re.search(r"6 on \w+ \d+ \w+", tile)


def test_an_evening_that_said_it_was_as_before_is_the_last_number_of_a_symptom(
    family, as_person, felt
):
    felt(severity=6, hours_ago=50)
    at = now() - timedelta(hours=2)
    carried = [{"symptom": "fatigue", "severity": 6}]
    evening = change(family.nora, "check_in", made_at=at, day="usual", carried=carried)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ben"), evening, now=now()).stored
    page = form_page(as_person("ada"), family)
    tile = re.search(r'<label class="choice"><input[^>]*value="fatigue".*?</label>', page, re.S)[0]
    assert f"6 on {short_day(at.astimezone(HERE).date())}" in tile


def test_a_symptom_with_a_name_of_ones_own_is_known_by_it(family, as_person, felt):
    felt("other", name="Cold feet", severity=3)
    ada = as_person("ada")
    assert 'value="name:Cold feet" id="symptom" data-last="3"' in form_page(ada, family)
    send(ada, open_form(ada, family), symptom="name:Cold feet", severity="5")
    last = rows(family)[-1]
    assert (last.symptom, last.name, last.severity) == ("other", "Cold feet", 5)


def test_words_to_search_by_stand_on_a_tile_known_or_not_and_are_not_shown(family, as_person, felt):
    felt("nausea")
    page = form_page(as_person("ada"), family)
    for value, word in (("nausea", "nausea"), ("abdominal_pain", "belly")):
        tile = re.search(
            rf'<label class="choice"><input[^>]*value="{value}".*?</label>', page, re.S
        )
        assert word in re.search(r'data-also="([^"]*)"', tile[0])[1].split(", ")
        assert word not in re.sub(r"<[^>]*>", "", tile[0])


@pytest.mark.parametrize(("tile", "days"), [("today", 0), ("yesterday", 1), ("week", 7)])
def test_since_when_is_one_tile(family, as_person, tile, days):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family), symptom="itch", began=tile)
    assert reply.status_code == 303, reply.text
    assert rows(family)[0].since == midnight(days)
    shown = ada.get(f"/children/{family.nora}/entries/{entries(family)[0].id}").text
    said = re.search(r"<dt>Since</dt>\s*<dd><bdi>([^<]*)</bdi>", shown)[1]
    assert said == day_text(midnight(days).date()), "no time that nobody said"


def test_since_when_is_a_day_of_ones_own(family, as_person):
    ada = as_person("ada")
    day = (today_at(0) - timedelta(days=20)).date()
    send(ada, open_form(ada, family), symptom="itch", began="day", since_on=f"{day}")
    assert rows(family)[0].since == midnight(20)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"began": "day", "since_on": ""}, "since_on"),
        ({"began": "day", "since_on": "2035-01-01"}, "It began after it was seen."),
        ({"until_on": "2020-01-01", "until_time": "08:00"}, "It ended before it began."),
    ],
)
def test_a_span_that_cannot_be_is_said_and_what_was_typed_stays(family, as_person, typed, sentence):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family), symptom="itch", note="after the bath", **typed)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "after the bath" in reply.text
    assert not rows(family)


def test_what_the_family_thinks_it_comes_from_is_its_word_and_h4_names_the_weekday(
    family, as_person
):
    methotrexate = family.medicine("Methotrexate", rhythm=WEEKLY)
    ada = as_person("ada")
    page = form_page(ada, family)
    assert "once a week, on Friday" in page.split('name="thought"')[1]
    send(ada, open_form(ada, family), symptom="nausea", thought=str(methotrexate.id))
    assert rows(family)[0].medicine == methotrexate.id
    shown = ada.get(f"/children/{family.nora}/entries/{entries(family)[0].id}").text
    assert "Thought to come from" in shown
    journal = ada.get(f"/children/{family.nora}/journal").text
    assert "the family thinks of Methotrexate" in journal


def test_a_medicine_of_another_child_is_refused(family, as_person):
    toms = family.medicine("Azathioprine", rhythm=daily_at(0), child="tom")
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family), symptom="nausea", thought=str(toms.id))
    assert reply.status_code == 422
    assert "belongs to another child" in reply.text


def test_a_changed_symptom_keeps_since_until_and_medicine(family, as_person, felt):
    pred = family.medicine()
    since = (now() - timedelta(days=3)).isoformat()
    entry = felt("itch", since=since, until=now().isoformat(), medicine=str(pred.id), severity=2)
    ada = as_person("ada")
    address = f"/children/{family.nora}/entries/{entry}"
    before = rows(family)[0]
    page = ada.get(f"{address}/edit").text
    fields = dict(re.findall(r'name="(\w+_(?:on|time))" value="([^"]*)"', page))
    typed = {"symptom": "itch", "severity": "2", "began": "day", "thought": str(pred.id)}
    reply = send(ada, form_to(page, "/edit"), **fields, **typed, note="less")
    assert reply.status_code == 303, reply.text
    after = rows(family)[0]
    same = ("since", "until", "medicine", "at", "severity", "sites")
    minute = [str(getattr(before, name))[:16] for name in same]
    assert [str(getattr(after, name))[:16] for name in same] == minute
    assert after.note == "less"


def test_what_lasts_stands_on_the_form_until_one_tap_says_it_has_gone(family, as_person, felt):
    felt("itch", since=(now() - timedelta(days=3)).isoformat(), severity=2, sites=["left_knee"])
    felt("stairs", severity=5)
    ada = as_person("ada")
    page = form_page(ada, family)
    assert "What lasts: 1" in page
    assert "Itching 2" in page
    gone = next(form for form in forms(page) if form.get("ends") == "now")
    assert send(ada, gone).status_code == 303
    itch = rows(family)[0]
    assert abs(itch.until - now()) < timedelta(minutes=5)
    assert (itch.severity, itch.sites) == (2, ["left_knee"])
    assert "What lasts" not in form_page(ada, family)


def test_its_own_page_says_that_it_has_gone(family, as_person, felt):
    entry = felt("itch", since=(now() - timedelta(days=3)).isoformat())
    ada = as_person("ada")
    address = f"/children/{family.nora}/entries/{entry}"
    gone = next(form for form in forms(ada.get(address).text) if form.get("ends") == "now")
    assert send(ada, gone).status_code == 303
    page = ada.get(address).text
    assert rows(family)[0].until
    assert not [form for form in forms(page) if form.get("ends")]
    assert not [form for form in forms(as_person("cleo").get(address).text) if form.get("ends")], (
        "who may only look has no button"
    )


def test_the_same_symptom_is_one_and_in_another_place_another(family, as_person, felt):
    since = (now() - timedelta(days=9)).isoformat()
    felt("arthralgia", hours_ago=90, since=since, sites=["left_knee"])
    felt("arthralgia", hours_ago=60, since=since, sites=["right_elbow"])
    felt("arthralgia", hours_ago=20, since=since, sites=["left_knee"], until=now().isoformat())
    page = form_page(as_person("ada"), family)
    assert "What lasts: 1" in page
    entry = rows(family)[1].entry_id
    assert f"/entries/{entry}/edit" in page


def test_what_lasts_is_in_the_pocket_without_an_id(family, as_person, felt):
    felt("itch", since=(now() - timedelta(days=3)).isoformat())
    reply = as_person("ada").get(f"/api/v1/children/{family.nora}/pocket")
    drawn = reply.json["forms"]["symptom"]["main"]
    assert "What lasts: 1" in drawn
    gone = next(form for form in forms(drawn) if form.get("ends") == "now")
    assert gone["change"] == "[[change]]"
    assert "What lasts" not in reply.json["forms"]["edit:symptom"]["head"]


def test_a_tap_without_signal_means_its_own_moment(family, as_person, felt, sync):
    entry = felt("itch", hours_ago=30, since=(now() - timedelta(days=3)).isoformat())
    ada = as_person("ada")
    gone = next(form for form in forms(form_page(ada, family)) if form.get("ends") == "now")
    made_at = now() - timedelta(hours=7)
    values = {n: v for n, v in gone.items() if n not in ("action", "csrf_token", "change", "base")}
    one = form_change(family, "symptom", entry=str(entry), base=gone["base"])
    one = {**one, "made_at": made_at.isoformat(), "form": {"what": "symptom", "values": values}}
    assert [each["status"] for each in sync(one).json["results"]] == ["applied"]
    assert abs(rows(family)[0].until - made_at) < timedelta(seconds=1)


@pytest.mark.parametrize("day", [date(2026, 3, 8)])
def test_a_day_that_begins_in_a_gap_of_the_clock_is_a_day(family, as_person, day):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).zone = "America/Havana"
    ada = as_person("ada")
    typed = {"at_on": "2026-03-10", "at_time": "09:00", "began": "day", "since_on": f"{day}"}
    reply = send(ada, {**open_form(ada, family), **typed}, symptom="itch")
    assert reply.status_code == 303, reply.text


def undo_of(page):
    return form_to(page, "/undo")


def gone(ada, family, felt):
    """Say with one tap that what lasts has gone; return the page after it."""
    entry = felt(severity=3, hours_ago=3, since=midnight(4).isoformat())
    said = next(form for form in forms(form_page(ada, family)) if form.get("ends") == "now")
    return entry, ada.get(send(ada, said).location).text


def test_one_tap_that_it_has_gone_says_what_and_undo_lets_it_last_again(family, as_person, felt):
    ada = as_person("ada")
    _entry, page = gone(ada, family, felt)
    assert "Saved for Nora: Tired 3 has gone" in page
    assert rows(family)[0].until is not None
    assert "It is as it was before." in ada.get(send(ada, undo_of(page)).location).text
    (row,) = rows(family)
    assert (row.until, row.severity, row.since) == (None, 3, midnight(4))
    send(ada, undo_of(page))
    assert rows(family)[0].until is None, "tapped twice it is undone once"


def test_what_another_wrote_after_it_is_not_undone(family, as_person, felt):
    ada = as_person("ada")
    entry, page = gone(ada, family, felt)
    theirs = {"entry": entry, "base": 2, "until": midnight(2).isoformat()}
    with family.database.transaction() as session:
        one = change(family.nora, "symptom", **theirs)
        assert record(session, family.actor(session, "ben"), one, now=now()).stored
    assert "It was changed meanwhile." in ada.get(send(ada, undo_of(page)).location).text
    assert rows(family)[0].until == midnight(2)


def test_undo_of_an_edit_that_changed_nothing_deletes_nothing(family, as_person, felt, sync):
    first = form_change(family, "symptom", symptom="fatigue", severity="3")
    again = follow(first)
    assert [one["status"] for one in sync(first, again).json["results"]] == ["applied"] * 2
    done = f"{again['id']}:{first['entry']}:symptom"
    as_person("ada").post(f"/children/{family.nora}/undo", data={"done": done})
    assert [row.severity for row in rows(family)] == [3]
    assert not sync().json["entries"][-1]["deleted"]
