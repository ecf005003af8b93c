"""The worker that sets pages in type: a process of its own, because the text comes from anywhere.

It is started by path with an empty environment and imports nothing of the journal, so it holds no
secrets and no connection. One job is a length and JSON on standard input; one answer is a length,
one letter and bytes on standard output:

  u  PDF/UA-1 with the fonts that came with the journal
  s  PDF/UA-1 with the fonts of this machine as well: a character was in none of ours
  t  tagged PDF that says that a character could not be printed: it is in no font at all
  e  nothing could be made: the typesetter refused the page; no bytes, its message quotes the text

It ends when nobody has asked for anything for a while, or when the other side is gone.
"""

import json
import os
import resource
import select
import struct
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
LENGTH = struct.Struct(">I")
STDIN, STDOUT = 0, 1
SIZES = ("9.5", "9", "8.5")
Pages = Callable[[str, str], int]
TEMPLATES = {
    "page": "page.typ",
    "card": "card.typ",
    "nurse": "nurse.typ",
    "paper": "paper.typ",
}


def main() -> None:
    """Take the limits from the command line: memory in bytes, idle time and CPU in seconds."""
    memory, idle_seconds, cpu_seconds = (int(each) for each in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as nothing:
        while select.select([STDIN], [], [], idle_seconds)[0]:
            _allow_cpu(cpu_seconds)
            job = _receive()
            if job is None:
                return
            letter, body = compose(job, root=nothing)
            _send(letter + body)


def compose(job: Mapping[str, Any], *, root: str) -> tuple[bytes, bytes]:
    """Return the kind of answer and the PDF; `root` is an empty directory, with nothing to read."""
    for letter, machine, ua in (("u", False, True), ("s", True, True), ("t", True, False)):
        files = _files(job, unprintable=letter == "t")
        options: dict[str, Any] = {"root": root, "font_paths": _fonts(machine)}
        try:
            return letter.encode("ascii"), typst.compile(
                files,
                format="pdf",
                sys_inputs=_fit(job, files, options),
                pdf_standards=["ua-1"] if ua else [],
                **options,
            )
        except typst.TypstError:
            continue
    return b"e", b""


def _files(job: Mapping[str, Any], *, unprintable: bool) -> Any:
    pages = {
        f"page{cut}.json": json.dumps({**page, "unprintable": unprintable}).encode("ascii")
        for cut, page in _cuts(job).items()
    }
    return {
        "main.typ": (HERE / TEMPLATES[job.get("template", "page")]).read_bytes(),
        **pages,
        **{name: svg.encode("utf-8", "replace") for name, svg in job.get("svgs", {}).items()},
    }


def _cuts(job: Mapping[str, Any]) -> dict[str, Any]:
    """The whole page as "", and what may stand in its place, shorter each time, as "1", "2", …"""
    return {str(cut or ""): page for cut, page in enumerate([job["page"], *job.get("shorter", [])])}


def _fit(job: Mapping[str, Any], files: Any, options: Mapping[str, Any]) -> dict[str, str]:
    """Return the size of type in points, and the cut, that give one page: the wholest, the largest.

    Typst keeps the layout it made here, so the PDF costs no second one.
    """

    def pages(cut: str, size: str) -> int:
        inputs = {"size": size, "cut": cut}
        return int(
            typst.query(files, "<pages>", field="value", one=True, sys_inputs=inputs, **options)
        )

    if "steps" in job:
        cut, size = _found(job["steps"], pages)
    else:
        cut, size = _first(list(_cuts(job)), job.get("sizes", SIZES), pages)
    return {"size": size, "cut": cut}


def _found(steps: Sequence[tuple[str, str]], pages: Pages) -> tuple[str, str]:
    """The first step that gives one page; each needs less room than the one before it.

    Where none does, the first one on two pages, else the last.
    """
    first, last = 0, len(steps)
    while first < last:
        place = (first + last) // 2
        if pages(*steps[place]) == 1:
            last = place
        else:
            first = place + 1
    if first < len(steps):
        return steps[first]
    return steps[0] if pages(*steps[0]) <= 2 else steps[-1]


def _first(cuts: Sequence[str], sizes: Sequence[str], pages: Pages) -> tuple[str, str]:
    """The wholest that gives one page in any size; else the shortest, the usual size for two."""
    for cut in cuts:
        found = {}
        for size in sizes:
            found[size] = pages(cut, size)
            if found[size] == 1:
                return cut, size
    return cuts[-1], sizes[0] if found[sizes[0]] <= 2 else sizes[-1]


@cache
def _fonts(machine: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=machine, font_paths=[str(HERE / "fonts")])


def _receive() -> Any:
    head = _read(LENGTH.size)
    return json.loads(_read(*LENGTH.unpack(head))) if len(head) == LENGTH.size else None


def _read(length: int) -> bytes:
    # Straight from the descriptor: select would not see what a buffer has already taken.
    parts, missing = [], length
    while missing and (part := os.read(STDIN, missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _send(answer: bytes) -> None:
    rest = memoryview(LENGTH.pack(len(answer)) + answer)
    while rest:
        rest = rest[os.write(STDOUT, rest) :]


def _allow_cpu(seconds: int) -> None:
    """Let this process use `seconds` more of CPU; the kernel ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
