"""F6: three phones, a bad line, and any order of what a family does: nothing is lost or done twice."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults import broken
from tests.faults.phones import ThreePhones, World
from tests.support.line import Home

NIGHTLY = bool(os.environ.get("SUNHAT_NIGHTLY"))
ALIKE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    """In memory where that can be had: here the server is killed, never the disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path / "home"
        return
    with tempfile.TemporaryDirectory(dir=memory) as made:
        yield Path(made) / "home"


def run(world: World, programs: int, **more: object) -> None:
    """Let Hypothesis write this many programs, the same ones each time."""
    run_state_machine_as_test(
        lambda: ThreePhones(world), settings=settings(ALIKE, max_examples=programs, **more)
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_f6_three_phones_on_a_bad_line_lose_nothing_and_do_nothing_twice(folder):
    home = Home(folder / "home")
    run(World(home), 2000 if NIGHTLY else 40, stateful_step_count=20)
    home.close()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_f13_what_a_restored_server_lacks_comes_back_from_the_phones(folder):
    home = Home(folder / "home")
    run(World(home, backups=True), 500 if NIGHTLY else 15, stateful_step_count=20)
    home.close()


BROKEN = {
    "acknowledges before it commits": ("I1: lost", {"broken": broken.LateDatabase}, "killed"),
    "knows no change again": ("I2: nobody made", {"around": broken.forgetting}, "twice"),
    "commits in parts": ("I4: ", {"broken": broken.SplitDatabase}, "killed"),
    "asks nobody": ("I3: ", {"around": broken.silent}, "late"),
    "tells less than there is": ("I3: ada shows", {"around": broken.skipping}, "none"),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", BROKEN)
def test_f6_a_server_that_breaks_its_promise_is_caught(folder, how):
    promise, server, fault = BROKEN[how]
    home = Home(folder / "home", **server)
    with pytest.raises(AssertionError, match=promise):
        run(World(home, ("none", fault)), 100, phases=[Phase.generate], stateful_step_count=15)
    home.close()
