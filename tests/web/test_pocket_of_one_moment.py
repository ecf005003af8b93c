"""A pocket is of one moment: its form and its list of pictures say the same while others write."""

import html
import json
import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal.clock import now
from journal.entries import record
from journal.records.photos import Photo
from tests.family import change

SERIES = ("knuckles", "eyelids", "nail_folds", "elbows", "calcium")


def add_picture(family, series):
    """Ben's picture of a series, with its photo."""
    photo, moment = uuid.uuid4(), now() - timedelta(minutes=1)
    with family.database.transaction() as session:
        session.add(
            Photo(
                id=photo,
                child_id=family.nora,
                made_by=family.people["ben"],
                sent=photo.hex * 2,
                digest=photo.hex * 2,
                bytes=1,
                width=4,
                height=3,
                created_at=moment,
            )
        )
        one = change(family.nora, "picture", made_at=moment, series=series, photos=[str(photo)])
        assert record(session, family.actor(session, "ben"), one, now=now()).stored


def pictures_in(pocket):
    """The pictures that the form would lay over the next one, and those that the phone fetches."""
    (form,) = re.findall(r'data-ghosts="([^"]*)"', pocket["forms"]["picture"]["main"])
    shown = json.loads(html.unescape(form)).values()
    return sorted(each["id"] for each in shown), sorted(pocket["ghosts"])


@pytest.mark.parametrize("writes", [2, 5])
def test_h30_a_pocket_does_not_mix_two_states_of_the_journal(family, ada, app, writes):
    left, asked = list(SERIES[:writes]), []

    def meanwhile(_connection, _cursor, statement, *_rest):
        # The form has asked for the last picture of each series; now the list asks for it.
        if " picture" in statement:
            asked.append(statement)
            if len(asked) % 2 == 0 and left:
                add_picture(family, left.pop())

    engine = app.extensions["journal_database"].engine
    sa.event.listen(engine, "before_cursor_execute", meanwhile)
    pocket = ada.get(f"/api/v1/children/{family.nora}/pocket").json
    assert len(left) < writes, "somebody wrote between two questions"
    in_form, listed = pictures_in(pocket)
    assert in_form == listed
    assert listed
