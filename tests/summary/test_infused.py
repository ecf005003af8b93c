"""What charts are told of infusions is what every other page is told of them."""

from datetime import timedelta

from journal.entries import record
from journal.entries.infused import reactions_of, told_of
from tests.family import NOW, change, fresh_database, make_family
from tests.summary.gathering import TODAY, log, wall

DAY = timedelta(days=1)


def test_both_databases_find_the_reactions_that_all_other_pages_read(database_url):
    database = fresh_database(database_url)
    family = make_family(database)
    ids = [
        log(family, "infusion", wall(TODAY - days * DAY), product="Privigen", reaction=reaction)
        for days, reaction in ((30, ["Chills"]), (20, []), (10, []), (9, []))
    ]
    first, second, third, fourth = map(str, ids)
    for infusion, what, child in (
        (first, ["chills", "Headache"], "nora"),
        (second, ["Rash"], "nora"),
        (third, ["Cough"], "mia"),
    ):
        at = wall(TODAY - DAY)
        log(family, "checkpoint", at, child, infusion=infusion, what="reaction", reaction=what)
    said = {"infusion": fourth, "what": "reaction", "reaction": ["Itch"]}
    gone = change(family.nora, "checkpoint", made_at=NOW, **said)
    away = change(
        family.nora, "checkpoint", made_at=NOW, entry=gone.entry, base=gone.id, delete=True
    )
    with database.transaction() as session:
        actor = family.actor(session, "ada")
        assert record(session, actor, gone, now=NOW).stored
        assert record(session, actor, away, now=NOW).stored
    with database.reading() as session:
        found = reactions_of(session, family.nora, wall(TODAY - 40 * DAY), NOW)
        told = told_of(session, ids)
    assert found == {id_: one.reactions for id_, one in told.items() if one.reactions}
    assert found == {ids[0]: ("Chills", "Headache"), ids[1]: ("Rash",)}
    database.close()
