"""Writes the promises of README.md and docs/promises.md from docs/promises.yaml.

    scripts/test --junit-xml report.xml
    .venv/bin/python scripts/write_guarantees.py report.xml

With a report of the last run only those stay whose tests all ran and passed; the others are named
as not promised now. Without one, those stay that the README withholds already.
"""

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

HOUSE = Path(__file__).parents[1]
TABLE = HOUSE / "docs" / "promises.yaml"
README, PAGE = HOUSE / "README.md", HOUSE / "docs" / "promises.md"
PART = re.compile(r"(<!-- promises -->\n).*?(<!-- end -->)", re.S)
WITHHELD = "Not promised now, because a test of it did not pass: "
HEAD = """# What the journal promises, and the tests that prove it

Written by `scripts/write_guarantees.py` from `docs/promises.yaml`: a promise stands in the README
as long as every test that is named here ran and passed.
"""

Promise = dict[str, Any]


def table() -> list[Promise]:
    """Return the promises in their order."""
    found: list[Promise] = yaml.safe_load(TABLE.read_text("utf-8"))
    return found


def passed(report: str) -> set[str]:
    """Return the tests of a JUnit report that ran and passed, with whatever they were given."""
    well, badly = set(), set()
    for case in ET.fromstring(report).iter("testcase"):
        file = case.get("classname", "").replace(".", "/")
        name = f"{file}.py::{case.get('name', '').partition('[')[0]}"
        ended = {child.tag for child in case}
        if ended & {"failure", "error"}:
            badly.add(name)
        elif "skipped" not in ended:
            well.add(name)
    return well - badly


def unproved(promises: Collection[Promise], well: Collection[str]) -> list[str]:
    """Return the ids of the promises of which a test did not pass."""
    return [one["id"] for one in promises if "waits" not in one and set(one["tests"]) - set(well)]


def withheld(readme: str) -> list[str]:
    """Return the ids that a README says are not promised now."""
    found = re.search(rf"^{WITHHELD}(.+)\.$", readme, re.M)
    return found[1].split(", ") if found else []


def short(promises: Collection[Promise], without: Collection[str]) -> str:
    """Return the list of the README."""
    lines = [
        f"- {one['promise']} ({one['id']})"
        for one in promises
        if "waits" not in one and one["id"] not in without
    ]
    lines += [
        f"\nNot promised yet ({one['id']}): {one['waits']}." for one in promises if "waits" in one
    ]
    if without:
        lines.append(f"\n{WITHHELD}{', '.join(without)}.")
    return "".join(f"{line}\n" for line in lines)


def page(promises: Collection[Promise], without: Collection[str]) -> str:
    """Return docs/promises.md."""
    return HEAD + "".join(part for one in promises for part in _whole(one, without))


def _whole(one: Promise, without: Collection[str]) -> Iterator[str]:
    yield f"\n## {one['id']}\n\n{one['promise']}\n"
    if "waits" in one:
        yield f"\nNot promised yet: {one['waits']}.\n"
        return
    if one["id"] in without:
        yield "\nNot promised now: a test of it did not pass.\n"
    yield "\n" + "".join(f"- `{test}`\n" for test in one["tests"])
    for more in one.get("more", ()):
        yield f"\n{more['promise']}\n\n" + "".join(f"- `{test}`\n" for test in more["tests"])


def readme_with(text: str, part: str) -> str:
    """Return the README with the list in its place. Raises ValueError without one."""
    if not PART.search(text):
        raise ValueError("the README has no place for the promises")
    return PART.sub(lambda found: found[1] + part + found[2], text)


def main(report: str | None) -> None:
    """Write both, and say what is not promised now."""
    promises, readme = table(), README.read_text("utf-8")
    without = unproved(promises, passed(report)) if report is not None else withheld(readme)
    README.write_text(readme_with(readme, short(promises, without)), "utf-8")
    PAGE.write_text(page(promises, without), "utf-8")
    sys.stdout.write(f"Not promised now: {', '.join(without) or 'none'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text("utf-8") if sys.argv[1:] else None)
