"""T34: what is taken out is whole: every plan with every column, what was answered, photos beside.

T20: the photos only where they were chosen.
"""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlmodel import SQLModel, select

from journal.clock import now
from journal.exchange.numbers import Wanted, write_zip
from journal.exchange.plan_tables import TABLES
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import KindRow
from journal.records.photos import FOLDER, file_name
from journal.records.preparations import Preparation
from tests.exchange.busy import busy_family
from tests.family import NOW
from tests.support.photographed import LARGE, PHOTO, photographed
from tests.web.links import DAY, wrote
from tests.web.test_questionnaires import answer, bring

# Of a child, and in no file that is taken out, each for its reason.
STAYS = {
    "alert": "opened and closed by what is recorded",
    "calendar_feed": "secret addresses of this server",
    "change": "what phones sent: the entries tell what became of it",
    "child_role": "who may what on this server",
    "entry": "entries.json tells them with their fields",
    "erasure": "a wish to erase",
    "invitation": "who may what on this server",
    "joiner": "who may what on this server",
    "membership": "who may what on this server",
    "moved_date": "worked out from the vaccines and infusions",
    "occurrence": "planned anew from the plans",
    "person_choice": "how one person is told, on their own account",
    "photo": "the picture itself goes along",
    "share": "links end with the server that made them",
}


def test_t34_whoever_adds_a_table_of_a_child_says_here_whether_it_is_taken_out():
    kinds = {table_of(each).name for each in KindRow.__subclasses__()}
    taken = {table_of(model).name for _table, model in TABLES}
    of_child = {name for name, each in SQLModel.metadata.tables.items() if "child_id" in each.c}
    assert of_child - kinds - taken == set(STAYS)


def test_t34_every_column_of_every_plan_is_in_the_json(tmp_path):
    family = busy_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        wanted = Wanted(child=child, reader=family.people["ada"], photos=tmp_path)
        out = io.BytesIO()
        write_zip(out, session, wanted, made_at=NOW, language="en")
        told = json.loads(zipfile.ZipFile(out).read("journal.json"))
        for table, model in TABLES:
            names = set(model.model_fields) - {"household_id"}
            assert all(names <= row.keys() for row in told[table.name]), table.name
        assert {"medicines", "supply", "prepared_pages", "medicine_turns"} <= {
            table.name for table, _model in TABLES if told[table.name]
        }
        people = {row["id"]: row["name"] for row in told["people"]}
        assert people[told["medicines"][0]["made_by"]] == "Ada"
        assert "Eve" not in people.values()
    family.database.close()


def test_t34_what_was_answered_goes_out_as_fhir_with_its_questionnaire(ada, family):
    bring(family, ada)
    answer(family, ada, q0="1", q1="1", q2="2026-11-02")
    files = zipped(ada, family)
    found = Bundle.model_validate(json.loads(files.read("questionnaires.json")))
    kinds = [one.resource.get_resource_type() for one in found.entry]
    assert kinds == ["QuestionnaireResponse", "Questionnaire"]
    assert "questionnaires.json:" in files.read("README.txt").decode()


def zipped(client, family, **more):
    reply = client.get(f"/children/{family.nora}/numbers.zip", query_string=more)
    assert reply.status_code == 200
    return zipfile.ZipFile(io.BytesIO(reply.data))


@pytest.fixture
def pictured(family, settings):
    """Nora's photo, in a note and on a prepared page; one more that is not here."""
    photographed(family, settings.data)
    wrote(family, "note", note="Her hands", photos=[str(PHOTO)])
    wrote(family, "note", note="Later", photos=["0199bbbb-0000-7000-8000-000000000000"])
    with family.database.transaction() as session:
        session.add(
            Preparation(
                child_id=family.nora, visit_on=now().date() + DAY, struck=[], lines=[], ranked=[],
                charted=[], photos=[str(PHOTO)], second=[], made_by=family.people["ada"],
                made_at=now(),
            )
        )  # fmt: skip


def test_t20_photos_go_out_only_where_they_were_chosen(ada, family, pictured):
    files = zipped(ada, family)
    assert not [name for name in files.namelist() if name.startswith(FOLDER)]
    assert not any(str(PHOTO).encode() in files.read(name) for name in files.namelist())
    assert "No photo is in it" in files.read("README.txt").decode()
    assert str(PHOTO) not in ada.get(f"/children/{family.nora}/numbers.json?photos=yes").text


def test_t34_chosen_photos_stand_beside_the_numbers_under_their_ids(ada, family, pictured):
    files = zipped(ada, family, photos="yes")
    assert files.read(f"{FOLDER}/{file_name(PHOTO)}") == LARGE
    assert [name for name in files.namelist() if name.startswith(FOLDER)] == [
        f"{FOLDER}/{file_name(PHOTO)}"
    ]
    told = json.loads(files.read("journal.json"))
    assert [str(PHOTO)] in [each["fields"]["photos"] for each in told["entries"]]
    readme = files.read("README.txt").decode()
    assert "photos/: 1 photo, named by its id" in readme
    assert "1 photo that an entry names is not on this server." in readme


def test_t20_photos_of_other_days_and_other_children_stay_here(ada, family, pictured):
    long_ago = (now() - timedelta(days=60)).date()
    days = {"from": long_ago.isoformat(), "to": (long_ago + DAY).isoformat(), "photos": "yes"}
    assert not [name for name in zipped(ada, family, **days).namelist() if FOLDER in name]
    wrote(family, "note", note="x")
    with family.database.transaction() as session:
        session.exec(select(Preparation)).one().photos = []
    reply = ada.get(f"/children/{family.tom}/numbers.zip?photos=yes")
    assert not [n for n in zipfile.ZipFile(io.BytesIO(reply.data)).namelist() if FOLDER in n]
