"""What a phone announced, on both databases: held since when, and what of it is lost (F19)."""

import uuid
from datetime import timedelta

from journal.records.devices import devices_at, devices_of, note
from tests.family import NOW, fresh_database, make_family

PHONE = uuid.UUID(int=4)


def test_f19_both_databases_keep_what_a_phone_holds_and_what_it_lost(database_url):
    database = fresh_database(database_url)
    family = make_family(database)
    ben = family.people["ben"]
    told = [(0, 3, None), (1, 2, None), (2, 2, 2), (3, 0, 1), (4, None, None)]
    kept = []
    home = family.households["lindqvist"]
    for hours, left, known in told:
        with database.transaction() as session:
            moment = NOW + timedelta(hours=hours)
            note(session, PHONE, ben, label="iPhone", left=left, known=known, now=moment)
        with database.reading() as session:
            [phone] = devices_of(session, ben)
            kept.append((phone.announced, phone.held_since, phone.lost))
            assert [shared for _phone, _name, shared in devices_at(session, [home])] == [False]
            assert devices_at(session, [family.households["other"]]) == []
    database.close()
    assert kept == [
        (3, NOW, 0),
        (2, NOW, 0),
        (2, NOW, 0),  # begins anew and knows of all it had announced
        (0, None, 1),  # of the two it knows of one
        (None, None, 1),  # said nothing
    ]
