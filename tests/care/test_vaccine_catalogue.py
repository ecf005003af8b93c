"""The vaccine catalogue: a name that may mean a live vaccine never says that it is not."""

import pytest

from journal.care.folding import folded
from journal.care.knowledge import find_vaccine, vaccines
from journal.care.knowledge.facts import Confidence


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("mmr", "mmr"),
        ("MMR", "mmr"),
        ("03", "mmr"),
        ("3", "mmr"),
        ("ProQuad", "mmrv"),
        ("  Varicella ", "varicella"),
        ("FluMist", "laiv"),
        ("151", "laiv"),
        ("140", "influenza_inactivated"),
        ("Zostavax", "zoster_live"),
        ("Shingrix", "zoster_recombinant"),
        ("169", "hepa_live"),
        ("208", "covid19"),
    ],
)
def test_a_vaccine_is_found_by_id_name_and_code(text, id_):
    assert find_vaccine(text).id == id_


@pytest.mark.parametrize("text", ["", "0", "nothing", "4711", "MMR and flu"])
def test_what_is_no_vaccine_is_none(text):
    assert find_vaccine(text) is None


@pytest.mark.parametrize(
    "text",
    [85, 88, 89, 91, 188, 129, 325, 26, 999, "flu", "Polio", "shingles", "HepA", "hepa"],
)
def test_h27_a_record_that_may_mean_a_live_vaccine_is_never_called_not_live(text):
    assert find_vaccine(str(text)).live is None


def test_h27_no_other_vaccine_than_those_is_in_doubt():
    assert len([vaccine for vaccine in vaccines() if vaccine.live is None]) == 9
    assert len([vaccine for vaccine in vaccines() if vaccine.live]) == 18


def test_h26_the_table_after_immunoglobulin_names_measles_and_chickenpox_alone():
    named = {vaccine.id for vaccine in vaccines() if vaccine.immunoglobulin}
    assert named == {"mmr", "mmrv", "single_antigen_mmr", "varicella"}
    assert all(
        vaccine.live and vaccine.immunoglobulin.confidence is Confidence.VERIFIED
        for vaccine in vaccines()
        if vaccine.immunoglobulin
    )


def test_no_name_and_no_code_means_two_vaccines():
    names = [name for vaccine in vaccines() for name in {folded(each) for each in vaccine.names}]
    codes = [cvx.code for vaccine in vaccines() for cvx in vaccine.cvx]
    assert len(names) == len(set(names))
    assert len(codes) == len(set(codes))
