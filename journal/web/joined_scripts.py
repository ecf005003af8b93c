"""The one script a page asks for: every file of static/js and static/vendor in one answer.

Each file becomes a function that runs once, when something first asks for it: names cannot collide,
what a file remembers is there once, and a page that is open fetches no code again.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import product
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath, relpath
from string import ascii_letters

ENTRY = "js/sunhat.js"
# What few pages need, each for a part of the page that names it (data-alone="camera"), is joined to
# another script, which such a page fetches. It asks the first one for what it needs.
ALONE, APART = "js/alone/", "js/apart.js"
# Each for pages that fetch it under its own name: of a link, and where a passkey is asked for.
OWN = "js/own/"
# Of these the lock of a phone, which it must have without signal.
LOCK = {f"{OWN}lock.js", f"{OWN}unlock.js"}
TAKEN_BY_WORKER = {"js/phone/shell_cache.js"}  # by the lines of journal/web/worker.py
_SAID_ELSEWHERE = {ENTRY, "js/worker.js", *TAKEN_BY_WORKER}
# Where the shortcuts of a library begin that no script of ours uses; they end at its exports.
SHORTCUTS = {"vendor/idb.js": "const readMethods = "}
_FROM = r'"(?P<path>\.{1,2}/[\w./]+\.js)"'
_NAMED = re.compile(rf"^import \{{ (?P<names>[\w, ]+) \}} from {_FROM};$", re.MULTILINE)
_WHOLE = re.compile(rf"^import \* as (?P<name>\w+) from {_FROM};$", re.MULTILINE)
_LATER = re.compile(rf"\bimport\({_FROM}\)")
_GIVEN = re.compile(r"^export (?=(?:(?:async )?function|const) (?P<name>\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{ (?P<names>[\w, ]+) \};\n", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*|.*\bimport\s*[.(].*", re.MULTILINE)

_RUN = """\
const named = document.querySelectorAll("[data-alone]");
for (const name of new Set([...named].map(({ dataset }) => dataset.alone))) parts[name]();
"""
_TAIL = f"""}};
const made = {{}};
const $part = (name) => (made[name] ??= parts[name]());
const $soon = async (name) => $part(name);
if (globalThis.document) $part("{PurePosixPath(ENTRY).stem}");
export {{ $part }};
"""


@dataclass
class _File:
    """A script as it lies there: its text, what it asks for and what it gives."""

    name: str
    text: str

    def __post_init__(self) -> None:
        listed = [each for found in _LISTED.finditer(self.text) for each in _split(found["names"])]
        self.gives = {*listed, *(found["name"] for found in _GIVEN.finditer(self.text))}
        self.asks = [
            (self.beside(found["path"]), _names(found) if form is _NAMED else {})
            for form in (_NAMED, _WHOLE)
            for found in form.finditer(self.text)
        ]
        self.later = [self.beside(found["path"]) for found in _LATER.finditer(self.text)]
        self.whole = [
            *self.later,
            *(self.beside(found["path"]) for found in _WHOLE.finditer(self.text)),
        ]

    def beside(self, path: str) -> str:
        return normpath(join(dirname(self.name), path))

    def function(self, called: Mapping[str, Mapping[str, str]], parts: Mapping[str, str]) -> str:
        """The file as a function that returns what it gives, each as `called` by others.

        parts: by file what its function is called.

        Raises ValueError, see `joined`.
        """
        text = self.taking(called, parts)
        gives = ", ".join(f"{short}: {name}" for name, short in called[self.name].items())
        return f'"{parts[self.name]}"() {{\n{text}return {{ {gives} }};\n}},\n'

    def taking(self, called: Mapping[str, Mapping[str, str]], parts: Mapping[str, str]) -> str:
        """The text that takes from the functions of others what it asks for; see `function`."""

        def taken(found: re.Match[str]) -> str:
            short = called[self.beside(found["path"])]
            pairs = (f"{short[name]}: {here}" for name, here in _names(found).items())
            return f"const {{ {', '.join(pairs)} }} = {part(found)};"

        def part(found: re.Match[str], how: str = "$part") -> str:
            return f'{how}("{parts[self.beside(found["path"])]}")'

        text = _NAMED.sub(taken, self.text)
        text = _WHOLE.sub(lambda found: f"const {found['name']} = {part(found)};", text)
        text = _LATER.sub(lambda found: part(found, "$soon"), text)
        text = _LISTED.sub("", _GIVEN.sub("", text))
        if left := _LEFT.search(text):
            raise ValueError(f"{self.name}: cannot be joined: {left[0]}")
        return text


def joined(sources: Mapping[str, str], text_of: Callable[[str], str]) -> str:
    """Return one ES module of these files by name, without those in ALONE; in a page it runs ENTRY,
    and it gives `$part`.

    Raises ValueError for a form of import or export that is not ours, a file or a name that is
    not there, two files of one name, files that ask for each other in a circle, and a library of
    another shape.
    """
    files, names = _read(sources, text_of)
    called, parts = _called(files), _parts(names)
    functions = (files[name].function(called, parts) for name in names)
    return "const parts = {\n" + "".join(functions) + _TAIL


def apart(sources: Mapping[str, str], text_of: Callable[[str], str]) -> str:
    """Return the files in ALONE as one module, which runs those that parts of the page name.

    Raises ValueError as `joined`, and when one gives something: nobody could ask for that.
    """
    files, names = _read(sources, text_of)
    called, parts = _called(files), _parts(names)
    found = []
    for name in sorted(name for name in sources if name.startswith(ALONE)):
        file = _File(name, text_of(sources[name]))
        _check(file, files)
        if file.gives or file.later:
            raise ValueError(f"{name}: what stands apart gives nothing and fetches nothing later")
        found.append(f'"{_word(name)}"() {{\n{file.taking(called, parts)}}},\n')
    entry = relpath(ENTRY, dirname(APART))
    return f'import {{ $part }} from "./{entry}";\nconst parts = {{\n{"".join(found)}}};\n{_RUN}'


def _read(
    sources: Mapping[str, str], text_of: Callable[[str], str]
) -> tuple[dict[str, _File], list[str]]:
    """The files by name, and their names, each after those that it asks for. Raises ValueError."""
    sources = {name: text for name, text in sources.items() if not name.startswith((ALONE, OWN))}
    if len({_word(name) for name in sources}) < len(sources):
        raise ValueError("two scripts have one name")
    files = {name: _File(name, text_of(_used(name, text))) for name, text in sources.items()}
    for file in files.values():
        _check(file, files)
    order = TopologicalSorter(
        {name: [asked for asked, _ in files[name].asks] for name in sorted(files)}
    )
    try:
        return files, list(order.static_order())
    except CycleError as error:
        raise ValueError(f"in a circle: {error.args[1]}") from error


def _used(name: str, source: str) -> str:
    if name not in SHORTCUTS:
        return source
    begin, end = source.find(SHORTCUTS[name]), source.rfind("export {")
    if not 0 <= begin < end:
        raise ValueError(f"{name}: its shortcuts are not where they were")
    return source[:begin] + source[end:]


def _parts(names: Iterable[str]) -> dict[str, str]:
    """By file what its function is called: a letter or two, as it is said often."""
    short = (
        "".join(letters) for count in (1, 2) for letters in product(ascii_letters, repeat=count)
    )
    return {name: _word(name) if name in _SAID_ELSEWHERE else next(short) for name in names}


def _called(files: Mapping[str, _File]) -> dict[str, dict[str, str]]:
    """By file what it gives, and by which name others ask for it: a letter, unless one of them
    takes it whole, at once or later, and then says the name itself.
    """
    if crowded := [name for name, file in files.items() if len(file.gives) > len(ascii_letters)]:
        raise ValueError(f"{crowded[0]}: gives too many")
    whole = {*TAKEN_BY_WORKER, *(name for file in files.values() for name in file.whole)}
    return {
        name: {each: each for each in sorted(file.gives)}
        if name in whole
        else dict(zip(sorted(file.gives), ascii_letters, strict=False))
        for name, file in files.items()
    }


def _check(file: _File, files: Mapping[str, _File]) -> None:
    if "$part" in file.text or "$soon" in file.text:
        raise ValueError(f"{file.name}: $part and $soon are names of what joins the files")
    for name in [*(asked for asked, _ in file.asks), *file.later]:
        if name not in files:
            raise ValueError(f"{file.name}: {name} is not there")
    for asked, names in file.asks:
        if missing := set(names) - files[asked].gives:
            raise ValueError(f"{file.name}: {asked} does not give {', '.join(sorted(missing))}")


def _word(path: str) -> str:
    """What a file is called among the others: its name without folder and ending."""
    return PurePosixPath(path).stem


def _split(names: str) -> list[str]:
    return names.split(", ")


def _names(found: re.Match[str]) -> dict[str, str]:
    """What is asked for, and what it is called here."""
    pairs = (each.partition(" as ") for each in _split(found["names"]))
    return {name: here or name for name, _, here in pairs}
