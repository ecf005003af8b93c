"""What a phone is given to show without the server: entries as the pages draw them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.entries.reading import changed_since
from journal.records.people import Membership, Role
from journal.web.sync_body import read_cursor, write_cursor
from journal.words import short_day
from tests.web.daily import today_at
from tests.web.syncing import change, follow, form_change

DRAW = {"days": 60}


def drawn(reply):
    return [each["drawn"] for each in reply.json["entries"]]


def seen_at(reply):
    return {"epoch": reply.json["epoch"], "cursor": reply.json["cursor"]}


def test_entry_is_drawn_as_the_journal_and_its_page_draw_it(sync, family, as_person):
    one = form_change(
        family, "symptom", symptom="fatigue", severity="6", note="<b>after</b> school"
    )
    (picture,) = drawn(sync(one, draw=DRAW))
    journal = as_person("ada").get(f"/children/{family.nora}/journal").text
    page = as_person("ada").get(f"/children/{family.nora}/entries/{one['entry']}").text
    assert " ".join(picture["row"].split()) in " ".join(journal.split())
    assert " ".join(picture["page"].split()) in " ".join(page.split())
    assert (picture["title"], picture["base"]) == ("Tired 6", f"1:{one['id']}")
    assert (picture["on"], picture["day"]) == (
        f"{today_at(0):%Y-%m-%d}",
        short_day(today_at(0).date()),
    )
    assert "<b>" not in picture["row"] + picture["page"]


def test_drawn_form_sent_back_as_it_is_changes_nothing(sync, family):
    one = form_change(family, "symptom", symptom="fatigue", severity="6", sites=["mouth"])
    (picture,) = drawn(sync(one, draw=DRAW))
    same = follow(one, form=picture["form"], base=picture["base"])
    assert sync(same).json["results"][0]["said"] == "Nothing was changed."


def test_phone_that_keeps_forms_is_told_what_its_own_say(sync, family):
    start = sync(form_change(family, "note", note="one"), draw=DRAW)
    second = sync(form_change(family, "note", note="two"), draw=DRAW, **seen_at(start))
    assert [each["title"] for each in drawn(second)] == ["two"]
    assert drawn(sync(draw=DRAW, **seen_at(second))) == []


def test_first_reading_is_of_the_last_days_and_leaves_out_what_was_deleted(sync, family):
    old = change(family, at=now() - timedelta(days=61))
    gone, stays = change(family), change(family)
    sync(old, gone, stays, follow(gone, delete=True, fields={}), who="ben")
    reply = sync(draw=DRAW)
    assert [each["entry"] for each in reply.json["entries"]] == [stays["entry"]]
    sync(follow(old, fields={"note": "x"}), follow(stays, delete=True, fields={}), who="ben")
    news = sync(draw=DRAW, **seen_at(reply)).json["entries"]
    assert {(each["entry"], each["deleted"]) for each in news} == {
        (old["entry"], False),
        (stays["entry"], True),
    }


def test_f13_phone_of_before_a_restore_hears_what_was_deleted(sync, family):
    old, gone = change(family, at=now() - timedelta(days=61)), change(family)
    sync(old, gone, change(family), follow(gone, delete=True, fields={}), who="ben")
    told = sync(draw=DRAW, epoch="of the journal before").json["entries"]
    assert sorted(each["deleted"] for each in told) == [False, True]
    assert old["entry"] not in {each["entry"] for each in told}
    # The same in answers of one entry each: the cursor remembers what it is a reading of.
    assert sorted(shown.deleted for shown in one_by_one(family, "ada")) == [False, True]


def one_by_one(family, who):
    """What a phone of before a restore hears, in answers of one entry each."""
    marks, more, found = {}, True, []
    while more:
        with family.database.reading() as session:
            actor, since = family.actor(session, who), now() - timedelta(days=60)
            part, marks, more = changed_since(
                session, actor, marks, since=since, own=True, limit=1, again=not found
            )
        marks = read_cursor(write_cursor(marks))
        found += part
    return found


def test_f13_phone_of_two_households_hears_of_both_what_was_deleted(sync, family):
    home = {"household_id": family.households["other"], "account_id": family.people["ben"]}
    with family.database.transaction() as session:
        session.add(Membership(**home, role=Role.CAREGIVER, created_at=now()))
    for child in (family.nora, family.children["mia"]):
        gone = change(family, child=child)
        sync(gone, change(family, child=child), follow(gone, delete=True, fields={}), who="ben")
    assert sorted(shown.deleted for shown in one_by_one(family, "ben")) == [
        False,
        False,
        True,
        True,
    ]


def test_whoever_was_removed_and_is_invited_again_hears_of_that_household_anew(sync, family):
    home = {"household_id": family.households["other"], "account_id": family.people["ben"]}

    def invite():
        with family.database.transaction() as session:
            session.add(Membership(**home, role=Role.CAREGIVER, created_at=now()))

    invite()
    of_mia = change(family, child=family.children["mia"])
    sync(of_mia, who="ben")
    reply = sync(draw=DRAW, who="ben")
    assert [each["entry"] for each in reply.json["entries"]] == [of_mia["entry"]]
    with family.database.transaction() as session:
        session.delete(session.get_one(Membership, tuple(home.values())))
    reply = sync(draw=DRAW, who="ben", **seen_at(reply))
    assert not reply.json["entries"]
    invite()
    reply = sync(draw=DRAW, who="ben", **seen_at(reply))
    assert [each["entry"] for each in reply.json["entries"]] == [of_mia["entry"]]


def test_first_reading_in_several_answers_holds_back_nothing_of_ones_own(sync, family):
    old = [change(family, at=now() - timedelta(days=90)) for _ in range(3)]
    recent = [change(family) for _ in range(401)]
    sync(*old[:2], *recent[:200])
    sync(*recent[200:], old[2])
    found, where, more = [], {}, True
    while more:
        reply = sync(draw=DRAW, **where)
        found += [each["entry"] for each in reply.json["entries"]]
        where, more = seen_at(reply), reply.json["more"]
    assert found == [each["entry"] for each in recent]


def test_long_first_reading_without_drawing_holds_ones_own_entries_too(sync, family):
    for _ in range(2):
        sync(*(change(family) for _ in range(260)))
    seen, where, more = 0, {}, True
    while more:
        reply = sync(**where)
        seen += len(reply.json["entries"])
        where, more = seen_at(reply), reply.json["more"]
    assert seen == 520


def test_viewer_gets_no_form_and_eve_gets_nothing(sync, family):
    sync(form_change(family, "note", note="one"))
    (for_cleo,) = drawn(sync(who="cleo", draw=DRAW))
    assert (for_cleo["title"], for_cleo["form"]) == ("one", None)
    assert sync(who="eve", draw=DRAW).json["entries"] == []


def noted(family, one, note):
    """A change of a note that saw its first words only."""
    values = {**one["form"]["values"], "note": note}
    return follow(one, form={**one["form"], "values": values}, base=1)


def test_h33_two_versions_stand_on_what_is_drawn_as_on_the_page(sync, family, as_person):
    one = form_change(family, "note", note="one")
    sync(one)
    sync(noted(family, one, "two"))
    sync(noted(family, one, "<i>three</i>"), who="ben")
    (picture,) = drawn(sync(draw=DRAW))
    page = as_person("ada").get(f"/children/{family.nora}/entries/{one['entry']}").text
    versions = re.search(r'<ul class="banner__list">.*?</ul>', picture["page"], re.DOTALL).group()
    assert "open question" in picture["row"]
    assert "Two versions of this entry" in picture["page"]
    assert "Ada" in versions
    assert "Ben" in versions
    assert versions in page
    assert "Choose" not in picture["page"]
    assert "<i>" not in picture["page"]


def two_of_one_time(family):
    """Two doses of one slot."""
    medicine = family.medicine()
    given = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    fields = {"at": now().isoformat(), "slot": f"{today_at(0):%Y-%m-%d}T08:00", **given}
    return [change(family, "dose", fields=fields) for _ in range(2)]


def test_h1_other_question_about_an_entry_is_told_on_what_is_drawn(sync, family):
    for who, dose in zip(("ada", "ben"), two_of_one_time(family), strict=True):
        sync(dose, who=who)
    pictures = drawn(sync(draw=DRAW))
    assert len(pictures) == 2
    for picture in pictures:
        assert "An open question" in picture["page"]
        assert "Two versions" not in picture["page"]


def test_h1_question_that_opens_or_closes_draws_its_older_entry_anew(sync, family, as_person):
    old, second = two_of_one_time(family)
    seen = sync(old, draw=DRAW)
    assert "open question" not in drawn(seen)[0]["row"]
    sync(second, who="ben")
    asked = sync(draw=DRAW, **seen_at(seen))
    rows = {each["entry"]: each["drawn"]["row"] for each in asked.json["entries"]}
    assert set(rows) == {old["entry"], second["entry"]}
    assert all("open question" in row for row in rows.values())
    assert drawn(sync(draw=DRAW, **seen_at(asked))) == []
    with family.database.transaction() as session:
        (alert,) = open_alerts(session, [family.nora])
        address = f"/alerts/{alert.id}/answer"
    assert as_person("ben").post(address, data={"answer": "twice"}).status_code == 303
    answered = sync(draw=DRAW, **seen_at(asked))
    rows = {each["entry"]: each["drawn"]["row"] for each in answered.json["entries"]}
    assert set(rows) == {old["entry"], second["entry"]}
    assert not any("open question" in row for row in rows.values())


def test_h1_question_that_opens_anew_is_told_on_both_its_entries(sync, family):
    old, second = two_of_one_time(family)
    sync(old, draw=DRAW)
    sync(second, who="ben")
    gone = follow(second, delete=True, fields={})
    sync(gone, who="ben")
    closed = sync(draw=DRAW)
    assert "open question" not in drawn(closed)[0]["row"]
    sync(follow(gone, delete=False), who="ben")
    rows = {
        each["entry"]: each["drawn"]["row"]
        for each in sync(draw=DRAW, **seen_at(closed)).json["entries"]
    }
    assert set(rows) == {old["entry"], second["entry"]}
    assert all("open question" in row for row in rows.values())


def test_words_of_a_search_find_the_same_on_a_phone_as_on_the_server(sync, family, as_person):
    sync(
        form_change(family, "note", note="Straße: heiß"),
        form_change(family, "symptom", symptom="fatigue", severity="6"),
    )
    pictures = drawn(sync(draw=DRAW))
    for words, found in (("strasse HEISS", 1), ("tired", 1), ("spiegelei", 0)):
        page = as_person("ada").get(f"/children/{family.nora}/journal?q={words}").text
        here = [
            picture
            for picture in pictures
            if all(word in picture["text"] for word in words.casefold().split())
        ]
        assert len(here) == page.count('class="entry__title"') == found, words


def test_drawing_many_entries_asks_the_database_as_often_as_drawing_one(sync, family):
    def queries():
        asked = []

        def note(*arguments):
            asked.append(arguments[2])

        event.listen(Engine, "before_cursor_execute", note)
        assert sync(draw=DRAW).status_code == 200
        event.remove(Engine, "before_cursor_execute", note)
        return len(asked)

    sync(change(family), who="ben")
    sync()
    few = queries()
    sync(*(change(family) for _ in range(30)), who="ben")
    assert queries() == few


@pytest.mark.parametrize("draw", [{"days": 0}, {"days": 401}, {"days": "60"}, {}, 60])
def test_draw_of_another_form_is_refused_for_the_whole_batch(sync, draw):
    assert sync(draw=draw).status_code == 422
