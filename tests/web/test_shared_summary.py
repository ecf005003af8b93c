"""H25, H39: the patient summary behind a link says no more than the family ticked."""

import pytest

from journal.clock import now
from journal.exchange.ips_within import HELD_BACK
from journal.summary.scope import Section
from journal.web.shared_files import _OF_SECTIONS
from tests.web.links import DAY, bundle, made, wrote

EVERY = [section.value for section in Section]


@pytest.fixture
def lived_in(family):
    family.medicine(now=now() - 20 * DAY)
    wrote(family, "infusion", 5, product="Privigen-now", lots=["L1"])
    wrote(family, "infusion", 60, product="Privigen-before")
    wrote(family, "measurement", 3, what="weight", value="24.5", unit="kg")
    wrote(family, "symptom", 2, symptom="fatigue", severity=4)
    wrote(family, "vaccination", 300, vaccine="mmr", lot="M-77")
    wrote(family, "stay", 9, hospital="St. Anna", admitted=(now() - 9 * DAY).isoformat())
    wrote(family, "note", 1, note="zitronenfalter")
    return family


def test_a_program_finds_what_was_ticked_of_these_days(app, ada, lived_in):
    found = bundle(app, made(ada, lived_in))
    for said in ("Nora", "Prednisolone", "Privigen-now", "24.5", "Tired", "M-77", "St. Anna"):
        assert said in found
    assert "Privigen-before" not in found
    assert "zitronenfalter" not in found


@pytest.mark.parametrize(
    ("section", "word"),
    [
        (Section.INFUSIONS, "Privigen"),
        (Section.HEALTH, "St. Anna"),
        (Section.HEALTH, "24.5"),
        (Section.OVER_TIME, "Tired"),
    ],
)
def test_h25_what_is_not_ticked_is_in_no_file_of_the_link(app, ada, lived_in, section, word):
    others = [one for one in EVERY if one != section]
    found = bundle(app, made(ada, lived_in, sections=others))
    assert word not in found
    assert "Prednisolone" in found


def test_without_the_tick_there_is_no_file_for_a_program(app, ada, lived_in):
    assert bundle(app, made(ada, lived_in, ips="")) is None
    assert "data for a clinic&#39;s own program" in ada.get(f"/children/{lived_in.nora}/share").text


def test_h25_what_is_written_later_is_in_no_old_summary(app, ada, lived_in):
    address = made(ada, lived_in)
    before = bundle(app, address)
    lived_in.medicine("Folic acid", "1", now=now())
    assert bundle(app, address) == before


def test_what_a_section_holds_back_is_something_of_a_summary():
    named = [name for names in _OF_SECTIONS.values() for name in names]
    assert len(named) == len(set(named))
    assert set(named) <= HELD_BACK
