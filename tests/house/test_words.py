"""The journal records and reminds: it never advises, clears, praises or scolds (G7, G13).

The words of this list turn a record into advice, or silence into a claim (H17, H27, H29, H38).
"""

import re

import pytest

from tests.support import sources, words
from tests.support.words import Words, forbidden_in


@pytest.fixture(scope="module")
def sentences() -> list[Words]:
    """Everything that a person may read."""
    return [
        *(w for path in sources.files(".py", under=("journal",)) for w in words.in_python(path)),
        *(
            w
            for path in sources.files(".html", under=("templates",))
            for w in words.in_template(path)
        ),
        *(w for path in sources.files(".js", under=("static",)) for w in words.in_script(path)),
    ]


def test_h17_h27_h29_h38_no_sentence_advises_clears_or_claims(sentences):
    wrong = [str(sentence) for sentence in sentences if forbidden_in(sentence.text)]
    assert not wrong, "\n".join(wrong)


def test_no_sentence_raises_its_voice(sentences):
    loud = [
        str(sentence)
        for sentence in sentences
        if sentence.path.suffix != ".js" and re.search(r"\w!(?:\s|$)", sentence.text)
    ]
    assert not loud, "\n".join(loud)


@pytest.mark.parametrize(
    "text",
    ["It is safe.", "OK to give", "Normal", "Not given", "Nora should\n take 5 mg", "SAFE"],
)
def test_a_forbidden_word_is_found_in_any_case_and_across_lines(text):
    assert forbidden_in(text)


@pytest.mark.parametrize(
    "text",
    ["Unsafe-looking", "given", "safe-area-inset-bottom", "normalise", "Normal immunoglobulin"],
)
def test_a_word_that_only_contains_one_passes(text):
    assert not forbidden_in(text)


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that reads the words of a made-up file of our tree."""
    monkeypatch.setattr(sources, "ROOT", tmp_path)

    def read_words(name: str, text: str) -> list[str]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        reader = {
            ".py": words.in_python,
            ".html": words.in_template,
            ".js": words.in_script,
        }[path.suffix]
        return [found.text.strip() for found in reader(path)]

    return read_words


def test_words_of_python_are_the_marked_ones(read):
    assert read("a.py", "x = 'safe'\nN_('Given')\n_('Late', n=1)\n") == ["Given", "Late"]


def test_words_of_a_template_are_its_text_its_spoken_attributes_and_its_strings(read):
    page = "{# safe #}<p class='normal' title='When'>Now {{ _('Given') }}</p>"
    assert sorted(read("a.html", page)) == ["Given", "Now", "When"]


def test_words_of_a_script_are_its_strings(read):
    script = "// safe\nconst normal = 'Given'; /* normal */ f(`Late`)"
    assert read("a.js", script) == ["Given", "Late"]
