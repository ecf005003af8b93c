"""Helper of the care tests: what a reader refused."""

from collections.abc import Callable

import pytest

from journal.care.problems import Problem, Refused


def refusal(read: Callable[..., object], *args: object, **named: object) -> Problem:
    """Return the one problem for which `read` refuses these arguments."""
    with pytest.raises(Refused) as caught:
        read(*args, **named)
    (problem,) = caught.value.problems
    return problem
