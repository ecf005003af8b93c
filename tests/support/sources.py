"""The files of the repository, as the tests about the house read them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_FOLDERS = ("journal", "templates", "static", "translations", "tests", "scripts", "docs", ".ci")
_NOT_OURS = {"__pycache__", "vendor", "node_modules"}


def files(*suffixes: str, under: tuple[str, ...] = _FOLDERS) -> list[Path]:
    """Return our own files with one of the suffixes (all when none is named), sorted."""
    found = [
        path
        for folder in under
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not _NOT_OURS.intersection(path.parts)
    ]
    return sorted(path for path in found if not suffixes or path.suffix in suffixes)


def top_files() -> list[Path]:
    """Return the files of the top folder that may hold words of ours."""
    names = (*ROOT.glob("*.*"), ROOT / "Makefile", ROOT / "LICENSE", *(ROOT / ".ci").glob("*"))
    return sorted({path for path in names if path.is_file()})


def shown(path: Path) -> str:
    """Return the path as the reader of a failing test wants it."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """Return the name under which a Python file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True, slots=True)
class Import:
    """One module that one line of a file imports."""

    path: Path
    line: int
    module: str

    def __str__(self) -> str:
        return f"{shown(self.path)}:{self.line} imports {self.module}"


def imports(path: Path) -> Iterator[Import]:
    """Yield what a Python file imports, wherever in the file; relative names made absolute."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = _base(path, node)
            for alias in node.names:
                # `from journal import web` and `from journal.web import x` both name a package.
                yield Import(path, node.lineno, f"{base}.{alias.name}" if base else alias.name)


def _base(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module_name(path).split(".")
    up = node.level - (path.name == "__init__.py")
    package = package[: len(package) - up] if up else package
    return ".".join([*package, *([node.module] if node.module else [])])


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def without_comments(text: str, suffix: str) -> str:
    """Return the text with its comments blanked and its lines where they were."""
    for pattern in _COMMENTS.get(suffix, []):
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


_C_STYLE = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE = re.compile(r"(?<![:\"'`\\])//[^\n]*")
_COMMENTS = {
    ".html": [re.compile(r"\{#.*?#\}", re.DOTALL), re.compile(r"<!--.*?-->", re.DOTALL)],
    ".css": [_C_STYLE],
    ".js": [_C_STYLE, _LINE],
}
