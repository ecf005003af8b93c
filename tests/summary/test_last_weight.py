"""The last weight is one fact, wherever it is printed: measured, or of an infusion day."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from journal.entries import record
from journal.exchange.ips_gather import ips_facts
from journal.plans.vaccine_ahead import _weight
from journal.records.children import Child
from journal.records.weights import last_weight, weights
from journal.summary.exposure_reading import weights as of_record
from journal.summary.papers.head import head_of
from journal.summary.sheet import sheet
from tests.family import NOW, change, fresh_database, make_family
from tests.summary.course import DAILY
from tests.summary.gathering import FIRST, TODAY, log, printed, wall

DAY = timedelta(days=1)


@pytest.fixture(params=["measured", "infused"])
def weighed(request, family):
    """Nora, weighed at home on 10 Nov and at an infusion four days before or after."""
    at = FIRST + 9 * DAY
    infused = at + (4 if request.param == "infused" else -4) * DAY
    log(family, "measurement", wall(at), what="weight", value="25", unit="kg")
    log(family, "infusion", wall(infused), product="Privigen", weight_kg="26.4")
    last = Decimal("26.4") if request.param == "infused" else Decimal(25)
    return family, last, max(at, infused)


def test_h24_header_papers_record_vaccines_and_clinic_data_have_one_last_weight(weighed):
    family, last, day = weighed
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        header = printed(family).child.weight
        paper = head_of(session, child, now=NOW).child.weight
        exposed = of_record(session, child.id, ZoneInfo(child.zone))[-1]
        [ips] = ips_facts(session, child, now=NOW).measurements
        vaccines = _weight(session, child, TODAY)
    assert (header.value, header.on) == (last, day)
    assert paper == header
    assert (exposed.kg, exposed.on) == (last, day)
    assert (ips.value, ips.at) == (last, wall(day))
    assert vaccines == (last, day)


def test_mg_per_kg_is_worked_out_on_the_weight_of_the_infusion_day(family):
    family.medicine("prednisolone", amount="5", unit="mg", rhythm=DAILY)
    log(family, "infusion", wall(TODAY - DAY), product="Privigen", weight_kg="20")
    [medicine] = printed(family).medicines
    assert medicine.per_kg.value == Decimal("0.25")


def test_h24_a_page_without_a_weight_says_so(family):
    assert "no weight recorded" in sheet(printed(family), "en").facts


def test_no_weight_of_a_deleted_entry_of_another_child_or_of_a_day_to_come_counts(family):
    log(family, "infusion", wall(TODAY), "mia", product="Privigen", weight_kg="40")
    log(family, "measurement", wall(TODAY), what="weight", value="60", unit="lb")
    gone = change(family.nora, "measurement", made_at=NOW, what="weight", value="90", unit="kg")
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        assert record(session, actor, gone, now=NOW).stored
        away = change(
            family.nora, "measurement", made_at=NOW, entry=gone.entry, base=gone.id, delete=True
        )
        assert record(session, actor, away, now=NOW).stored
    assert printed(family, last=TODAY - DAY).child.weight is None
    assert (printed(family).child.weight.value, printed(family).child.weight.unit) == (60, "lb")


def test_both_databases_name_the_same_weights(database_url):
    database = fresh_database(database_url)
    family = make_family(database)
    log(family, "measurement", wall(TODAY, "08:00"), what="weight", value="25.5", unit="kg")
    infusion = log(family, "infusion", wall(TODAY, "08:00"), product="X", weight_kg="26")
    log(family, "infusion", wall(FIRST), product="X", weight_kg="24")
    log(family, "infusion", wall(FIRST + DAY), product="X")
    with database.reading() as session:
        every = weights(session, family.nora)
        assert [str(one.value) for one in every] == ["24", "26", "25.5"]
        # Of two of one moment the measured one counts.
        assert last_weight(session, family.nora) == every[-1]
        assert last_weight(session, family.nora, before=wall(TODAY)).value == 24
        assert last_weight(session, family.nora, but=every[-1].entry).entry == infusion
        assert every[0].at == wall(FIRST)
    database.close()
