"""F11: what becomes of an entry that several phones changed without seeing each other."""

import uuid
from itertools import permutations, product

import pytest

from journal.entries.merge import DELETED, Edit, merge

PHONES = range(3)
MOVES = ("x", "y", "delete")


def name(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def story(acts: tuple[tuple[int, str], ...], *, reverse_ids: bool = False) -> list[Edit]:
    """An entry and what phones did to it, each seeing the first change and its own, no other."""
    first = Edit(name(1000), frozenset(), {"x": "first", "y": "first"})
    known = {phone: frozenset({first.id}) for phone in PHONES}
    edits = [first]
    for number, (phone, move) in enumerate(acts, 1):
        own = name(100 - number if reverse_ids else number)
        changed = {} if move == "delete" else {move: f"{phone}/{number}"}
        edits.append(Edit(own, known[phone], changed, deletes=move == "delete"))
        known[phone] |= {own}
    return edits


def stories(length: int):
    """Every story of that many acts; phones are named in the order they first act."""
    for acts in product(product(PHONES, MOVES), repeat=length):
        order = list(dict.fromkeys(phone for phone, _ in acts))
        if order == sorted(order) and (not order or order[0] == 0):
            yield acts


@pytest.mark.parametrize("length", [1, 2, 3, pytest.param(4, marks=pytest.mark.nightly)])
def test_f11_every_interleaving_of_edits_and_deletes_merges_the_same_in_every_order(length):
    for acts in stories(length):
        edits = story(acts)
        expected = merge(edits)
        for order in permutations(edits):
            assert merge(order) == expected, acts


@pytest.mark.slow
def test_f11_five_acts_merge_the_same_forwards_backwards_and_turned():
    for acts in stories(5):
        edits = story(acts)
        expected = merge(edits)
        for order in (edits[::-1], edits[3:] + edits[:3], edits[::2] + edits[1::2]):
            assert merge(order) == expected, acts


@pytest.mark.parametrize("reverse_ids", [False, True])
@pytest.mark.parametrize("length", [2, 3, 4])
def test_f11_h33_nobodys_text_is_lost(length, reverse_ids):
    for acts in stories(length):
        edits = story(acts, reverse_ids=reverse_ids)
        merged = merge(edits)
        kept = {(field, value) for field, value in merged.fields.items()}
        kept |= {(c.field, value) for c in merged.clashes for _, value in c.versions}
        for edit in edits:
            for field, value in edit.changed.items():
                later = any(edit.id in one.seen and field in one.changed for one in edits)
                assert later or (field, value) in kept, acts


def test_f11_edits_of_different_fields_merge_without_a_question():
    merged = merge(story(((0, "x"), (1, "y"))))
    assert merged.fields == {"x": "0/1", "y": "1/2"}
    assert not merged.clashes


def test_f11_edits_of_one_field_are_both_kept_and_asked_about():
    merged = merge(story(((0, "x"), (1, "x"))))
    (clash,) = merged.clashes
    assert clash.field == "x"
    assert {value for _, value in clash.versions} == {"0/1", "1/2"}


def test_f11_an_edit_that_had_not_seen_the_delete_keeps_the_entry_and_is_asked_about():
    merged = merge(story(((0, "delete"), (1, "x"))))
    assert not merged.deleted
    assert [clash.field for clash in merged.clashes] == [DELETED]


def test_f11_two_deletes_agree():
    merged = merge(story(((0, "delete"), (1, "delete"))))
    assert merged.deleted
    assert not merged.clashes
