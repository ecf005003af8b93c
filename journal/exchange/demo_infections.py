"""The demo's infections, a germ, and a contact with chickenpox that the team was told of."""

from collections.abc import Iterator
from datetime import timedelta

from journal.exchange.demo_calendar import Calendar
from journal.exchange.demo_events import Happening

# First and last day, name, what was done.
COLDS = ((143, 149, "cold", None), (391, 397, "ear_infection", "Amoxicillin, from Dr. Okafor"))
GERM_ON, CONTACT_ON = 260, 488


def infections(calendar: Calendar) -> Iterator[Happening]:
    """Everything Nora caught or was near to, the earliest first."""
    for first, last, name, treated in COLDS:
        begun = calendar.at(first, "18:20")
        fields = {"what": "infection", "name": name} | ({"treated": treated} if treated else {})
        cold = Happening("infection", str(first), "Ben", begun, fields)
        yield cold
        over = calendar.at(last, "09:10")
        yield cold.then("over", "Ada", over - cold.received_at, {"until": over.isoformat()})
    found = {"what": "germ", "name": "rsv", "place": "Ward 4B"}
    yield Happening("infection", str(GERM_ON), "Ada", calendar.at(GERM_ON, "11:30"), found)
    met = calendar.at(CONTACT_ON, "15:45")
    said = {"what": "exposure", "name": "chickenpox", "contact": "A friend, two hours in one room"}
    contact = Happening("infection", str(CONTACT_ON), "Ada", met, said)
    yield contact
    told = met + timedelta(minutes=25)
    yield contact.then("told", "Ada", told - contact.received_at, {"told_at": told.isoformat()})
