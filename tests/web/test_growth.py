"""The growth chart is chosen on the child's form, and nowhere guessed."""

from datetime import timedelta

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from tests.family import change


def height(family):
    one = change(
        family.nora,
        "measurement",
        made_at=now() - timedelta(days=2),
        what="height",
        value="130",
        unit="cm",
    )
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), one, now=now()).stored


def choose(client, family, **more):
    form = {"name": "Nora", "born_on": "2017-05-03", "day_begins": "04:00", "colour": "clay"}
    return client.post(f"/children/{family.nora}/edit", data=form | more)


def chosen(family):
    with family.database.reading() as session:
        return session.get_one(Child, family.nora).sex


def test_a_chart_is_chosen_with_its_reason_and_its_source_is_named(family, ada):
    height(family)
    page = ada.get(f"/children/{family.nora}/growth").text
    assert "No growth chart is chosen" in page
    assert "percentile" in page
    assert "Measured, and percentile" not in page
    assert "It is used for nothing else." in ada.get(f"/children/{family.nora}/edit").text
    assert choose(ada, family, sex="female").status_code == 303
    page = ada.get(f"/children/{family.nora}/growth").text
    assert "Measured, and percentile" in page
    assert "https://www.cdc.gov/growthcharts/percentile_data_files.htm" in page
    assert "of a hundred girls" in page


def test_another_word_is_refused_and_an_older_form_leaves_the_chart_as_it_was(family, ada):
    choose(ada, family, sex="male")
    assert choose(ada, family, sex="x").status_code == 422
    assert choose(ada, family).status_code == 303
    assert chosen(family) == "male"
    choose(ada, family, sex="")
    assert chosen(family) == ""


def test_a_viewer_sees_growth_and_is_not_sent_to_a_form(family, as_person):
    height(family)
    page = as_person("cleo").get(f"/children/{family.nora}/growth").text
    assert "130" in page
    assert "Choose a growth chart" not in page
