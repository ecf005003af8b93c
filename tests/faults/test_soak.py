"""F27: a soak, short here and long in `make soak`, finds what is broken and nothing else."""

import pytest

from tests.faults.figures import FIGURES
from tests.faults.soak import place, soak
from tests.faults.strikes import ODDS


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_f27_after_twenty_seconds_of_random_faults_every_invariant_holds():
    with place(on_postgresql=False) as (url, data):
        found = soak(url, data, seconds=20, seed=27)
    FIGURES.info("F27: %s", "; ".join(found.said()))
    assert found.holds, "\n".join(found.said())
    assert (
        {"restored", "server killed", "worker killed"} <= set(found.struck) <= {*ODDS, "restored"}
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_f27_a_soak_catches_a_server_that_forgets():
    """Workers that mark before they send are caught for certain by F8 (tests/reminders)."""
    with place(on_postgresql=False) as (url, data):
        found = soak(url, data, seconds=5, seed=27, twin="forgets")
    assert any(text.startswith("I2") for text in found.broken), "\n".join(found.said())


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("on_postgresql", [False, True])
def test_f27_long_five_minutes_of_random_faults(on_postgresql):
    with place(on_postgresql=on_postgresql) as (url, data):
        found = soak(url, data, seconds=300, seed=270)
    FIGURES.info("F27: %s", "; ".join(found.said()))
    assert found.holds, "\n".join(found.said())
