"""One entry that cannot be drawn keeps nobody's phone from what came after it."""

import uuid

import sqlalchemy as sa

from journal.records.columns import table_of
from journal.records.entries import Revision
from tests.web.syncing import change


def test_an_entry_that_cannot_be_drawn_stops_no_phone(family, sync, caplog):
    broken, whole = change(family), change(family)
    assert sync(broken, whole).status_code == 200
    with family.database.transaction() as session:
        # As a fault of ours might leave it: a place on the body that is no text.
        table = table_of(Revision)
        fields = {**broken["fields"], "sites": [{"no": "place"}]}
        its_own = table.c.change_id == uuid.UUID(broken["id"])
        session.execute(sa.update(table).where(its_own).values(fields=fields))
    told = sync(who="ben", draw={"days": 60})
    assert told.status_code == 200
    titles = [entry["drawn"]["title"] for entry in told.json["entries"]]
    assert "An entry that only opens with signal" in titles
    assert "Tired 6" in titles
    assert "cannot be drawn" in caplog.text
