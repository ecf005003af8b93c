"""The knowledge files: every fact has a source, every id is one, every word is a family's."""

import re

import pytest
import yaml

from journal.care.knowledge import (
    HERE,
    Confidence,
    KnowledgeError,
    body_sites,
    find_body_site,
    find_medicine,
    find_symptom,
    medicines,
    sources,
    symptom_groups,
    symptoms,
    texts,
)
from journal.care.knowledge.facts import read_text

FILES = sorted(HERE.glob("*.yaml"))
FORBIDDEN = re.compile(
    r"\b(safe|unsafe|ok to|normal|not given|should|diagnos\w*|monitor\w*|emergency|call)\b|!", re.I
)


def parts(value, place=""):
    """Every mapping in a file with where it stands."""
    if isinstance(value, dict):
        yield place, value
        for key, inner in value.items():
            yield from parts(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from parts(inner, f"{place}[{number}]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_code_figure_and_rhythm_has_a_source_that_is_listed(path):
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    listed = set(data.get("sources", {})) | {"none"}
    for place, part in parts(data):
        if {"code", "pattern", "value"} & set(part):
            ids = part["source"] if isinstance(part["source"], list) else [part["source"]]
            assert set(ids) <= listed, place
            assert part["confidence"] in set(Confidence), place
        # A bare number would be a figure without a source beside it.
        bare = [v for v in part.values() if isinstance(v, int | float) and v not in (True, False)]
        assert not bare, place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_licensed_code_system_is_shipped(path):
    assert not re.search(r"snomed|\batc\b", path.read_text(encoding="utf-8"), re.I)


def test_nothing_a_family_reads_advises_or_alarms():
    read = [*texts(), *(source.title for source in sources().values())]
    assert len(read) > 200
    assert not [text for text in read if FORBIDDEN.search(text)]


def test_ids_are_unique_and_found_again():
    for catalogue, find in (
        (symptoms(), find_symptom),
        (medicines(), find_medicine),
        (body_sites(), find_body_site),
    ):
        ids = [entry.id for entry in catalogue]
        assert len(ids) == len(set(ids))
        assert all(find(entry.id) is entry for entry in catalogue)
        assert find("nothing") is None


def test_the_catalogues_are_complete():
    assert (len(symptoms()), len(medicines()), len(body_sites())) == (61, 23, 34)
    labels = [symptom.label for symptom in symptoms()]
    assert len(labels) == len(set(labels))
    assert all(symptom.notice for symptom in symptoms())
    assert {symptom.group for symptom in symptoms()} == {group.id for group in symptom_groups()}


def test_a_symptom_is_in_families_words_and_keeps_the_clinics():
    heliotrope = find_symptom("heliotrope")
    assert heliotrope.label == "Purple or pink eyelids"
    assert (heliotrope.hpo.code, heliotrope.hpo.name) == ("HP:0040324", "Heliotrope rash")
    assert heliotrope.photo_useful


def test_h4_methotrexate_alone_is_weekly_and_may_start_so():
    assert [medicine.id for medicine in medicines() if medicine.weekly] == ["methotrexate"]
    methotrexate = find_medicine("methotrexate")
    assert (methotrexate.rhythm.code, methotrexate.rhythm.may_be_default) == ("weekly", True)
    assert "ismp-2018" in [source.id for source in methotrexate.rhythm.sources]


def test_h4_no_rhythm_from_memory_is_a_start():
    for medicine in medicines():
        if medicine.rhythm.confidence is not Confidence.VERIFIED:
            assert not medicine.rhythm.may_be_default


def test_left_and_right_come_in_pairs():
    left = {site.id.removeprefix("left_") for site in body_sites() if site.side == "left"}
    right = {site.id.removeprefix("right_") for site in body_sites() if site.side == "right"}
    assert left == right
    assert "knee" in left


ROW = "- {id: x, hpo: {code: HP:1, name: n, source: s, confidence: verified-in-search}}"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROW.replace("source: s, ", ""), "without source"),
        (ROW.replace("source: s, ", "source: [], "), "without source"),
        (ROW.replace("source: s", "source: t"), "source t is not listed"),
        (ROW.replace("source: s", "source: none"), "from memory"),
        (ROW.replace("verified-in-search", "sure"), "confidence sure"),
        (ROW.replace(", confidence: verified-in-search", ""), "confidence is missing"),
        (ROW.replace("name: n, ", ""), "name is missing"),
        (ROW + "\n" + ROW, "twice"),
        ("- {hpo: {}}", "id is missing"),
        ("- {id: ' '}", "not a text"),
    ],
)
def test_a_fact_that_does_not_say_where_it_is_from_stops_the_loader(row, fault):
    file = read_text("f.yaml", f"sources: {{s: {{title: T}}}}\nrows:\n{row}\n")

    def load():
        return [entry.code("hpo") for entry in file.entries("rows")]

    with pytest.raises(KnowledgeError, match=fault):
        load()


def test_a_fact_with_its_source_is_read():
    file = read_text("f.yaml", f"sources: {{s: {{title: T}}}}\nrows:\n{ROW}\n")
    (code,) = [entry.code("hpo") for entry in file.entries("rows")]
    assert [source.title for source in code.sources] == ["T"]


@pytest.mark.parametrize("text", ["- 1", "sources: [1]", "sources: {s: 1}", "sources: {s: {}}"])
def test_a_file_of_another_shape_stops_the_loader(text):
    with pytest.raises(KnowledgeError):
        read_text("f.yaml", text)
