"""Templates of tests: where each figure is from, and that none is a start without its source."""

from datetime import date

import pytest

from journal.care import knowledge
from journal.care.knowledge import Confidence
from journal.care.knowledge.lab_templates import (
    find_lab_template,
    lab_templates,
    lab_templates_edition,
    lab_templates_of,
)


def weeks(id_):
    default = find_lab_template(id_).default
    return default and (default.least, default.most)


# Only these may stand there before the family has chosen; each with where it is from.
STARTS = {
    "hydroxychloroquine-regular": ((None, 52), ["acr-jia-2021-gc"]),
    "ciclosporin-baseline": ((None, 0), ["gengraf-label"]),
    "ciclosporin-early": ((None, 2), ["gengraf-label"]),
    "tofacitinib-early": ((4, 8), ["xeljanz-uk"]),
    "tofacitinib-regular": ((None, 13), ["xeljanz-uk"]),
    "baricitinib-early-fats": ((None, 12), ["lilly-olumiant"]),
    "ruxolitinib-baseline": ((None, 0), ["jakafi-label"]),
    "ruxolitinib-early": ((2, 4), ["jakafi-label"]),
    "tocilizumab-early-fats": ((4, 8), ["actemra-mims"]),
    "tocilizumab-fats": ((None, 26), ["acr-jia-2021-gc"]),
    "tnf-regular": ((None, 52), ["acr-jia-2021-gc"]),
}


def test_a_figure_is_a_start_only_with_a_source_that_says_it_first_hand():
    found = {
        one.id: (weeks(one.id), [source.id for source in one.default.code.sources])
        for one in lab_templates()
        if one.default
    }
    assert found == STARTS


@pytest.mark.parametrize("medicine", ["methotrexate", "mycophenolate_mofetil", "tocilizumab"])
def test_where_sources_disagree_nothing_is_a_start_and_they_stand_side_by_side(medicine):
    about = [one for one in lab_templates_of(medicine) if one.tests != ("lipids",)]
    regular = [one for one in about if one.repeats]
    assert regular
    assert not [one for one in regular if one.default]
    assert all(len(one.positions) >= 2 for one in regular)


def test_the_eye_examination_of_hydroxychloroquine_has_four_sources_and_no_start():
    first, later = (
        find_lab_template(id_)
        for id_ in ("hydroxychloroquine-eyes-first", "hydroxychloroquine-eyes")
    )
    assert len(first.positions) == 4
    assert (first.default, later.default) == (None, None)
    assert [one.weeks and one.weeks.most for one in later.positions] == [52, None, None]


def test_each_source_of_blood_fats_with_tofacitinib_has_the_figure_it_says():
    guide, uk = find_lab_template("tofacitinib-early-fats").positions
    assert [(one.weeks.least, one.weeks.most) for one in (guide, uk)] == [(4, 8), (None, 8)]
    assert [one.weeks.code.sources[0].id for one in (guide, uk)] == [
        "xeljanz-label-mirror",
        "xeljanz-uk",
    ]


def test_what_no_window_can_hold_is_said_in_words():
    assert "two occasions" in find_lab_template("ciclosporin-baseline").told.code


def test_a_position_can_be_chosen_only_where_it_was_read_first_hand():
    for template in lab_templates():
        for position in template.positions:
            if position.weeks:
                assert position.confidence is Confidence.VERIFIED
                assert position.weeks.may_be_default
            if position.confidence is not Confidence.VERIFIED:
                assert position.weeks is None


def test_a_raised_dose_begins_the_early_check_of_methotrexate_again_as_its_source_says():
    assert [one.id for one in lab_templates() if one.begins_anew] == ["methotrexate-early"]


def test_a_figure_of_a_site_that_only_tells_it_again_is_no_start():
    regular = find_lab_template("hydroxychloroquine-regular").weeks
    again = knowledge.sources()["fda-mmf-secondary"]
    code = type(regular.code)("52", "52", (again,), Confidence.VERIFIED)
    assert not type(regular)(least=None, most=52, code=code).may_be_default


def test_every_medicine_of_a_template_is_in_the_catalogue_and_most_have_one():
    known = {one.id for one in knowledge.medicines()}
    with_one = {medicine for one in lab_templates() for medicine in one.medicines}
    assert with_one <= known
    assert known - with_one == {"folic_acid"}
    assert lab_templates_of("folic_acid") == ()
    assert lab_templates_of(None) == ()


def test_a_window_goes_forward_and_a_phase_that_ends_repeats():
    for template in lab_templates():
        for one in filter(None, [template.weeks, *(each.weeks for each in template.positions)]):
            assert one.least is None or one.least < one.most
        if template.until:
            assert template.repeats


def test_the_templates_are_read_again_by_a_day():
    edition = lab_templates_edition()
    assert edition.version == "2026-11-23"
    assert not edition.is_over(edition.review_by)
    assert edition.is_over(date(2027, 11, 24))
