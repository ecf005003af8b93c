"""What tests of the daily pages share: forms as a page hands them out, what the journal holds."""

import hashlib
import re
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col, select

from journal.clock import now
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.reminders import Occurrence
from journal.records.tables import METADATA
from tests.family import ZONE

JOURNAL = (
    "entry",
    "revision",
    "change",
    "quarantine",
    "alert",
    "dose",
    "symptom",
    "infusion",
    "stay",
    "infection",
    "measurement",
    "visit",
    "question",
    "note",
    "medicine",
    "dose_plan",
    "medicine_turn",
    "household",
    "child",
)


begun = now()


def begin() -> None:
    """A test begins: its plan and what it compares with are of one minute."""
    global begun
    begun = now()


def today_at(minutes: int) -> datetime:
    """The wall clock of the child, `minutes` from the moment the test began."""
    return (begun + timedelta(minutes=minutes)).astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def daily_at(minutes: int) -> dict:
    """Every day at the time that is `minutes` from now."""
    return {"every": "day", "times": [f"{today_at(minutes):%H:%M}"]}


def slot_at(minutes: int) -> str:
    """The slot of `daily_at` of this day."""
    return f"{today_at(minutes):%Y-%m-%dT%H:%M}"


def when(minutes: int = 0, name: str = "at") -> dict[str, str]:
    """A date and a time as a form sends them."""
    wall = today_at(minutes)
    return {f"{name}_on": f"{wall:%Y-%m-%d}", f"{name}_time": f"{wall:%H:%M}"}


def ids() -> dict[str, str]:
    """The ids of a form that was just shown."""
    return {"change": str(uuid.uuid4()), "entry": str(uuid.uuid4())}


def planned(medicine, slot: str, **more: str) -> dict[str, str]:
    """What the button Give sends."""
    given = {"medicine": str(medicine.id), "slot": slot, "outcome": "given"}
    return {**given, "amount": "12.5", "unit": "mg", **ids(), **more}


def forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of every form of a page, with its address as `action`."""
    found = []
    for action, body in re.findall(
        r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL
    ):
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', body)
        found.append({"action": unescape(action), **{n: unescape(v) for n, v in hidden}})
    return found


def form_to(page: str, ending: str) -> dict[str, str]:
    """The first form of a page whose address ends so."""
    return next(form for form in forms(page) if form["action"].endswith(ending))


def send(client, form: dict[str, str], **more: str):
    """Send a form of a page."""
    fields = {name: value for name, value in form.items() if name != "action"}
    return client.post(form["action"], data={**fields, **more})


def fallen_due(family, medicine, minutes: int = -10) -> uuid.UUID:
    """The reminder of a dose that fell due ten minutes ago, or so many."""
    with family.database.transaction() as session:
        row = Occurrence(
            child_id=family.nora,
            medicine_id=medicine.id,
            slot=slot_at(minutes),
            key=f"{medicine.id}@{slot_at(minutes)}",
            due_at=(now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0),
        )
        session.add(row)
        session.flush()
        return row.id


def doses(family) -> list[DoseRow]:
    """The doses that stand in the journal."""
    with family.database.reading() as session:
        query = select(DoseRow).join(Entry, Entry.id == DoseRow.entry_id)
        return list(session.exec(query.where(col(Entry.deleted).is_(False))))


def entries(family, kind: str | None = None) -> list[Entry]:
    """The entries that stand in the journal, in the order in which they happened."""
    with family.database.reading() as session:
        found = session.exec(select(Entry).where(col(Entry.deleted).is_(False)).order_by(Entry.at))
        return [entry for entry in found if kind in (None, entry.kind)]


def digest(database, without: Collection[str] = ()) -> str:
    """A digest over every row of the journal's tables."""
    whole = hashlib.sha256()
    with database.reading() as session:
        for table in METADATA.sorted_tables:
            if table.name in set(JOURNAL) - set(without):
                rows = sorted(map(repr, session.execute(sa.select(table)).all()))
                whole.update(repr((table.name, rows)).encode())
    return whole.hexdigest()


def whole_form(forms: dict[str, dict], name: str) -> str:
    """A form as the phone puts it together again (static/js/phone/views/form.js)."""
    form = forms[name]
    if "main" in form:
        return form["main"]
    new = forms[name.removeprefix("edit:")]["main"].encode("utf-16-le")
    return form["head"] + new[len(new) - 2 * form["tail"] :].decode("utf-16-le")
