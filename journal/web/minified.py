"""A script with short names and without blanks: what is downloaded, not what is read."""

import logging
import subprocess
import sys

PATIENCE = 30
# In a process of its own, which ends: nothing of the minifier stays in the server.
_PROGRAM = """
import sys, minify
sys.stdout.buffer.write(minify.string("text/javascript", sys.stdin.buffer.read().decode()).encode())
"""
log = logging.getLogger(__name__)


def minified(script: str) -> str:
    """Return the script as small as it gets; as it is where the minifier is missing or fails."""
    try:
        made = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM],
            input=script.encode(),
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        return made.stdout.decode() or _as_it_is(script, "nothing came")
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        return _as_it_is(script, type(error).__name__)


def _as_it_is(script: str, why: str) -> str:
    log.warning("the scripts travel as they are: %s", why)
    return script
