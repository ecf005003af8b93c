"""What a person is told who wrote what cannot be kept: what to do, and nothing of ours."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sources

# Words that begin what somebody can do.
DO = """add answer ask attach begin change check choose come copy count delete end enter fill find
free give go invite keep leave let look make mend move open point prepare press put read record
reload remove repeat save say scan see send set shorten sign split start stop switch take talk tap
tell try turn type update use wait write"""
FIRST = "|".join(DO.split())
BEGINS = re.compile(rf"(?:^|[.?:,;”] )(?:then |and |or |To [^,.]+, )?(?:{FIRST})\b", re.I)
# What is only said, and why that is enough: there is nothing to do, or the form beside it shows it.
ONLY_SAID = {
    "%(count)s of %(strength)s is": "the two fields stand beside it",
    "%(number)s × %(strength)s is": "the two fields stand beside it",
    "This question is not in it.": "programs alone send it",
    "This step has no last day": "it is as was wished",
    "It follows an entry that never arrived": "the phone that has it sends it",
    "This is not a JPEG, PNG or WebP": "the field beside it says which to choose",
    "An entry has room for": "the photos stand beside it",
    "This belongs to another child.": "programs alone send it; the form is closed then",
    "This is another kind of entry.": "programs alone send it",
    "This photo is not on the server.": "programs alone send it",
    "This medicine is not on the server.": "no choice of the form; the same for what is another's",
    "This medicine belongs to another child.": "no choice of the form",
    "The medicine that this one counts from": "it is gone, and no choice any more",
    "At most %(most)s of these have room": "they stand beside it",
    "Nothing changes: these steps": "it is as was wished",
    "A step of a taper has days of its own": "it says what it cannot be",
    "Answers are a list of texts": "programs alone send it",
    "This passkey is known": "it is as was wished",
    "Reminders were switched off": "the button to switch them on stands beside it",
    "This server does not send to": "it says who can allow it",
    "This form is not known here.": "programs alone send it",
    "The file of this photo is not": "it says where it may be",
    "This must be the id of": "programs alone send it",
    "No taper runs whose steps": "there is nothing to move",
    "The taper has not begun yet.": "there is nothing to move",
    "An amount a day is in mg": "it says what it may be",
}  # fmt: skip
OURS = re.compile(
    r"\b(?:\w+(?:Error|Exception)|Traceback|NoneType|SELECT|INSERT|UPDATE|sqlite|psycopg|<class)\b"
)


def test_b1_to_b40_every_refusal_says_what_to_do_or_is_known_not_to():
    mute = [
        f"{sources.shown(path)}: {text}"
        for path, text in REFUSALS
        if not says_what_to_do(text) and not any(text.startswith(one) for one in ONLY_SAID)
    ]
    assert len(REFUSALS) > 300
    assert not mute, "\n".join(mute)


def test_what_is_only_said_is_said_somewhere():
    texts = [text for _path, text in REFUSALS if not says_what_to_do(text)]
    assert not [one for one in ONLY_SAID if not any(text.startswith(one) for text in texts)]


def test_b1_to_b40_no_refusal_has_a_word_of_python_or_of_the_database():
    assert not [text for _path, text in REFUSALS if OURS.search(text)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The last day is before the first. Check both.", True),
        ("Is this 1 or 1000?", True),
        ("To go on, type DAILY.", True),
        ("This cannot be.", False),
        ("That is checked.", False),
    ],
)
def test_what_to_do_is_recognised(text, says):
    assert says_what_to_do(text) is says


def says_what_to_do(text: str) -> bool:
    """Whether a sentence of it begins with something to do, or it asks."""
    return bool(BEGINS.search(text)) or "?" in text


def refusals(path: Path) -> Iterator[str]:
    """The sentences of the problems that a file names, also by a name of its own."""
    tree = sources.parsed(path)
    named: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).extend(marked(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
            for text in node.args[2:3]:
                yield from named.get(text.id, ()) if isinstance(text, ast.Name) else marked(text)


def marked(node: ast.expr) -> list[str]:
    """The text that is marked for translation here."""
    is_marked = isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"N_", "_"}
    if is_marked and node.args and isinstance(node.args[0], ast.Constant):
        return [str(node.args[0].value)]
    return []


REFUSALS = [
    (path, text) for path in sources.files(".py", under=("journal",)) for text in refusals(path)
]
