"""Changes that arrive in any order, tried in a journal that keeps nothing of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlmodel import Session

from journal.entries import ChangeRequest, Result
from journal.entries.quarantine import receive
from journal.entries.readings import FormReader
from journal.exchange.verify import verify_in
from tests.family import NOW, Family

WRITERS = ("ada", "ben")
SETTLED = {Result.APPLIED, Result.CONFLICT, Result.WAITING, Result.REPEATED}


@dataclass(frozen=True)
class Step:
    """What one writer does: to which entry, after which earlier step, with what."""

    writer: str
    entry: int
    after: int | None
    said: dict[str, Any] = field(default_factory=dict)
    delete: bool = False


@st.composite
def programs(
    draw: st.DrawFn, said: st.SearchStrategy[dict[str, Any]], most: int, *, made_twice: bool = False
) -> tuple[list[Step], list[int]]:
    """Steps in the order they were written, and the order they arrive in, with repeats.

    said        what a step may say
    made_twice  two phones may make the same entry: a restored phone, an import run twice
    """
    steps: list[Step] = []
    for number in range(draw(st.integers(2, most))):
        entry = draw(st.integers(0, 1))
        earlier: list[int | None] = [n for n in range(number) if steps[n].entry == entry]
        again = [None] if made_twice else []
        after = draw(st.sampled_from([*earlier, *again])) if earlier else None
        delete = after is not None and draw(st.integers(0, 3)) == 0
        writer = draw(st.sampled_from(WRITERS))
        steps.append(Step(writer, entry, after, {} if delete else draw(said), delete))
    once = list(range(len(steps)))
    return steps, draw(st.permutations(once + draw(st.lists(st.sampled_from(once), max_size=4))))


class TakenBack(Exception):
    """Nothing of this is kept."""


@contextmanager
def scratch(family: Family) -> Iterator[Session]:
    """A transaction that is rolled back: every order starts from the same journal."""
    with suppress(TakenBack), family.database.transaction() as session:
        yield session
        raise TakenBack


def digest_after(
    family: Family,
    steps: Sequence[Step],
    made: Sequence[ChangeRequest],
    order: Sequence[int],
    *,
    read: FormReader | None = None,
) -> str:
    """Let the changes arrive in this order and return the journal's digest."""
    with scratch(family) as session:
        for minute, number in enumerate(order):
            actor = family.actor(session, steps[number].writer)
            moment = NOW + timedelta(minutes=minute)
            outcome = receive(session, actor, made[number], now=moment, read=read)
            assert outcome.result in SETTLED, outcome
        verdict = verify_in(session, Path())
        assert verdict.ok, verdict.faults
        return verdict.digest
    raise AssertionError
