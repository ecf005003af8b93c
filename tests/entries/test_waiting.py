"""Changes that arrive before the one they follow: none is lost, none waits in silence."""

from itertools import permutations

import pytest
from sqlmodel import select

from journal.entries import store
from journal.entries.change import Result, Revised
from journal.entries.edits import edits_of
from journal.entries.merge import merge
from journal.entries.quarantine import SERVER_ERROR, receive
from journal.records.entries import Change, Quarantine, Revision, Status
from tests.family import NOW, change, fresh_family


@pytest.fixture
def family(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


def hand_in(family, *changes, who="ada"):
    with family.database.transaction() as session:
        actor = family.actor(session, who)
        return [receive(session, actor, one, now=NOW) for one in changes]


def told(outcomes):
    return [(each.result.value, [error.code for error in each.errors]) for each in outcomes]


def rows(family, query):
    with family.database.reading() as session:
        return session.exec(query).all()


def test_f13_several_edits_of_a_revision_that_is_yet_to_come_are_all_applied_with_it(family):
    note = change(family.nora, "note", note="one")
    edits = [
        change(family.nora, "note", entry=note.entry, base=1, note=text)
        for text in ("two", "three")
    ]
    outcomes = hand_in(family, *edits, note)
    assert [each.result.value for each in outcomes] == ["waiting", "waiting", "applied"]
    assert len(rows(family, select(Revision))) == 3
    assert not rows(family, select(Change).where(Change.status == Status.WAITING))


def test_i3_a_chain_that_arrives_backwards_is_applied_when_its_first_link_comes(family):
    first = change(family.nora, "note", note="0")
    chain = [first]
    for text in "123":
        chain.append(change(family.nora, "note", entry=first.entry, base=chain[-1].id, note=text))
    hand_in(family, *reversed(chain))
    latest = max(rows(family, select(Revision)), key=lambda revision: revision.number)
    assert latest.number == 4
    assert latest.fields["note"] == "3"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_follows_a_refused_change_is_refused_too_in_every_order(family, order):
    empty = change(family.nora, "note", note="")
    edit = change(family.nora, "note", entry=empty.entry, base=empty.id, note="two")
    further = change(family.nora, "note", entry=empty.entry, base=edit.id, note="three")
    changes = [empty, edit, further]
    hand_in(family, *(changes[number] for number in order))
    again = told(hand_in(family, *changes))
    assert again == [
        ("repeated", ["text_required"]),
        ("repeated", ["base_rejected"]),
        ("repeated", ["base_rejected"]),
    ]
    assert len(rows(family, select(Quarantine))) == 3
    assert not rows(family, select(Change))


@pytest.mark.parametrize("delete_first", [True, False])
def test_i3_a_delete_that_names_no_version_is_refused_whenever_it_comes(family, delete_first):
    note = change(family.nora, "note", note="one")
    delete = change(family.nora, "note", entry=note.entry, delete=True)
    hand_in(family, *([delete, note] if delete_first else [note, delete]))
    ((result, codes),) = told(hand_in(family, delete))
    assert (result, codes) == ("repeated", ["base_required"])
    (revision,) = rows(family, select(Revision))
    assert not revision.deleted


def test_eves_refused_change_cannot_refuse_what_ada_wrote(family):
    note = change(family.nora, "note", note="one")
    edit = change(family.nora, "note", entry=note.entry, base=note.id, note="two")
    hand_in(family, edit)
    hand_in(family, change(family.nora, "note", change_id=note.id, note="x"), who="eve")
    hand_in(family, note)
    assert len(rows(family, select(Revision))) == 2


def test_g2_what_fell_over_a_fault_of_ours_is_tried_again_and_written_once_that_is_mended(family):
    note = change(family.nora, "note", note="one")
    bad = change(family.nora, "note", note="")
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        for each in (note, bad):
            store.keep_refused(session, actor, each, [SERVER_ERROR], now=NOW)
    assert told(hand_in(family, note, bad)) == [("applied", []), ("rejected", ["text_required"])]
    assert told(hand_in(family, note, bad)) == [("repeated", []), ("repeated", ["text_required"])]


@pytest.mark.parametrize("comes", [False, True], ids=["lost", "sent again"])
def test_f13_a_revision_of_before_the_restore_is_not_the_one_that_has_its_number_now(family, comes):
    """Ben saw Ada's second revision; the backup had the first, and got another second."""
    first = change(family.nora, "note", note="one")
    of_ada, another = (
        change(family.nora, "note", entry=first.entry, base=first.id, note=text)
        for text in ("Ada's", "somebody's")
    )
    of_ben = change(
        family.nora, "note", entry=first.entry, base=Revised(2, of_ada.id), note="Ben's"
    )
    hand_in(family, first, another)
    (outcome,) = hand_in(family, of_ben, who="ben")
    assert outcome.result is Result.WAITING
    if comes:
        (outcome,) = hand_in(family, of_ada)
    assert hand_in(family, of_ben, who="ben")[0].result in {Result.WAITING, Result.REPEATED}
    revisions = rows(family, select(Revision).order_by(Revision.number))
    assert len(revisions) == (4 if comes else 2)
    with family.database.reading() as session:
        clashes = merge(edits_of(session, first.entry)).clashes
        assert bool(clashes) is comes
        texts = {text for clash in clashes for _, text in clash.versions}
        assert texts == ({"Ben's", "somebody's"} if comes else set())


def test_f11_a_revision_with_its_change_is_that_revision_with_all_that_it_shows(family):
    first = change(family.nora, "note", note="one")
    one, two = (
        change(family.nora, "note", entry=first.entry, base=1, note=text) for text in ("a", "b")
    )
    hand_in(family, first, one, two)
    chosen = change(family.nora, "note", entry=first.entry, base=Revised(3, two.id), note="b")
    assert told(hand_in(family, chosen, chosen)) == [("applied", []), ("repeated", [])]
    with family.database.reading() as session:
        assert not merge(edits_of(session, first.entry)).clashes
