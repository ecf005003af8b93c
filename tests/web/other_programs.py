"""Programs that others wrote, run by node: one opens our links, one reads our QR codes."""

import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "health_links"
PATIENCE = 300


def install(folder: Path) -> None:
    """Put them into an empty folder, in the pinned versions and with their checksums."""
    for path in FOLDER.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    command = ["npm", "ci", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)


def open_link(programs: Path, address: str, **asked: Any) -> dict[str, Any]:
    """What a clinic's program finds behind an address; `error` when it finds nothing."""
    said = json.dumps({"address": address, "recipient": "Clinic viewer", **asked})
    found: dict[str, Any] = _run(programs, "open_link.mjs", said)
    return found


def read_code(programs: Path, png: bytes) -> str | None:
    """The text of the QR code in a picture, None where there is none."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    size = (str(picture.width), str(picture.height))
    found: str | None = _run(programs, "read_code.mjs", *size, given=picture.tobytes())
    return found


def _run(programs: Path, name: str, *words: str, given: bytes | None = None) -> Any:
    done = subprocess.run(
        ["node", name, *words], cwd=programs, input=given, check=True, capture_output=True
    )
    return json.loads(done.stdout)
