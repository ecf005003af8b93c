"""Settles answers of many threads: those that come while one transaction runs share the next."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from threading import Lock

from journal.records.database import Database
from journal.reminders import claims
from journal.reminders.answers import Answer
from journal.reminders.claims import Claim
from journal.reminders.ends import End
from journal.reminders.trying import write

Waiting = tuple[Claim, Answer, "Future[End | None]"]


class Desk:
    """One writer of this worker at a time. Each commit waits for the disk, and nobody for nothing.

    present  the clock
    mail     whether this server can send e-mail
    """

    def __init__(
        self, database: Database, *, present: Callable[[], datetime], mail: bool = False
    ) -> None:
        self._database, self._present, self._mail = database, present, mail
        self._waiting: list[Waiting] = []
        self._lock, self._turn = Lock(), Lock()

    def settle(self, claim: Claim, answer: Answer) -> End | None:
        """Settle one answer; return when that is written, with how it ended."""
        mine: Future[End | None] = Future()
        with self._lock:
            self._waiting.append((claim, answer, mine))
        with self._turn:
            with self._lock:
                taken, self._waiting = self._waiting, []
            if taken and not self._settle(taken) and len(taken) > 1:
                # One that cannot be written holds up no other.
                for one in taken:
                    self._settle([one])
        return mine.result()

    def _settle(self, taken: list[Waiting]) -> bool:
        answered = [(claim, answer) for claim, answer, _future in taken]
        try:
            ends = write(
                self._database,
                lambda session: claims.settle_all(
                    session, answered, now=self._present(), mail=self._mail
                ),
            )
        except Exception as error:
            if len(taken) == 1:
                taken[0][2].set_exception(error)
            return False
        for (_claim, _answer, future), end in zip(taken, ends, strict=True):
            future.set_result(end)
        return True
