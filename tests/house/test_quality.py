"""Formatting, lint and types are tests like any other: `make test` skips none of them."""

import subprocess
import sys

import pytest

from tests.support import sources


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        pytest.param(["mypy"], marks=pytest.mark.slow),
    ],
    ids=["formatting", "lint", "types"],
)
def test_the_code_is_clean(command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=sources.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
