"""The demo's vaccines: Nora's card from before she fell ill, and what the house had this year."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from journal.exchange.demo_calendar import DAYS, Calendar, named
from journal.exchange.demo_events import Happening
from journal.exchange.demo_people import HOUSEHOLD, NORA, NORA_IS_DAYS_OLD, PEOPLE
from journal.records.vaccine_plans import HouseholdVaccine, VaccineWish

# Days of life, vaccine, lot.
CARD = (
    (61, "dtap", "C41D07"),
    (61, "ipv", "P2207"),
    (62, "rotavirus", ""),
    (124, "pcv", "PR5519"),
    (372, "mmr", "M0817A"),
    (376, "varicella", "V3302"),
    (1602, "influenza_unspecified", ""),
)
HOUSE = (("Ben", "influenza_inactivated", 30), ("Tom", "influenza_inactivated", 30))


def vaccinations(calendar: Calendar) -> Iterator[Happening]:
    """Yield the card as Ada copied it on the third evening: days alone, no times."""
    born, written = DAYS - NORA_IS_DAYS_OLD, calendar.at(3, "20:15")
    for age, vaccine, lot in CARD:
        noon = datetime.combine(calendar.on(born + age), time(12), calendar.zone).astimezone(UTC)
        fields = {"vaccine": vaccine, "day_only": True, "at": noon.isoformat()}
        if lot:
            fields["lot"] = lot
        name = f"{vaccine}/{age}"
        yield Happening("vaccination", name, "Ada", noon, fields, written=written)


def add_vaccine_plans(session: Session, calendar: Calendar) -> None:
    """One vaccine that is followed, and what the others had this autumn."""
    ada, moment = PEOPLE[0].id, calendar.at(DAYS - 20, "20:00")
    wish = VaccineWish(
        id=named("wish", "mmr"), child_id=NORA, vaccine="mmr", made_by=ada, made_at=moment
    )
    session.add(wish)
    for who, vaccine, days in HOUSE:
        session.add(
            HouseholdVaccine(
                id=named("household vaccine", who),
                household_id=HOUSEHOLD,
                who=who,
                vaccine=vaccine,
                on=calendar.now.date() - timedelta(days=days),
                made_by=ada,
                made_at=moment,
            )
        )
    session.flush()
