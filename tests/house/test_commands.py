"""The commands that contract.md promises, each a script that also works without make."""

import os
import subprocess

import pytest

from tests.support import sources

COMMANDS = ["setup", "run", "demo", "test", "check", "bench", "nightly", "soak"]


def test_make_alone_lists_every_command_with_one_line():
    printed = subprocess.run(["make"], cwd=sources.ROOT, capture_output=True, text=True, check=True)
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
