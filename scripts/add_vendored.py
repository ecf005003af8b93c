"""Adds to a list of what is inside the files of others that we ship to the phone.

    .venv/bin/python scripts/add_vendored.py sbom.json

They stand in static/vendor/VENDOR.json and come from no pin.
"""

import json
import sys
from pathlib import Path
from typing import Any

LISTED = Path(__file__).parents[1] / "static" / "vendor" / "VENDOR.json"


def vendored() -> list[dict[str, Any]]:
    """Return them as components of CycloneDX; the hash is that of the file as we ship it."""
    listed: dict[str, dict[str, str]] = json.loads(LISTED.read_text("utf-8"))
    return [
        {
            "type": "library",
            "bom-ref": f"vendor:{file}",
            "name": one["package"],
            "version": one["version"],
            "purl": f"pkg:npm/{one['package']}@{one['version']}",
            "licenses": [{"license": {"id": one["spdx"]}}],
            "hashes": [{"alg": "SHA-256", "content": one["sha256"]}],
        }
        for file, one in listed.items()
    ]


def main(file: Path) -> None:
    """Add them to the list in this file."""
    inside = json.loads(file.read_text("utf-8"))
    inside["components"] += vendored()
    inside["dependencies"] += [{"ref": each["bom-ref"]} for each in vendored()]
    file.write_text(json.dumps(inside, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
