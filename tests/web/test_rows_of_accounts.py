"""T1: what is no child's, but an account's or a household's, is told to no stranger either.

By journal/records/bound.py: a new table is met here by itself.
"""

import pytest
import sqlalchemy as sa

from journal.records.access import actor_for
from journal.records.scope import scope_of
from journal.records.tables import METADATA
from tests.web.matrix import CANARY, ask, routes
from tests.web.rows_everywhere import TABLES, planted
from tests.web.test_foreign_ids import words_of


@pytest.mark.slow
def test_t1_no_word_of_an_account_or_a_household_reaches_a_stranger(app, family, victim, as_person):
    wordless = planted(family, CANARY)
    with family.database.reading() as session:
        rows = {
            name: str(session.execute(sa.select(METADATA.tables[name])).all()) for name in TABLES
        }
        eves = scope_of(session, actor_for(session, family.people["eve"]))
    assert {name for name in TABLES if CANARY not in rows[name]} == wordless
    assert len(TABLES) - len(wordless) >= 15
    told = []
    with family.database.reading(scope=eves) as session:
        for name in TABLES:
            if CANARY in str(session.execute(sa.select(METADATA.tables[name])).all()):
                told.append(name)
    eve = as_person("eve")
    for rule, method in sorted(routes(app), key=lambda each: (each[0].rule, each[1])):
        # What is meant for whoever holds a secret is theirs who hold it.
        if "token" in rule.arguments or rule.endpoint in {"account.sign_out", "account.leave"}:
            continue
        if CANARY in words_of(ask(app, eve, rule, method, victim).data):
            told.append(f"{method} {rule.rule}")
    assert told == []
