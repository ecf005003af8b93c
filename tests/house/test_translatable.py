"""What people read can be translated: translators' tools find every sentence."""

import ast
import re
from collections.abc import Iterator

from tests.support import pseudo, sources

ASKED = {"_", "N_", "gettext", "ngettext"}
# A number and a word that is another one for one: "1 photos".
COUNTED = re.compile(
    r"%\((num|count|days|minutes)\)s (days|minutes|photos|people|entries|phones|doses)\b"
)


def test_translators_tools_find_every_sentence() -> None:
    found = {each if isinstance(each, str) else each[0] for each in pseudo.sentences(sources.ROOT)}
    hidden = [f"{place}: {text}" for place, text in _asked_for() if text and text not in found]
    assert not hidden, "\n".join(hidden)


def test_no_sentence_hides_behind_a_star() -> None:
    starred = [place for place, text in _asked_for() if text is None]
    assert not starred, "\n".join(starred)


def test_no_sentence_counts_without_its_two_forms() -> None:
    found = [f"{place}: {text}" for place, text in _asked_for({"_", "N_", "gettext"}) if text]
    counting = [each for each in found if COUNTED.search(each)]
    assert not counting, "\n".join(counting)


def test_the_made_up_language_is_a_third_longer_and_keeps_its_values() -> None:
    said = "%(num)s of {pages} doses at 100 %%, ask your team."
    longer = pseudo.accented(said)
    assert len(longer) - len(said) >= 0.35 * len("of doses at 100 %, ask your team.")
    assert all(kept in longer for kept in ("%(num)s", "{pages}", "%%"))
    assert set(pseudo.plain_words(longer)) == {"num", "pages"}


def _asked_for(by: set[str] = ASKED) -> Iterator[tuple[str, str | None]]:
    """Where gettext is asked for a text that stands there, and for one behind a star (None)."""
    for path in sources.files(".py", under=("journal",)):
        for node in ast.walk(sources.parsed(path)):
            if not isinstance(node, ast.Call) or not node.args or _name(node.func) not in by:
                continue
            place, first = f"{sources.shown(path)}:{node.lineno}", node.args[0]
            if isinstance(first, ast.Starred):
                yield place, None
            elif isinstance(first, ast.Constant):
                yield place, str(first.value)


def _name(called: ast.expr) -> str:
    return getattr(called, "id", None) or getattr(called, "attr", "")
