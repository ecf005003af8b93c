"""What time it is for a child, what the evening's card says, and its form filled in, for tests."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.clock import now
from journal.records.children import Child

# The card as its template wants it.
EVENING = {
    "url": "#evening",
    "other_url": "#differed",
    "next": "#today",
    "title": "Evening: a usual day",
    "hidden": {},
    "levels": [
        {"key": "fatigue", "label": "Tired", "number": 3, "since": "as yesterday"},
        {"key": "malar_rash", "label": "Face rash", "number": 2, "since": "as on Saturday"},
    ],
}


def clock_shows(family, hour: int, child: str = "nora", begins: int = 4) -> ZoneInfo:
    """Move the child where it is `hour` o'clock now, as zones of whole hours go."""
    away = (hour - now().astimezone(UTC).hour + 11) % 24 - 11
    zone = f"Etc/GMT{-away:+d}" if away else "Etc/GMT"
    with family.database.transaction() as session:
        row = session.get_one(Child, family.children[child])
        row.zone, row.day_begins = zone, time(begins)
    assert now().astimezone(ZoneInfo(zone)).hour == datetime.now(ZoneInfo(zone)).hour == hour
    return ZoneInfo(zone)


def typed_at(zone: ZoneInfo, minutes: int) -> dict[str, str]:
    """The moment of a form, so many minutes from now, as that zone's clock shows it."""
    local = (now() + timedelta(minutes=minutes)).astimezone(zone)
    return {"at_on": f"{local:%Y-%m-%d}", "at_time": f"{local:%H:%M}"}


def url(family, what="check_in", child="nora"):
    return f"/children/{family.children[child]}/log/{what}"


def hidden(text):
    return dict(re.findall(r'name="(change|entry|base)" value="([^"]+)"', text))


def save(client, family, **values):
    form = hidden(client.get(url(family)).text)
    return client.post(url(family), data={**form, **values})


def watch(family, *keys):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).watched = list(keys)


def entries_of(standing, kind):
    return [one["fields"] for one in standing() if one["kind"] == kind]


def levels(standing):
    return sorted((one["symptom"], one["severity"]) for one in entries_of(standing, "symptom"))
