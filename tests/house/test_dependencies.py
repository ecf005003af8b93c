"""Every package is pinned, hashed, and has its reason on record."""

import re

import pytest

from tests.support import sources

LISTS = ["requirements", "requirements-dev", "requirements-uv"]
REASONS = sources.ROOT / "docs" / "decisions" / "0001-dependencies.md"


def asked_for(name: str) -> set[str]:
    """Return the packages that a .in file names."""
    lines = (sources.ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line.strip() and line[0] not in "#-"]
    return {re.split(r"[\[<>=~;! ]", line, maxsplit=1)[0].lower() for line in named}


def pins(name: str) -> list[str]:
    """Return each pin of a compiled file: the requirement with its hashes, on one line."""
    text = (sources.ROOT / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def versions(name: str) -> set[tuple[str, str]]:
    """Return package and version of each pin."""
    found = [re.match(r"([\w.-]+)(?:\[[^\]]*\])?==(\S+)", pin) for pin in pins(name)]
    return {(pin[1].lower(), pin[2]) for pin in found if pin}


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_is_one_version_with_its_hashes(name):
    loose = [pin[:60] for pin in pins(name) if not re.match(r"\S+==\S+ .*--hash=sha256:", pin)]
    assert pins(name)
    assert loose == []


@pytest.mark.parametrize("name", LISTS)
def test_what_is_asked_for_is_pinned(name):
    assert asked_for(name) <= {package for package, _ in versions(name)}


def test_the_tools_for_tests_ask_for_the_same_versions():
    runs_on = dict(versions("requirements"))
    differing = {
        package
        for package, version in versions("requirements-dev")
        if package in runs_on and (package, version) not in versions("requirements")
    }
    assert not differing


def test_every_package_we_ask_for_has_its_reason_on_record():
    text = REASONS.read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([\w.-]+)` \|", text, re.MULTILINE))
    assert explained == set().union(*(asked_for(name) for name in LISTS))
