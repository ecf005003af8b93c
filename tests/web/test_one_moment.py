"""H24: a page, a paper and a link are of one moment, whoever writes while they are gathered."""

import sqlite3
import threading
from contextlib import closing
from html import unescape

import pytest
from sqlalchemy import event

from journal.clock import now
from journal.entries import record
from journal.records.weights import last_weight
from tests.family import change, fresh_database, make_family
from tests.web.links import made, opened
from tests.web.visiting import begun

COUNTED, WEIGHED = "SELECT entry.id, entry.kind", "infusion.weight_kg"


class Writer:
    """The other parent: writes a weight, the first of all entries, between two questions."""

    def __init__(self, family, database, after):
        self.family, self.after, self.thread, self.written = family, after, None, False
        event.listen(database.engine, "after_cursor_execute", self)
        self.forget = lambda: event.remove(database.engine, "after_cursor_execute", self)

    def __call__(self, _connection, _cursor, statement, *_):
        if self.thread is None and self.after in statement:
            self.thread = threading.Thread(target=self.write)
            self.thread.start()
            # With a rollback journal it is kept waiting, and writes when all is gathered.
            self.thread.join(0.5)

    def write(self):
        moment = now()
        wanted = {"what": "weight", "value": "25", "unit": "kg"}
        one = change(self.family.nora, "measurement", made_at=moment, **wanted)
        with self.family.database.transaction() as session:
            assert record(session, self.family.actor(session, "ada"), one, now=moment).stored
        self.written = True

    def done(self):
        """Whether it wrote in the middle and was told that it is saved."""
        self.thread.join(30)
        self.forget()
        return self.written


@pytest.fixture
def writing(app, family):
    return lambda after: Writer(family, app.extensions["journal_database"], after)


def shown_on_screen(_app, client, family):
    return client.get(f"/children/{family.nora}/visit?days=30").text


def shown_prepared(_app, client, family):
    return client.get(begun(family, client)).text


def shown_on_paper(_app, client, family):
    return client.get(f"/children/{family.nora}/papers/treatment").text


def shown_by_link(app, client, family):
    return opened(app, made(client, family)).text


@pytest.mark.parametrize(
    ("shown", "after"),
    [
        (shown_on_screen, COUNTED),
        (shown_prepared, COUNTED),
        (shown_on_paper, WEIGHED),
        (shown_by_link, COUNTED),
    ],
)
def test_h24_what_is_counted_on_a_page_is_what_stands_on_it(
    app, ada, family, writing, shown, after
):
    writer = writing(after)
    text = unescape(shown(app, ada, family))
    assert writer.done()
    assert ("0 entries" in text, "no weight recorded" in text) == (True, True)
    text = unescape(shown(app, ada, family))
    assert ("1 entry" in text, "25\N{NO-BREAK SPACE}kg" in text) == (True, True)


def test_h24_the_api_counts_what_it_tells(ada, family, writing):
    writer = writing(COUNTED)
    told = ada.get(f"/api/v1/children/{family.nora}/summary").json
    assert writer.done()
    assert (told["entry_ids"], told["child"]["weight"]) == ([], None)


def test_h24_both_databases_answer_a_gathering_of_one_moment(database_url):
    database = fresh_database(database_url)
    family = make_family(database)
    writer = Writer(family, database, WEIGHED)
    with database.gathering() as session:
        assert last_weight(session, family.nora) is None
        assert last_weight(session, family.nora) is None
    assert writer.done()
    with database.gathering() as session:
        assert last_weight(session, family.nora).value == 25
    database.close()


@pytest.mark.parametrize("path", ["visit", "papers/treatment", "papers/book"])
def test_f5_a_paper_is_drawn_when_its_moment_has_been_let_go(app, ada, family, path):
    """What the frame of a page asks is asked while it is drawn: another writer waits for nobody."""
    engine, saved = app.extensions["journal_database"].engine, []

    def write(_connection, _cursor, statement, *_):
        if "heartbeat" in statement:
            file = sqlite3.connect(engine.url.database, timeout=0, isolation_level=None)
            with closing(file) as other:
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE heartbeat SET at = at")
                saved.append(other.execute("COMMIT"))

    event.listen(engine, "before_cursor_execute", write)
    assert ada.get(f"/children/{family.nora}/{path}").status_code == 200
    event.remove(engine, "before_cursor_execute", write)
    assert saved
