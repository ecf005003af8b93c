"""F13: an older backup under newer phones. They offer again what they kept, and nothing is lost."""

import random
from datetime import timedelta

from journal.entries.quarantine import receive
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records.restored import waiting_for
from journal.web.sync_body import read_change
from tests.family import NOW, fresh_database, make_family
from tests.support.device import Device, World

WRITTEN, BACKED_UP = 500, 300
LATER = NOW + timedelta(hours=9)


def hand_in(database, family, writers, changes):
    """What a server does with a batch; what each change became."""
    with database.transaction() as session:
        return [
            receive(
                session,
                family.actor(session, writers[raw["id"]]),
                read_change(raw, skew=timedelta(0)),
                now=LATER,
            ).result.value
            for raw in changes
        ]


def written_by_two(family):
    """Five hundred new entries, edits and deletes of two phones, and who wrote which."""
    world = World(child=str(family.nora), port=0)
    phones = {name: Device(world, name, "", seed) for seed, name in enumerate(("ada", "ben"), 5)}
    writers = {}
    for number in range(WRITTEN):
        name = ("ada", "ben")[number % 2]
        phones[name]._write(1)
        writers[world.changes[-1]["id"]] = name
    return world.changes, writers


def test_f13_after_the_phones_have_offered_again_the_journal_is_what_it_was(tmp_path):
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    changes, writers = written_by_two(family)
    hand_in(family.database, family, writers, changes[:BACKED_UP])
    backup(family.database, tmp_path, tmp_path / "night.zip", now=NOW)
    hand_in(family.database, family, writers, changes[BACKED_UP:])
    before = verify(family.database, tmp_path)
    family.database.close()

    (tmp_path / "new").mkdir()
    database = fresh_database(f"sqlite:///{tmp_path / 'new' / 'journal.sqlite3'}")
    restore(database, tmp_path / "new", tmp_path / "night.zip", now=LATER)
    assert verify(database, tmp_path).digest != before.digest
    # Each phone hands in all it has, whatever the server has already, Ben's first.
    offered = [raw for name in ("ben", "ada") for raw in changes if writers[raw["id"]] == name]
    found = hand_in(database, family, writers, offered)
    assert found.count("repeated") == BACKED_UP
    assert set(found) <= {"repeated", "applied", "waiting", "conflict"}
    random.Random(7).shuffle(offered)
    # By now all has arrived: a third time it changes nothing.
    assert not {"applied", "waiting"} & set(hand_in(database, family, writers, offered))
    after = verify(database, tmp_path)
    assert (after.digest, after.faults) == (before.digest, ())
    database.close()


def test_h35_a_restore_lets_every_household_wait_until_its_phones_have_spoken(
    family, empty, tmp_path
):
    backup(family.database, tmp_path, tmp_path / "night.zip", now=NOW)
    restore(empty, tmp_path / "empty", tmp_path / "night.zip", now=LATER)
    with empty.reading() as session:
        for household in family.households.values():
            waits = waiting_for(session, household)
            assert (waits.made_at, waits.restored_at) == (NOW, LATER)
    with family.database.reading() as session:
        assert waiting_for(session, family.households["lindqvist"]) is None
