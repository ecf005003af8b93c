"""What time it is for a child, for tests of the evening."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.clock import now
from journal.records.children import Child


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
