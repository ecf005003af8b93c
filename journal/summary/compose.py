"""The worker that sets pages in type: a process of its own, because the text comes from anywhere.

It is started by path with an empty environment and imports nothing of the journal, so it holds no
secrets and no connection. One job is a length and JSON on standard input; one answer is a length,
one letter and bytes on standard output:

  u  PDF/UA-1 with the fonts that came with the journal
  s  PDF/UA-1 with the fonts of this machine as well: a character was in none of ours
  t  tagged PDF that says that a character could not be printed: it is in no font at all
  e  nothing could be made; the bytes name the kind of error, never the text that caused it

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
    """Return the kind of answer and the PDF. `root` is an empty directory: there is nothing to read."""
    attempts = (("u", False, ["ua-1"]), ("s", True, ["ua-1"]), ("t", True, []))
    error = ""
    for letter, machine, standards in attempts:
        page = {**job["page"], "unprintable": letter == "t"}
        files = {
            "main.typ": (HERE / "page.typ").read_bytes(),
            "page.json": json.dumps(page).encode("ascii"),
            **{name: svg.encode("utf-8", "replace") for name, svg in job["svgs"].items()},
        }
        try:
            made: Any = typst.compile(
                files,  # type: ignore[call-overload]
                root=root,
                font_paths=_fonts(machine),
                format="pdf",
                pdf_standards=standards,
            )
        except typst.TypstError as failed:
            # The message quotes the text it could not set, so only its first words go further.
            error = failed.message.split(":")[0][:60]
            continue
        return letter.encode("ascii"), made
    return b"e", error.encode("utf-8")


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
