"""A form that changes an entry says what differs from what its writer saw, and nothing else."""

import pytest

from tests.web.daily import when
from tests.web.syncing import follow, form_change, retyped

NOTE = "After school"


def result(reply):
    (found,) = reply.json["results"]
    return found


@pytest.fixture
def symptom(family):
    """What Ada logged, not sent yet."""
    return form_change(family, "symptom", symptom="fatigue", severity="6", note=NOTE)


def edit(first, *, base=None, **values):
    """The same form, opened again by somebody who saw `base`, with other values."""
    return follow(retyped(first, **values), **({} if base is None else {"base": base}))


def shown(sync):
    (entry,) = sync().json["entries"]
    return entry


def test_edit_of_an_entry_that_waits_in_the_same_batch(sync, symptom):
    second = edit(symptom, severity="4")
    third = edit(second, note="Slept since") | {"base": second["id"]}
    results = sync(symptom, second, third).json["results"]
    assert [each["status"] for each in results] == ["applied"] * 3
    assert [each["said"] for each in results[1:]] == ["Saved for Nora: Tired 4"] * 2
    fields = shown(sync)["fields"]
    assert (fields["severity"], fields["note"]) == (4, "Slept since")


def test_edit_that_came_first_waits_as_it_was_typed_and_is_read_then(sync, symptom):
    second = edit(symptom, severity="4")
    third = edit(second, note="Slept since") | {"base": second["id"]}
    assert result(sync(third))["status"] == "waiting"
    assert result(sync(second))["status"] == "waiting"
    assert result(sync(second))["status"] == "waiting"
    assert result(sync(symptom))["status"] == "applied"
    fields = shown(sync)["fields"]
    assert (fields["severity"], fields["note"]) == (4, "Slept since")
    assert result(sync(second))["status"] == result(sync(third))["status"] == "repeated"


def test_edit_that_waited_for_a_form_the_page_posts_is_read_then(sync, family, symptom, as_person):
    second = edit(symptom, severity="4")
    assert result(sync(second))["status"] == "waiting"
    known = {"change": symptom["id"], "entry": symptom["entry"]}
    data = {**symptom["form"]["values"], **known}
    as_person("ada").post(f"/children/{family.nora}/log/symptom", data=data)
    assert shown(sync)["fields"]["severity"] == 4


def test_waiting_edit_with_a_bad_number_is_kept_for_its_author(sync, symptom):
    second = edit(symptom, severity="12")
    sync(second)
    sync(symptom)
    found = result(sync(second))
    assert [each["field"] for each in found["errors"]] == ["severity"]
    assert shown(sync)["fields"]["severity"] == 6


def test_f11_forms_that_change_different_fields_merge(sync, symptom):
    sync(symptom)
    assert result(sync(edit(symptom, base=1, severity="3")))["status"] == "applied"
    by_ben = edit(symptom, base=1, note="Slept since")
    assert result(sync(by_ben, who="ben"))["status"] == "applied"
    fields = shown(sync)["fields"]
    assert (fields["severity"], fields["note"]) == (3, "Slept since")


def test_h33_forms_that_change_the_same_field_are_a_conflict_and_no_word_is_lost(sync, symptom):
    sync(symptom)
    sync(edit(symptom, base=1, note="Slept badly"))
    found = result(sync(edit(symptom, base=1, note="Slept well"), who="ben"))
    assert (found["status"], found["current"]["note"]) == ("conflict", "Slept well")
    assert result(sync(edit(symptom, base=3, note="Slept well")))["status"] == "applied"
    assert result(sync(edit(symptom, base=1, note="Slept well"), who="ben"))["status"]


def test_g5_form_that_follows_ones_own_change_takes_nothing_of_somebody_elses_back(
    sync, family, symptom
):
    """Ada's second form was opened on a phone that had not seen what Ben wrote meanwhile."""
    sync(symptom)
    first = edit(symptom, base=1, severity="3")
    sync(edit(symptom, base=1, note="Ben saw a rash"), who="ben")
    sync(first)
    second = edit(first, severity="2") | {"base": first["id"]}
    assert result(sync(second))["status"] == "applied"
    fields = shown(sync)["fields"]
    assert (fields["severity"], fields["note"]) == (2, "Ben saw a rash")


def test_third_phone_settles_no_clash_that_it_has_not_seen(sync, symptom):
    sync(symptom)
    sync(edit(symptom, base=1, severity="3"))
    sync(edit(symptom, base=1, severity="8"), who="ben")
    late = edit(symptom, base=1, note="Slept since")
    assert result(sync(late))["status"] == "applied"
    assert shown(sync)["fields"]["severity"] == 8


def test_form_that_changes_nothing_is_kept_so_that_what_follows_it_arrives(sync, symptom):
    sync(symptom)
    same = edit(symptom, base=1)
    found = result(sync(same))
    assert (found["status"], found["said"]) == ("applied", "Nothing was changed.")
    assert result(sync(edit(same, severity="2") | {"base": same["id"]}))["status"] == "applied"


def test_what_was_refused_with_its_base_is_written_once_the_base_is_mended(sync, symptom):
    bad = retyped(symptom, severity="12")
    second = edit(symptom, note="Slept since")
    assert [each["status"] for each in sync(bad, second).json["results"]] == ["rejected"] * 2
    assert result(sync(second))["errors"][0]["error"] == "base_rejected"
    assert result(sync(symptom))["status"] == "applied"
    assert result(sync(second))["status"] == "applied"
    assert shown(sync)["fields"]["note"] == "Slept since"
    assert result(sync(second)) | {"status": "repeated"} == result(sync(second))


def test_undo_is_a_delete_that_follows_the_form(sync, symptom):
    sync(symptom)
    undo = follow(symptom, delete=True, ask=True, kind="symptom", form=None)
    assert result(sync(undo))["status"] == "applied"
    assert "said" not in result(sync(symptom))
    back = {**undo, **follow(undo, delete=False, fields={}), "ask": True}
    assert result(sync(back))["status"] == "applied"
    assert shown(sync)["deleted"] is False


def test_one_number_of_two_is_edited_by_its_own_form(sync, family):
    both = form_change(
        family, "weight", weight="31", weight_unit="kg", height="140", height_unit="cm"
    )
    height = result(sync(both))["wrote"][1]
    change = form_change(
        family,
        "measured",
        base=height["revision"],
        entry=height["entry"],
        **{**when(), "height": "141", "height_unit": "cm"},
    )
    assert result(sync(change))["status"] == "applied"
    assert {e["fields"]["value"] for e in sync().json["entries"]} == {"31", "141"}


def test_f10_form_of_another_kind_changes_no_entry(sync, family, symptom):
    sync(symptom)
    wrong = form_change(family, "note", note="x", base=1, entry=symptom["entry"])
    assert result(sync(wrong))["errors"][0]["error"] == "entry_mismatch"


def test_what_fell_with_its_base_says_later_what_is_wrong_with_itself(sync, symptom):
    bad, second = retyped(symptom, severity="12"), edit(symptom, severity="11")
    sync(bad, second)
    sync(symptom)
    found = result(sync(second))
    assert (found["status"], found["errors"][0]["field"]) == ("rejected", "severity")
    again = result(sync(second))
    assert (again["status"], again["errors"]) == ("repeated", found["errors"])
