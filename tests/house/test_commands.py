"""The commands that contract.md promises, each a script that also works without make."""

import os
import shutil
import subprocess

import pytest

from tests.support import sources

COMMANDS = [
    "setup", "run", "demo", "test", "check", "bench", "nightly", "soak", "sbom", "audit",
]  # fmt: skip


def test_make_alone_lists_every_command_with_one_line():
    # Without our own environment: `make test` would tell this make that it is its child.
    environment = {"PATH": os.environ["PATH"]}
    printed = subprocess.run(
        ["make"], cwd=sources.ROOT, env=environment, capture_output=True, text=True, check=True
    )
    listed = [line.split()[1] for line in printed.stdout.splitlines()]
    assert listed == ["help", *COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_posix_script(name):
    script = sources.ROOT / "scripts" / name
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(script)], check=True)


@pytest.fixture
def served(tmp_path):
    """Return a function that runs a script in a made-up tree and returns what flask was given."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("run", "demo"):
        copy = tmp_path / "scripts" / name
        copy.write_text((sources.ROOT / "scripts" / name).read_text())
        copy.chmod(0o755)
    for path, text in [
        ("scripts/setup", "#!/bin/sh\n"),
        (".venv/bin/flask", '#!/bin/sh\necho "$* $JOURNAL_DATA $JOURNAL_LISTEN"\n'),
    ]:
        (tmp_path / path).write_text(text)
        (tmp_path / path).chmod(0o755)

    def run(name: str, **environment: str) -> list[str]:
        done = subprocess.run(
            [tmp_path / "scripts" / name],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.replace(str(tmp_path), "TREE").splitlines()

    return run


SERVE = "--app wsgi journal serve"


@pytest.mark.parametrize(
    ("environment", "given"),
    [
        ({}, "TREE/data 127.0.0.1:8000"),
        ({"PORT": "8123"}, "TREE/data 127.0.0.1:8123"),
        ({"DATA": "/some where"}, "/some where 127.0.0.1:8000"),
        ({"DATA": "near"}, "TREE/near 127.0.0.1:8000"),
        ({"JOURNAL_LISTEN": "0.0.0.0:80", "JOURNAL_DATA": "/x"}, "/x 0.0.0.0:80"),
    ],
)
def test_run_serves_at_the_place_and_port_it_was_told(served, environment, given):
    assert served("run", **environment) == [f"{SERVE} {given}"]


def test_demo_loads_the_family_into_a_folder_of_its_own_and_serves_it(served):
    printed = served("demo", JOURNAL_DATA="/the/familys/own", PORT="8123")
    assert printed == [
        "--app wsgi journal demo TREE/demo-data ",
        f"{SERVE} TREE/demo-data 127.0.0.1:8123",
    ]


@pytest.fixture
def bare_machine(tmp_path):
    """Return a function that runs scripts/test on a machine without a browser and poppler."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "tr", "ls"):
        (programs / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    files = {
        "scripts/test": (sources.ROOT / "scripts" / "test").read_text(),
        "scripts/setup": "#!/bin/sh\n",
        ".venv/bin/python": '#!/bin/sh\necho "ran $*"\n',
        "bin/id": '#!/bin/sh\necho "$USER_ID"\n',
        "bin/apt-get": APT_GET,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)

    def run(user_id: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [tmp_path / "scripts" / "test", "tests/care"],
            env={"PATH": str(programs), "USER_ID": user_id, "BIN": str(programs), **environment},
            capture_output=True,
            text=True,
        )

    return run


# Installs by putting an empty program where the package's would be.
APT_GET = """#!/bin/sh
[ "$1" = install ] || exit 0
for program in chromium chromium-headless-shell npm age pdftotext initdb; do
    : >"$BIN/$program"
done
/bin/chmod +x "$BIN"/*
"""


def test_root_gets_what_the_tests_need_installed_and_pytest_has_the_last_word(bare_machine):
    done = bare_machine("0")
    assert done.returncode == 0, done.stderr
    assert "chromium-headless-shell chromium npm age poppler-utils" in done.stdout
    handed_out = "-n 3 --dist loadfile --no-loadscope-reorder"
    assert done.stdout.splitlines()[-1] == f"ran -m pytest {handed_out} tests/care"


def test_others_are_told_in_one_sentence_what_is_missing(bare_machine):
    done = bare_machine("1000")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "chromium-headless-shell chromium npm age poppler-utils" in done.stderr
    assert "firefox" not in done.stderr


def test_the_other_browsers_are_wanted_at_night_only(bare_machine):
    done = bare_machine("1000", SUNHAT_NIGHTLY="1")
    assert done.returncode == 1
    assert "firefox-esr webkit2gtk-driver xvfb" in done.stderr


def test_ci_fails_without_the_real_files(tmp_path):
    ci = tmp_path / "clone" / ".ci"
    ci.mkdir(parents=True)
    (ci / "run").write_text((sources.ROOT / ".ci" / "run").read_text())
    done = subprocess.run(["bash", ci / "run"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "missing" in done.stderr


NONE_KNOWN, ONE_KNOWN = (
    "No known vulnerabilities found",
    "Name Version ID Fix Versions\nx 1 CVE-1 2",
)
NOT_THERE = "ERROR:pip_audit._cli:x: Dependency not found on PyPI and could not be audited: x (1)"


@pytest.mark.parametrize(
    ("said", "code", "ends", "words"),
    [
        (NONE_KNOWN, 0, 0, "No pinned package has a known weakness.\n"),
        (ONE_KNOWN, 1, 1, f"{ONE_KNOWN}\n"),
        (NOT_THERE, 1, 3, "Nobody could be asked whether what requirements.txt pins has"),
    ],
)
def test_t30_an_audit_that_could_not_ask_says_so_and_is_no_clean_one(
    tmp_path, said, code, ends, words
):
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    script = (sources.ROOT / "scripts" / "audit").read_text()
    # What pip-audit does with a package that nobody knows, with and without the word.
    strict = f"#!/bin/sh\ncase $* in *--strict*) echo '{said}'; exit {code};; esac\n"
    for name, text in (("scripts/audit", script), ("scripts/setup", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    (tmp_path / ".venv/bin/pip-audit").write_text(strict)
    (tmp_path / ".venv/bin/pip-audit").chmod(0o755)
    done = subprocess.run(
        [tmp_path / "scripts" / "audit"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == ends
    assert (done.stdout + done.stderr).startswith(words)
    assert len((done.stdout + done.stderr).splitlines()) == (2 if ends == 1 else 1)
