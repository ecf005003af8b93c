"""A validator of FHIR with HL7's own definitions, which are fetched once and kept outside the tree.

The packages come from npm with the checksums below; where there is no npm, their tests are skipped.
"""

import base64
import contextlib
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig

Json = dict[str, Any]

IPS = "hl7.fhir.uv.ips@2.0.0"
PACKAGES = {
    IPS: "4PWToJ9b1FgXsm9DIvHiU6HO9Z5m75jxk0e0MXOmhFlf2m2slk/d6RoiSYIChKJlvmtJ7GbRftt7PphlwmZcbQ==",
    "hl7.fhir.r4.examples@4.0.1": (
        "DXBdIZOeQaSKIgCU7w6HOC7sw/6BzylmipLkBW4f//pT+Bc94x+8LImwTdvaNThPJoOzpBzvxAzNqjeu3X/zLw=="
    ),
    "hl7.fhir.uv.extensions.r4@5.3.0-ballot-tc1": (
        "mhPmWj0dZvIC7JQLkqxT42/UpoIyYwFtSiIZbhX/ArfX96hR5oTqNvAUvMD+dMH45m4mGMQ19WyCZFpP1OLEbQ=="
    ),
}
# What a validator reads of 5,300 files.
DEFINITIONS = ("StructureDefinition-", "ValueSet-", "CodeSystem-")


def errors(resource: Json) -> list[str]:
    """Return what is wrong with a resource or a document, without what the validator makes up."""
    report = _told(lambda: _validator().validate_resource(resource))
    return [
        f"{issue.code} {issue.path}: {issue.message}"
        for issue in report.errors
        if not _made_up(issue, resource)
    ]


def examples() -> dict[str, Json]:
    """Return HL7's own documents of the package, by name."""
    with tarfile.open(_kept() / f"{IPS}.tgz") as package:
        return {
            Path(member.name).stem: json.load(_opened(package, member))
            for member in package
            if "/example/Bundle-" in member.name and member.name.endswith(".json")
        }


def _made_up(issue: Any, resource: Json) -> bool:
    """What version 0.3.0 says of documents that are right, HL7's own among them.

    It finds no slice of Bundle.entry and no section of a Composition that declares its profile,
    wants a code without its display there, a choice of types inside a part ("target[x]") by that
    very name, and knows no reason for a date that is absent. Tests of ours read all of these.
    """
    if issue.code == "profile.slice.cardinality.min":
        return issue.path.startswith(("Bundle.entry:", "Composition.section:section"))
    if issue.path == "Patient.birthDate" and "datatype" not in issue.code:
        return '"_birthDate"' in json.dumps(resource)
    if (issue.code, issue.path) == ("profile.pattern", "Composition.type"):
        return resource["entry"][0]["resource"]["type"]["coding"][0]["code"] == "60591-5"
    if issue.code == "cardinality.min" and issue.path.endswith("[x]"):
        name = issue.path.rsplit(".", 1)[1].removesuffix("[x]")
        return bool(re.search(rf'"{name}[A-Z]', json.dumps(resource)))
    return False


@cache
def _validator() -> Validator:
    """Loading the definitions takes seconds: once for each process."""
    folder = _kept()
    paths = [
        folder / "r4",
        *(folder / f"{name}.tgz" for name in PACKAGES if "examples" not in name),
    ]
    config = {
        "fhirVersion": "4.0.1",
        "localPackagePaths": [str(path) for path in paths],
        "terminology": {"mode": "local"},
    }
    return _told(lambda: Validator(ValidatorConfig.load_dict(config)))


def _told(work: Any) -> Any:
    """It prints what it evaluates."""
    with contextlib.redirect_stdout(io.StringIO()):
        return work()


@cache
def _kept() -> Path:
    """The folder with the packages, fetched when they are not there."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "sunhat" / "fhir"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name, integrity in PACKAGES.items():
            _fetch(name, integrity, folder)
        base = folder / "r4"
        if not base.exists():
            half = folder / "r4-half"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            _take_definitions(folder / "hl7.fhir.r4.examples@4.0.1.tgz", half)
            half.rename(base)
    return folder


def _fetch(name: str, integrity: str, folder: Path) -> None:
    wanted = folder / f"{name}.tgz"
    if wanted.exists() and _digest(wanted) == integrity:
        return
    assert shutil.which("npm"), "HL7's definitions come from npm: run make test, which installs it"
    made = subprocess.run(
        ["npm", "pack", "--silent", name],
        cwd=folder, check=True, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    came = folder / made.stdout.split()[-1]
    assert _digest(came) == integrity, f"{name} is not the file that is pinned"
    came.rename(wanted)


def _digest(file: Path) -> str:
    return base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()


def _take_definitions(package: Path, folder: Path) -> None:
    """The base definitions of R4 alone: the rest of the package are examples."""
    with tarfile.open(package) as archive:
        for member in archive:
            name = Path(member.name).name
            if name.startswith(DEFINITIONS) and name.endswith(".json"):
                read = json.load(_opened(archive, member))
                if read.get("derivation") != "constraint":
                    (folder / name).write_text(json.dumps(read), encoding="utf-8")


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    file = archive.extractfile(member)
    assert file is not None
    return file
