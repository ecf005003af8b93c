"""By the child: six faces, one tap, no number in sight."""

import re

import pytest

from tests.web.syncing import follow, form_change, retyped


def url(family, child="nora"):
    return f"/children/{family.children[child]}/log/faces"


def scores(sync):
    return [one for one in sync().json["entries"] if one["kind"] == "score"]


def taps(page):
    return re.findall(r'<button[^>]*name="face" value="(\d+)"[^>]*>(.*?)</button>', page, re.DOTALL)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_six_faces_each_have_a_word_and_no_number_stands_on_the_page(ada, family):
    page = ada.get(url(family)).text
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    assert "How are you, Nora?" in main
    assert [value for value, _face in taps(main)] == ["10", "8", "6", "4", "2", "0"]
    assert len({words(face) for _value, face in taps(main)}) == 6
    assert not re.search(r"\d", words(main))


@pytest.mark.parametrize("face", ["0", "2", "4", "6", "8", "10"])
def test_one_tap_is_the_childs_own_wellbeing_and_leads_back_with_her_name(ada, family, sync, face):
    hidden = dict(re.findall(r'name="(change|entry)" value="([^"]+)"', ada.get(url(family)).text))
    answer = ada.post(url(family), data={**hidden, "face": face})
    assert answer.status_code == 303
    (score,) = scores(sync)
    fields = score["fields"]
    assert (fields["measure"], fields["by"], fields["value"]) == ("wellbeing", "child", face)
    said = re.search(r'<p class="toast__text".*?</p>', ada.get(answer.location).text, re.DOTALL)[0]
    assert "Saved for Nora" in said
    assert not re.search(r"\d", words(said))


@pytest.mark.parametrize("face", ["", "1", "11", "-2", "5", "happy"])
def test_what_is_no_face_is_refused(sync, family, face):
    (told,) = sync(form_change(family, "faces", face=face)).json["results"]
    assert told["status"] == "rejected"
    assert scores(sync) == []


def test_another_face_chosen_later_keeps_the_moment(sync, family):
    first = form_change(family, "faces", face="4")
    sync(first, follow(retyped(first, face="8")))
    (score,) = scores(sync)
    assert score["fields"]["value"] == "8"
    at = score["fields"]["at"]
    sync(follow(retyped(first, face="10"), base=score["revision"]))
    assert scores(sync)[0]["fields"]["at"] == at


def test_a_parents_score_is_not_changed_among_faces(ada, family, sync):
    hidden = dict(re.findall(r'name="(change|entry)" value="([^"]+)"', ada.get(url(family)).text))
    ada.post(url(family), data={**hidden, "face": "4"})
    (score,) = scores(sync)
    page = ada.get(f"/children/{family.nora}/entries/{score['entry']}/edit").text
    assert len(taps(page)) == 6


def test_who_may_only_look_finds_no_faces(as_person, family):
    assert as_person("cleo").get(url(family)).status_code == 403
    assert as_person("eve").get(url(family)).status_code == 404
