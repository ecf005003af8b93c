"""What others wrote and we ship to the phone is the file they published, with its licence."""

import hashlib
import json

from tests.support import sources

FOLDER = sources.ROOT / "static" / "vendor"
LISTED = json.loads((FOLDER / "VENDOR.json").read_text(encoding="utf-8"))
REASONS = sources.ROOT / "docs" / "decisions" / "0013-the-phones-database-through-idb.md"


def test_a_vendored_file_is_the_one_that_was_published():
    for name, one in LISTED.items():
        digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        assert digest == one["sha256"], f"{name} was changed by hand"


def test_every_vendored_file_is_listed_with_its_licence():
    licences = {one["licence"] for one in LISTED.values()}
    assert {path.name for path in FOLDER.iterdir()} == {"VENDOR.json", *LISTED, *licences}
    for one in LISTED.values():
        assert "Permission to use" in (FOLDER / one["licence"]).read_text(encoding="utf-8")
        assert one["integrity"].startswith("sha512-")


def test_every_vendored_package_has_its_reason():
    reasons = REASONS.read_text(encoding="utf-8")
    assert all(f"`{one['package']}`" in reasons for one in LISTED.values())
