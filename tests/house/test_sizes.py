"""Files stay small enough to read in one sitting, and say in their names what they hold."""

import ast

from tests.support import sources

LONGEST = 300
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common"}


def test_every_file_is_under_300_lines():
    long = [
        f"{sources.shown(path)}: {lines} lines"
        for path in sources.files(".py", ".js", ".css", ".html")
        if "migrations/versions" not in sources.shown(path)
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) >= LONGEST
    ]
    assert not long, "\n".join(long)


def test_no_file_has_a_name_that_says_nothing():
    vague = [sources.shown(path) for path in sources.files() if path.stem in VAGUE]
    assert not vague


def test_every_module_says_what_it_is_responsible_for():
    mute = [
        sources.shown(path)
        for path in sources.files(".py", under=("journal", "scripts"))
        if "migrations" not in path.parts and says_nothing(sources.parsed(path))
    ]
    assert not mute, "\n".join(mute)


def says_nothing(module: ast.Module) -> bool:
    """Whether a module has code and no docstring."""
    return bool(module.body) and not ast.get_docstring(module)
