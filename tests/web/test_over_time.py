"""The page of trends: its periods, what is chosen, a week that is read, its size and its cost."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.entries import Entry
from tests.family import ZONE, change
from tests.support import written_years

DAY = timedelta(days=1)


@pytest.fixture
def written(family):
    """Record entries of Nora's: (days ago, kind, fields)."""

    def write(*entries):
        with family.database.transaction() as session:
            actor = family.actor(session, "ada")
            for days, kind, fields in entries:
                one = change(family.nora, kind, made_at=now() - days * DAY, **fields)
                assert record(session, actor, one, now=now()).stored

    return write


def page(client, family, **asked):
    return client.get(f"/children/{family.nora}/trends", query_string=asked).text


def tired(severity):
    return "symptom", {"symptom": "fatigue", "severity": severity}


def on(days):
    return (now() - days * DAY).astimezone(ZoneInfo(ZONE)).date()


def test_a_viewer_sees_chart_and_table_of_what_was_written(family, as_person, written):
    written((3, *tired(6)), (2, "strength", {"task": "stairs", "done": "could_not"}))
    found = page(as_person("cleo"), family, period="90")
    assert "Tired, 0 to 10" in found
    assert "<caption>Tired, 0 to 10</caption>" in found
    assert "could not" in found
    assert 'role="img"' in found


def test_every_week_can_be_chosen_and_what_was_written_in_it_is_read(family, as_person, written):
    written((20, *tired(6)), (20, "note", {"note": "Slept on the sofa"}), (60, *tired(2)))
    ada = as_person("ada")
    found = page(ada, family)
    assert "Slept on the sofa" not in found
    monday = on(20) - on(20).weekday() * DAY
    assert f'<option value="{monday}">' in found
    opened = page(ada, family, open=monday)
    assert "Slept on the sofa" in opened
    assert "Tired 6" in opened
    assert "Tired 2" not in opened
    assert f"/children/{family.nora}/entries/" in opened
    assert f"open={monday - 7 * DAY}" in opened  # the week before


def test_doses_of_a_week_are_counted_and_stand_in_the_journal(family, as_person, written):
    medicine = family.medicine(first_on=on(30), now=now() - 30 * DAY)
    given = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    written((20, "dose", given), (20, *tired(6)))
    opened = page(as_person("ada"), family, open=on(20).isoformat())
    assert "1 dose in the journal" in opened
    assert "kind=dose" in opened


def test_what_is_chosen_stays_in_every_address_of_the_page(family, as_person, written):
    hiccups = {"symptom": "other", "name": "Hiccups & co", "severity": 4}
    written((3, *tired(6)), (2, "symptom", hiccups))
    ada = as_person("ada")
    assert "<caption>Hiccups" not in page(ada, family)
    found = page(ada, family, chosen="1", show=["symptom:other:Hiccups & co"])
    assert "<caption>Hiccups &amp; co, 0 to 10</caption>" in found
    assert "<caption>Tired" not in found
    links = re.findall(r'href="(/children/[^"]*/trends\?[^"]*)"', found)
    assert links
    assert all("show=symptom:other:Hiccups" in one for one in links)


def test_nothing_chosen_shows_nothing_and_says_so(family, as_person, written):
    written((3, *tired(6)))
    found = page(as_person("ada"), family, chosen="1")
    assert "Nothing of this is recorded for this time." in found
    assert "What is shown" in found


def test_every_year_since_the_first_entry_can_be_chosen_and_odd_ones_are_not(
    family, as_person, written
):
    written((800, *tired(6)))
    ada = as_person("ada")
    assert "<caption>Tired" not in page(ada, family)
    assert f"period={on(800).year}" in page(ada, family)
    assert "<caption>Tired" in page(ada, family, period=on(800).year)
    assert "<caption>Tired" in page(ada, family, period="all")
    for odd in ("1066", "9" * 5000, "x", "-1"):
        assert "1 year" in page(ada, family, period=odd, open=odd)


def test_ten_years_on_the_page_cost_the_statements_of_one_and_sixty_kilobytes_at_most(
    family, app, as_person
):
    """What a phone loads that has seen Today: the page, and what it alone names."""
    ada = as_person("ada")
    written_years.write_years(family, 365)
    year = statements(app, lambda: page(ada, family, period="all"))
    written_years.write_years(family, 3650)
    decade = statements(app, lambda: page(ada, family, period="all"))
    assert decade <= year
    address = f"/children/{family.nora}/trends?period=all"
    named, kept = (
        set(re.findall(r'(?:href|src)="(/s/[^"#]+)', ada.get(each).text))
        for each in (address, f"/children/{family.nora}/today")
    )
    # The script that reads values is joined to those that few pages need.
    [script] = [each for each in named if each.endswith("js/sunhat.js")]
    named.add(script.replace("sunhat.js", "apart.js"))
    asked = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
    bodies = [ada.get(each, headers=asked, buffered=True) for each in (address, *(named - kept))]
    assert bodies[0].headers["Content-Encoding"] == "gzip"
    assert len(bodies) == 4
    assert sum(len(each.data) for each in bodies) <= 60 * 1024


def statements(app, ask):
    """How many statements the database was asked while a page was made."""
    told = []
    engine = app.extensions["journal_database"].engine

    def count(_connection, _cursor, statement, *_rest):
        told.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    ask()
    event.remove(engine, "before_cursor_execute", count)
    return len(told)


def test_an_entry_that_was_deleted_offers_no_year(family, as_person, written):
    written((3, *tired(6)), (800, *tired(2)))
    year = f">{on(800).year}</a>"
    ada = as_person("ada")
    assert year in page(ada, family)
    with family.database.transaction() as session:
        oldest = session.exec(select(Entry).order_by(Entry.at)).first()
        gone = change(family.nora, "symptom", entry=oldest.id, base=1, delete=True)
        assert record(session, family.actor(session, "ada"), gone, now=now()).stored
    assert year not in page(ada, family)


def test_a_symptom_that_is_all_of_its_group_is_drawn_and_offered_once(family, as_person, written):
    written((3, *tired(6)))
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).watched = ["fatigue"]
    ada = as_person("ada")
    found = page(ada, family, period="90")
    assert found.count("<caption>Tired, 0 to 10</caption>") == 1
    assert len(re.findall(r'name="show" value="[^"]*fatigue"', found)) == 1
    written((2, "symptom", {"symptom": "easy_fatigue", "severity": 3}))
    assert "Tired, the highest of 2, 0 to 10" in page(ada, family, period="90")


def test_h39_a_diary_is_read_by_its_writer_alone(family, as_person, written):
    written((20, "diary", {"note": "zitronenfalter"}), (20, *tired(6)))
    assert "zitronenfalter" in page(as_person("ada"), family, open=on(20).isoformat())
    for who in ("ben", "cleo"):
        assert "zitronenfalter" not in page(as_person(who), family, open=on(20).isoformat())


def test_what_a_family_wrote_is_never_markup(family, as_person, written):
    written((3, "symptom", {"symptom": "other", "name": "<b>x</b>", "severity": 4}))
    found = page(as_person("ada"), family, chosen="1", show="symptom:other:<b>x</b>")
    assert "<b>x" not in found


def test_over_years_a_row_of_a_table_says_each_result_of_three_months_with_its_mark(
    family, as_person, written
):
    def ck(value, flag):
        result = {"test": "CK", "value": value, "unit": "U/L", "flag": flag, "high": "170"}
        return "draw", {"results": [result]}

    begun = date(now().astimezone(ZoneInfo(ZONE)).year - 4, 2, 1)
    days = (now().astimezone(ZoneInfo(ZONE)).date() - begun).days
    written((1500, *ck("90", "")), (days, *ck("210", "H")), (days - 20, *ck("480", "HH")))
    found = page(as_person("cleo"), family, period="all")
    table = found[found.index("<caption>Creatine kinase") :]
    row = next(one for one in table.split("<tr") if "Jan – Mar" in one and "210" in one)
    assert re.findall(r"<bdi>(.*?)</bdi>", row) == [
        "21 Feb: 480 U/L HH; 1 Feb: 210 U/L H",
        "up to 170",
    ]
