"""What the API tells of entries: as a batch is answered, the timeline, results, infusions."""

from typing import Any, Literal

from pydantic import Field

from journal.entries.change import Result
from journal.records.entries import Kind
from journal.web.answer_types import Count, Day, Id, Moment, Told, at_times
from journal.web.answers_of_plans import ToldProblem
from journal.web.sync_body import FormBody, RevisedText


class ToldEntry(Told):
    """An entry. `fields` are those of its kind, as the schema of that name has them."""

    entry: Id
    child: Id
    kind: Kind
    revision: int = Field(ge=1)
    deleted: bool
    by: str
    changed_by: str
    changed_at: Moment
    zone: str
    fields: dict[str, Any]


class ToldTimeline(Told):
    """A page of entries, newest first; `before` asks for the next one."""

    entries: list[ToldEntry]
    before: str | None


class ToldDrawing(Told):
    """An entry as this server draws it, for a phone to show without signal."""

    row: str
    title: str
    page: str
    on: Day
    day: str
    form: FormBody | None
    base: RevisedText
    aside: bool = at_times()
    text: str


class ToldNews(ToldEntry):
    """What others changed; `drawn` when the batch asks for it."""

    drawn: ToldDrawing = at_times()


class ToldWarning(Told):
    """What the family is asked to look at. The change is written all the same."""

    code: str
    message: str
    field: str = at_times()


class ToldWritten(Told):
    """An entry that a form wrote."""

    change: Id
    entry: Id
    revision: int = Field(ge=1)
    kind: Kind


class ToldResult(Told):
    """What became of one change. `current` is how the entry stands, where two versions clash.

    `id` is repeated as it was sent, also where it is none.
    """

    id: Any
    status: Result
    revision: int | None = Field(ge=1)
    warnings: list[ToldWarning]
    errors: list[ToldProblem]
    current: dict[str, Any] = at_times()
    said: str = at_times()
    wrote: list[ToldWritten] = at_times()


class ToldSync(Told):
    """What became of the batch, and what others changed since the cursor, oldest first.

    `late`: reminders are not running, in words.
    """

    epoch: Id
    cursor: str
    more: bool
    server_time: Moment
    results: list[ToldResult]
    entries: list[ToldNews]
    late: str = at_times()


class ToldLabResult(Told):
    """One result as it was printed, and of which report."""

    test: str
    value: str
    unit: str = at_times()
    low: str = at_times()
    high: str = at_times()
    flag: str = at_times()
    name: str
    at: Moment
    place: str | None
    entry: Id


class ToldLabResults(Told):
    """Results oldest first; `before` asks for older reports."""

    results: list[ToldLabResult]
    before: str | None


class ToldInfusion(ToldEntry):
    """An infusion and the lots of every bottle of it."""

    kind: Literal[Kind.INFUSION]
    lots: list[str]


class ToldInfusions(Told):
    """Infusions newest first; `before` asks for older ones."""

    infusions: list[ToldInfusion]
    before: str | None


class ToldHold(Told):
    """What speaks for waiting, until when where that is known, and who says so."""

    until: Day | None
    because: str
    source: str | None
    entry: Id | None


class ToldVaccine(Told):
    """What speaks for waiting with one vaccine; `live` is null where no source was read."""

    vaccine: str
    live: bool | None
    holds: list[ToldHold]
    until: Day | None
    unknown: list[str]
    rules: Day


class ToldPhoto(Told):
    """A photo as the server keeps it."""

    id: Id
    child: Id
    bytes: Count
    width: Count
    height: Count
