"""What a phone sends to /api/v1/sync, for tests."""

import uuid
from datetime import timedelta
from itertools import count

from journal.clock import now
from journal.records.columns import uuid7
from tests.web.daily import when

DEVICE = {name: str(uuid.UUID(int=number)) for number, name in enumerate(("ada", "ben"), 1)}
_tick = count()


def fresh() -> str:
    """A change or entry id, later than the one before."""
    return str(uuid7(now() + timedelta(milliseconds=next(_tick))))


def change(family, kind="symptom", *, child=None, at=None, **more):
    fields = more.pop("fields", None)
    if fields is None:
        fields = {"at": (at or now()).isoformat(), "symptom": "fatigue", "severity": 6}
    return {
        "id": fresh(),
        "entry": fresh(),
        "child": str(child or family.nora),
        "kind": kind,
        "base": None,
        "delete": False,
        "made_at": now().isoformat(),
        "zone": "America/New_York",
        "fields": fields,
        **more,
    }


def follow(first, **more):
    """A change of the same entry."""
    return {**first, "id": fresh(), "base": first["id"], **more}


def form_change(family, what, *, child=None, minutes=0, **values):
    """A log form as a phone keeps it; its moment is `minutes` from now."""
    more = {name: values.pop(name) for name in ("ask", "base", "id", "entry") if name in values}
    moment = {} if "slot" in values and "at_on" not in values else when(minutes)
    plain = change(family, None, child=child, fields={}, **more)
    del plain["fields"]
    return {**plain, "form": {"what": what, "values": {**moment, **values}}}


def retyped(one, **values):
    """The same change with other values in its form."""
    form = {"what": one["form"]["what"], "values": {**one["form"]["values"], **values}}
    return {**one, "form": form}
