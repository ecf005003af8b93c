"""The container file: what it copies is enough to serve, as nobody's root, and says how it is.

No engine builds it here, for its base image comes from a registry; its steps are tried one by one.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time

import pytest

from tests.support import sources

FILE = (sources.ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = re.findall(r"^([A-Z]+) (.*)$", FILE, re.MULTILINE)


def all_of(name):
    return [text for word, text in STEPS if word == name]


def test_it_is_pinned_runs_as_nobodys_root_and_keeps_its_data_outside():
    (base,) = all_of("FROM")
    assert re.fullmatch(r"debian:\d+-slim", base)
    words = [word for word, _ in STEPS]
    assert all_of("USER") == ["sunhat"]
    assert words.index("USER") < words.index("COPY")
    assert all_of("VOLUME") == ["/data"]
    assert "JOURNAL_DATA=/data" in all_of("ENV")[0]
    assert "root" not in FILE


def test_packages_are_installed_by_the_script_that_checks_hashes():
    assert all_of("RUN")[1:] == ["scripts/setup"]
    assert "--require-hashes" in (sources.ROOT / "scripts" / "setup").read_text(encoding="utf-8")


@pytest.fixture
def copied(tmp_path):
    """What the image would hold."""
    home = tmp_path / "srv"
    home.mkdir()
    for text in all_of("COPY"):
        *whats, into = text.split()[1:]
        for what in whats:
            for path in sources.ROOT.glob(what):
                target = home / into / path.name if into.endswith("/") else home / into
                target.parent.mkdir(parents=True, exist_ok=True)
                copy = shutil.copytree if path.is_dir() else shutil.copy
                copy(path, target)
    (home / ".venv").symlink_to((sources.ROOT / ".venv").resolve())
    return home


@pytest.mark.slow
def test_what_it_copies_serves_and_its_health_check_says_so(copied, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {
        "PATH": os.environ["PATH"],
        "JOURNAL_DATA": str(tmp_path / "data"),
        "JOURNAL_LISTEN": f"0.0.0.0:{port}",
    }
    check = json.loads(all_of("HEALTHCHECK")[0].split("CMD ", 1)[1])
    check[-1] = check[-1].replace("8000", str(port))
    failed = subprocess.run(check, cwd=copied, env=told, capture_output=True, timeout=60)
    assert failed.returncode != 0
    serve = json.loads(all_of("CMD")[0])
    with subprocess.Popen(serve, cwd=copied, env=told, stdout=subprocess.DEVNULL) as server:
        try:
            assert becomes_well(check, copied, told)
            page = [*check[:2], check[-1].replace("/healthz", "/sign-in")]
            assert subprocess.run(page, cwd=copied, env=told, timeout=60).returncode == 0
        finally:
            server.terminate()


def becomes_well(check, copied, told):
    """Ask as an engine does, again and again."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if subprocess.run(check, cwd=copied, env=told, capture_output=True).returncode == 0:
            return True
        time.sleep(0.5)
    return False
