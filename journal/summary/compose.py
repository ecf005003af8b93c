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
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
LENGTH = struct.Struct(">I")
STDIN, STDOUT = 0, 1
SIZES = ("9.5", "9", "8.5")


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
            size = _size(files, options)
            return letter.encode("ascii"), typst.compile(
                files,
                format="pdf",
                sys_inputs={"size": size},
                pdf_standards=["ua-1"] if ua else [],
                **options,
            )
        except typst.TypstError:
            continue
    return b"e", b""


def _files(job: Mapping[str, Any], *, unprintable: bool) -> Any:
    page = {**job["page"], "unprintable": unprintable}
    return {
        "main.typ": (HERE / "page.typ").read_bytes(),
        "page.json": json.dumps(page).encode("ascii"),
        **{name: svg.encode("utf-8", "replace") for name, svg in job["svgs"].items()},
    }


def _size(files: Any, options: Mapping[str, Any]) -> str:
    """Return the largest type, in points, that gives one page; the usual one when two pages do.

    Typst keeps the layout it made here, so the PDF costs no second one.
    """
    pages = {}
    for size in SIZES:
        asked = typst.query(
            files, "<pages>", field="value", one=True, sys_inputs={"size": size}, **options
        )
        pages[size] = int(asked)
        if pages[size] == 1:
            return size
    return SIZES[0] if pages[SIZES[0]] <= 2 else SIZES[-1]


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
