"""A child's plan as an iCalendar file (RFC 5545) that other calendars subscribe to.

Each reminder is an event of its own: our rhythms are not those of RRULE, and a rule would have to
be told apart again on every night the clocks change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

# How often a calendar is to look again: RFC 7986 names it, Outlook and Apple read the older name.
LOOK_AGAIN = timedelta(hours=1)
DOMAIN = "sunhat.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One line of the calendar.

    key         of the occurrence: the same event has the same one in every file
    at          when it begins; an instant, aware UTC
    changed_at  when it was planned so
    """

    key: str
    at: datetime
    lasts: timedelta
    title: str
    text: str
    changed_at: datetime


def calendar_file(events: Sequence[CalendarEvent], name: str, zone: ZoneInfo) -> bytes:
    """Return the file: the events in their order, on the wall clock of `zone`, named `name`.

    The same events make the same bytes. An event in the hour that comes twice stands in UTC: a
    local time there means the first (RFC 5545, section 3.3.5), but ical.js reads the second.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Sunhat//Sunhat//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if events:
        years = {event.at.year for event in events}
        first = datetime(min(years) - 1, 1, 1, tzinfo=UTC).date()
        last = datetime(max(years) + 2, 1, 1, tzinfo=UTC).date()
        calendar.add_component(Timezone.from_tzid(zone.key, first_date=first, last_date=last))
    for event in sorted(events, key=lambda one: (one.at, one.key)):
        calendar.add_component(_event(event, zone))
    written: bytes = calendar.to_ical()
    return written


def _event(event: CalendarEvent, zone: ZoneInfo) -> Any:
    shown = Event()
    local = event.at.astimezone(zone)
    comes_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    shown.add("uid", f"{event.key}@{DOMAIN}")
    shown.add("dtstamp", event.changed_at.astimezone(UTC))
    shown.add("dtstart", event.at.astimezone(UTC) if comes_twice else local)
    shown.add("duration", event.lasts)
    shown.add("summary", event.title)
    if event.text:
        shown.add("description", event.text)
    # Nobody is busy because a dose is due.
    shown.add("transp", "TRANSPARENT")
    shown.add("class", "PRIVATE")
    return shown
