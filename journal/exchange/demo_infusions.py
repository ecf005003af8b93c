"""The demo's plan of an infusion: what a made-up clinic ordered of the immunoglobulin, in full.

Rates, minutes and medicines are those of the demo's own infusion days and nobody's advice.
"""

from decimal import Decimal
from itertools import pairwise

from sqlmodel import Session

from journal.care.infusions import Step
from journal.exchange import demo_course as course
from journal.exchange.demo_calendar import Calendar, named
from journal.exchange.demo_hospital import USUAL
from journal.exchange.demo_medicines import FIRST_IVIG, IVIG
from journal.plans.infusion_plans import Before, Ordered, write_plan
from journal.records.access import Actor
from journal.records.medicines import Medicine

# The dose of today's plan began then, and its order was written a day before.
FIRST = FIRST_IVIG + 196
WRITTEN = FIRST - 1
PACK = "The long charger\nHeadphones\nThe blanket with the foxes\nA sandwich for Ben"
ASK = "Could it be slower from the start?\nWhich nurse do we call tonight?"


def add_infusion_plan(session: Session, actor: Actor, calendar: Calendar) -> None:
    """Write the plan once; a second time changes nothing."""
    weighed, weight = [(on, kg) for on, kg, _ in course.GROWTH if on <= WRITTEN][-1]
    ordered = Ordered(
        first_on=calendar.on(FIRST),
        product="Gammagard Liquid",
        variant="ivig",
        amount=Decimal(52),
        unit="g",
        strength="1 g in 10 mL",
        weight_kg=Decimal(weight),
        weighed_on=calendar.on(weighed),
        volume_ml=Decimal(520),
        steps=_steps(),
        before=[Before("Acetaminophen", 35), Before("Diphenhydramine", 35)],
        numbing=60,
        fluids="Half a litre of water the evening before, and a bottle on the way",
        place="Infusion center",
        access="Hand, numbing cream",
        pack=PACK,
        ask=ASK,
        told_by="Dr. Okafor",
    )
    medicine = session.get_one(Medicine, IVIG)
    made_at = calendar.at(WRITTEN, "20:40")
    write_plan(
        session, actor, medicine, ordered, now=made_at, row_id=named("infusion plan", "IVIG")
    )


def _steps() -> list[Step]:
    """The rates of a usual day, each until the next one; the last goes on."""
    clocks = [(int(clock[:2]) * 60 + int(clock[3:]), Decimal(rate)) for clock, rate in USUAL]
    steps = [Step(rate, until - at) for (at, rate), (until, _rate) in pairwise(clocks)]
    return [*steps, Step(clocks[-1][1], None)]
