"""One command on a fresh machine: scripts/setup, tried with a Python that only notes its calls."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import sources

# Stands for python3, for .venv/bin/python and, through `-m pip`, for everything they install.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
*ensurepip*) exit "${NO_VENV:-0}" ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && echo venv >>"$CALLS" ;;
*requirements-uv.txt) echo uv >>"$CALLS"; printf '%s' "$FAKE_UV" >.venv/bin/uv
    chmod +x .venv/bin/uv; exit "${UV_FAILS:-0}" ;;
*" pip "*) echo "pip ${*#*--quiet }" >>"$CALLS"; exit "${PIP_FAILS:-0}" ;;
esac
"""
FAKE_UV = """#!/bin/sh
echo "sync ${*##*--require-hashes }" >>"$CALLS"
case "$*" in *"--only-binary :all:"*) ;; *) echo "builds" >>"$CALLS" ;; esac
exit "${SYNC_FAILS:-0}"
"""
PROGRAMS = [
    "sh",
    "dirname",
    "grep",
    "cat",
    "cksum",
    "tail",
    "mkdir",
    "rm",
    "cp",
    "chmod",
    "sleep",
    "mv",
    "sed",
]


class Machine:
    """A fresh machine with a clone of the repository and nothing but POSIX programs."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "clone"
        self.path = folder / "bin"
        self.calls_file = folder / "calls"
        (self.tree / "scripts").mkdir(parents=True)
        self.path.mkdir()
        shutil.copy(sources.ROOT / "scripts" / "setup", self.tree / "scripts")
        for name in ("requirements", "requirements-dev", "requirements-uv"):
            (self.tree / f"{name}.txt").write_text(name)
        for name in PROGRAMS:
            (self.path / name).symlink_to(str(shutil.which(name)))

    def add_python(self) -> None:
        """Install the Python that notes its calls."""
        (self.path / "python3").write_text(FAKE_PYTHON)
        (self.path / "python3").chmod(0o755)

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run scripts/setup."""
        return subprocess.run(
            [self.tree / "scripts" / "setup", *arguments],
            env={
                "PATH": str(self.path),
                "CALLS": str(self.calls_file),
                "FAKE_UV": FAKE_UV,
                **environment,
            },
            cwd=self.tree.parent,
            capture_output=True,
            text=True,
            timeout=30,
        )

    def calls(self) -> list[str]:
        """Return what was asked of Python and uv since the last time."""
        calls = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return calls


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path)
    made.add_python()
    return made


def test_a_machine_without_python_is_told_in_one_sentence(tmp_path):
    said = Machine(tmp_path).setup()
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].startswith("Sunhat needs Python 3.11 or later")
    assert "apt install python3" in said.stderr


def test_a_machine_without_venv_is_told_which_package_to_install(machine):
    said = machine.setup(NO_VENV="1")
    assert said.returncode == 1
    assert "apt install python3-venv" in said.stderr.splitlines()[-1]
    assert machine.calls() == []


def test_the_first_setup_installs_and_the_second_does_nothing(machine):
    assert machine.setup().returncode == 0
    assert machine.calls() == ["venv", "uv", "sync requirements.txt"]
    again = machine.setup()
    assert (again.returncode, again.stderr, machine.calls()) == (0, "", [])


def test_changed_pins_are_installed_into_the_same_environment(machine):
    machine.setup()
    machine.calls()
    (machine.tree / "requirements.txt").write_text("changed")
    assert machine.setup().returncode == 0
    assert machine.calls() == ["sync requirements.txt"]


def test_the_tools_for_tests_stay_when_the_journal_is_run_later(machine):
    machine.setup()
    machine.calls()
    machine.setup("dev")
    assert machine.calls() == ["sync requirements.txt requirements-dev.txt"]
    machine.setup()
    assert machine.calls() == []


@pytest.mark.parametrize("fault", [{"UV_FAILS": "1"}, {"SYNC_FAILS": "1"}])
def test_pip_installs_the_same_files_when_uv_fails(machine, fault):
    assert machine.setup("dev", **fault).returncode == 0
    wheels = "--only-binary :all: --no-binary http-ece"
    expected = f"pip install {wheels} --require-hashes -r requirements.txt -r requirements-dev.txt"
    assert machine.calls()[-1] == expected


def test_t30_nothing_is_built_unless_somebody_asks_for_it(machine):
    machine.setup(SUNHAT_BUILD="1")
    assert machine.calls() == ["venv", "uv", "sync requirements.txt", "builds"]
    said = machine.setup("dev", SYNC_FAILS="1", PIP_FAILS="1")
    assert said.returncode != 0
    assert "SUNHAT_BUILD=1" in said.stderr.splitlines()[-1]


def test_a_half_made_environment_is_made_afresh(machine):
    assert machine.setup(SYNC_FAILS="1", PIP_FAILS="1").returncode != 0
    machine.calls()
    assert machine.setup().returncode == 0
    assert machine.calls() == ["venv", "uv", "sync requirements.txt"]


def test_an_environment_that_was_moved_is_made_afresh(machine):
    machine.setup()
    machine.calls()
    machine.tree = machine.tree.rename(machine.tree.parent / "elsewhere")
    assert machine.setup().returncode == 0
    assert machine.calls()[0] == "venv"


def test_a_lock_left_by_a_setup_that_died_is_taken_over(machine):
    died = subprocess.Popen(["true"])
    died.wait()
    lock = machine.tree / ".setup-lock"
    lock.mkdir()
    (lock / "pid").write_text(str(died.pid))
    assert machine.setup().returncode == 0
    assert not lock.exists()


def test_a_second_setup_waits_for_the_first_and_finds_its_work_done(machine):
    machine.setup()
    stamp = machine.tree / ".venv" / "sunhat-stamp"
    kept = stamp.read_text()
    stamp.unlink()
    lock = machine.tree / ".setup-lock"
    lock.mkdir()
    (lock / "pid").write_text(str(os.getpid()))
    machine.calls()
    second = subprocess.Popen(
        [machine.tree / "scripts" / "setup"],
        env={"PATH": str(machine.path), "CALLS": str(machine.calls_file)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert second.stderr is not None
    assert "waiting" in second.stderr.readline()
    stamp.write_text(kept)
    shutil.rmtree(lock)
    second.communicate(timeout=10)
    assert (second.returncode, machine.calls()) == (0, [])
