"""T30: what is inside is listed with its hashes, and under licences that fit."""

import hashlib
import json
import re
import subprocess
import sys

import pytest

from scripts import add_vendored
from tests.house.test_dependencies import pins, versions
from tests.support import sources

# What AGPL-3.0-or-later can stand beside, as packages write it.
FIT = re.compile(
    r"MIT|MIT-0|MIT-CMU|MIT License|BSD|BSD License|0BSD|BSD-[23]-Clause|Apache-2\.0|"
    r"Apache Software License|ISC|ISC License \(ISCL\)|PSF-2\.0|Python Software Foundation License|"
    r"MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|LGPL-3\.0-only|Zope Public License|"
    r"The Unlicense \(Unlicense\)|DFSG approved"
)
# They say it in a file of theirs only.
READ = {"axe-playwright-python": "MIT", "fhirpathpy": "MIT", "pyrage": "MIT"}


def test_t30_every_licence_can_stand_beside_agpl():
    said = json.loads(run("piplicenses", "--format=json"))
    unfit = {
        row["Name"]: row["License"]
        for row in said
        if not fits(READ.get(row["Name"].lower(), row["License"]))
    }
    assert len(said) > 50
    assert unfit == {}


@pytest.mark.parametrize(
    ("licence", "fit"),
    [
        ("MIT OR Apache-2.0", True),
        ("Proprietary OR MIT", True),
        ("MIT AND PSF-2.0", True),
        ("MIT AND Proprietary", False),
        ("GPL-2.0-only", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_t30_a_licence_that_nobody_has_looked_at_fits_not(licence, fit):
    assert fits(licence) is fit


def fits(licence):
    """Whether one way of an OR is all in the list."""
    return any(
        all(FIT.fullmatch(part.strip()) for part in re.split(r" AND |;", way))
        for way in licence.split(" OR ")
    )


def test_t30_what_we_ship_to_the_phone_is_listed_with_version_licence_and_hash(tmp_path):
    file = tmp_path / "sbom.json"
    file.write_text('{"components": [], "dependencies": []}', "utf-8")
    add_vendored.main(file)
    inside = json.loads(file.read_text(encoding="utf-8"))
    (one,) = inside["components"]
    shipped = hashlib.sha256((sources.ROOT / "static" / "vendor" / "idb.js").read_bytes())
    assert (one["purl"], one["licenses"]) == ("pkg:npm/idb@8.0.4", [{"license": {"id": "ISC"}}])
    assert one["hashes"] == [{"alg": "SHA-256", "content": shipped.hexdigest()}]
    script = (sources.ROOT / "scripts" / "sbom").read_text(encoding="utf-8")
    assert 'scripts/add_vendored.py "$file"' in script


@pytest.mark.nightly
def test_t30_the_list_of_what_is_inside_holds_every_pin_with_its_hashes(tmp_path):
    file = tmp_path / "sbom.json"
    script = (sources.ROOT / "scripts" / "sbom").read_text(encoding="utf-8")
    asked = re.search(r"cyclonedx-py (.*?) --output-file", script.replace("\\\n", " "))[1].split()
    run("cyclonedx_py", *asked, "--output-file", str(file))
    inside = json.loads(file.read_text(encoding="utf-8"))
    assert inside["metadata"]["component"]["name"] == "sunhat"
    listed = {(one["name"].lower(), one["version"]): one for one in inside["components"]}
    assert set(listed) == versions("requirements")
    hashes = {
        each["content"]
        for one in listed.values()
        for source in one["externalReferences"]
        for each in source.get("hashes", ())
    }
    assert hashes == set(re.findall(r"sha256:(\w+)", " ".join(pins("requirements"))))


def run(module, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=sources.ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
