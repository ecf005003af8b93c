"""H25: a section that was not chosen is not on the page, and a new one in no old link."""

from dataclasses import fields, replace

import pytest

from journal.summary.page import Page
from journal.summary.scope import _FIELDS, ALWAYS, NAMES, Section, only
from tests.summary.course import rich

EVERY = frozenset(Section)


def test_h25_every_part_of_the_page_is_in_one_section_or_always_there():
    """Whoever adds something to the page says here whether a family may hold it back."""
    named = [name for names in _FIELDS.values() for name in names] + list(ALWAYS)
    assert sorted(named) == sorted(field.name for field in fields(Page))
    assert NAMES.keys() == set(Section) == set(_FIELDS)


def test_a_page_with_every_section_is_the_page():
    assert only(rich(), EVERY) == rich()


@pytest.mark.parametrize("section", list(Section))
def test_h25_a_section_that_is_not_shared_is_gone_and_counted_and_nothing_else_is(section):
    page = rich()
    found = only(page, EVERY - {section})
    assert all(not getattr(found, name) for name in _FIELDS[section])
    others = {name: getattr(page, name) for name in _FIELDS[section]}
    assert replace(found, **others, left_out=page.left_out) == page
    there = any(getattr(page, name) for name in _FIELDS[section])
    assert (found.left_out > page.left_out) is there


def test_medicines_allergies_and_missing_phones_stay_whatever_is_shared():
    page, found = rich(), only(rich(), frozenset())
    for name in ALWAYS:
        if name != "left_out":
            assert getattr(found, name) == getattr(page, name)
