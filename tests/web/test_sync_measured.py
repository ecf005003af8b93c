"""Weight and height are one form and two entries: mending that form mends both of them."""

import pytest

from tests.web.syncing import follow, form_change, retyped


def results(reply):
    return reply.json["results"]


def result(reply):
    (found,) = results(reply)
    return found


def typed(family, **values):
    units = {"weight_unit": "kg", "height_unit": "cm"}
    return form_change(family, "weight", **{"weight": "31", "height": "140", **units, **values})


def mended(first, **values):
    """The same form, opened again on the phone that may have sent it: it follows the first."""
    return follow(retyped(first, **values))


def standing(sync):
    """What the journal says: the value by what was measured."""
    entries = [entry for entry in sync().json["entries"] if not entry["deleted"]]
    assert len({entry["fields"]["what"] for entry in entries}) == len(entries)
    return {entry["fields"]["what"]: entry["fields"]["value"] for entry in entries}


def test_f11_a_corrected_height_of_a_form_that_was_sent_is_written(sync, family):
    first = typed(family)
    found = results(sync(first, mended(first, height="141")))
    assert [each["status"] for each in found] == ["applied"] * 2
    assert (found[1]["said"], len(found[1]["wrote"])) == (
        "Saved for Nora: Weight 31 kg, Height 141 cm",
        2,
    )
    assert standing(sync) == {"weight": "31", "height": "141"}


def test_f11_a_correction_that_came_first_is_read_for_both_numbers_then(sync, family):
    first = typed(family)
    second = mended(first, weight="30", height="141")
    assert result(sync(second))["status"] == "waiting"
    assert result(sync(first))["status"] == "applied"
    assert standing(sync) == {"weight": "30", "height": "141"}
    assert result(sync(second))["status"] == "repeated"


@pytest.mark.parametrize(("had", "left_out"), [("weight", "height"), ("height", "weight")])
def test_f11_a_number_that_is_added_to_the_form_later_is_written(sync, family, had, left_out):
    first = typed(family, **{left_out: ""})
    second = mended(first, weight="31", height="140")
    third = mended(second, **{left_out: "100"})
    sync(first, second, third)
    assert standing(sync) == {had: {"weight": "31", "height": "140"}[had], left_out: "100"}


@pytest.mark.parametrize(("right", "wrong"), [("weight", "height"), ("height", "weight")])
def test_f11_a_number_that_stood_in_the_wrong_field_moves(sync, family, right, wrong):
    first = typed(family, **{right: "", wrong: "50"})
    second = mended(first, **{right: "50", wrong: ""})
    sync(first, second)
    assert standing(sync) == {right: "50"}
    assert result(sync(second))["status"] == "repeated"
    sync(mended(second, **{right: "51", wrong: "60"}))
    assert standing(sync) == {right: "51", wrong: "60"}


def test_f11_one_corrected_number_leaves_what_somebody_else_made_of_the_other(sync, family):
    first = typed(family)
    wrote = result(sync(first))["wrote"]
    height = {**first, "entry": wrote[1]["entry"], "base": 1, "id": wrote[1]["entry"]}
    by_ben = retyped(height, height="142")
    by_ben["form"]["what"] = "measured"
    assert result(sync(by_ben, who="ben"))["status"] == "applied"
    assert result(sync(mended(first, weight="30")))["status"] == "applied"
    assert standing(sync) == {"weight": "30", "height": "142"}


def test_f11_mended_twice_from_the_same_form_nothing_waits_for_ever(sync, family):
    first = typed(family, height="")
    found = results(sync(first, mended(first, height="140"), mended(first, height="141")))
    assert [each["status"] for each in found] == ["applied", "applied", "conflict"]
    assert len(standing(sync)) == 2


def test_f11_a_corrected_temperature_is_written(sync, family):
    first = form_change(family, "temperature", temperature="38.5", temperature_unit="°C")
    sync(first, mended(first, temperature="39.1"))
    assert standing(sync) == {"temperature": "39.1"}


def test_f11_a_temperature_that_is_corrected_as_it_stands_is_written(sync, family):
    first = form_change(family, "temperature", temperature="38.5", temperature_unit="°C")
    sync(first)
    (drawn,) = sync().json["entries"]
    sync({**mended(first, temperature="39.1"), "base": drawn["revision"]})
    assert standing(sync) == {"temperature": "39.1"}


def test_f11_an_impossible_number_refuses_the_whole_correction(sync, family):
    first = typed(family)
    second = mended(first, weight="30", height="1400")
    assert result(sync(second))["status"] == "waiting"
    sync(first)
    assert standing(sync) == {"weight": "31", "height": "140"}
    assert [each["field"] for each in result(sync(second))["errors"]] == ["height"]


def test_f11_a_form_of_something_else_is_refused_and_kept(sync, family):
    first = form_change(family, "temperature", temperature="38.5", temperature_unit="°C")
    other = follow(typed(family), entry=first["entry"], base=first["id"])
    found = results(sync(first, other))
    assert [each["error"] for each in found[1]["errors"]] == ["form_unknown"]
    assert standing(sync) == {"temperature": "38.5"}
