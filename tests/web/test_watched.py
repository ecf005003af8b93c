"""The family's own list: which symptoms stand in the evening's form."""

import pytest

from journal.records.children import Child


def url(family, child="nora"):
    return f"/children/{family.children[child]}/watched"


def watched(family, child="nora"):
    with family.database.reading() as session:
        return session.get_one(Child, family.children[child]).watched


def test_the_chosen_symptoms_stand_in_the_evenings_form(ada, family):
    chosen = {"watched": ["fatigue", "malar_rash"], "own": "Cold feet\n\n  Stiff mornings "}
    assert ada.post(url(family), data=chosen).status_code == 303
    assert watched(family) == ["fatigue", "malar_rash", "other:Cold feet", "other:Stiff mornings"]
    page = ada.get(f"/children/{family.nora}/log/check_in").text
    for word in ("Tired", "Face rash", "Cold feet", "Stiff mornings"):
        assert word in page
    again = ada.get(url(family)).text
    assert again.count("checked") == 2
    assert "Cold feet\nStiff mornings" in again
    assert watched(family, "tom") is None


def test_choosing_nothing_means_what_was_written_of_late(ada, family):
    ada.post(url(family), data={"watched": ["fatigue"]})
    ada.post(url(family), data={})
    assert watched(family) is None


@pytest.mark.parametrize(
    "chosen",
    [
        {"watched": ["nothing"]},
        {"own": "\n".join(f"Symptom {n}" for n in range(31))},
        {"own": "x" * 121},
    ],
)
def test_what_cannot_be_watched_is_refused_and_the_list_stays(ada, family, chosen):
    ada.post(url(family), data={"watched": ["fatigue"]})
    answer = ada.post(url(family), data=chosen)
    assert answer.status_code == 422
    assert watched(family) == ["fatigue"]


def test_who_may_only_look_changes_no_list_and_a_stranger_finds_none(as_person, family):
    assert as_person("cleo").post(url(family), data={"watched": ["fatigue"]}).status_code == 403
    assert as_person("eve").post(url(family), data={"watched": ["fatigue"]}).status_code == 404
    assert watched(family) is None
