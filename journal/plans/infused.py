"""Which medicines are given as an infusion: a day with a needle anyway. Our own choice."""

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from journal.care.history import spans_in_force
from journal.care.knowledge import MedicineFact, find_medicine
from journal.care.products import meant_by
from journal.care.units import Unit
from journal.plans.labels import label_of
from journal.plans.raised import slots_of_a_year
from journal.records.medicines import DosePlan, Medicine

_BY_VEIN = re.compile(r"infus|intraven|\bi\.?v\b", re.I)
_OTHERWISE = re.compile(
    r"tablet|capsul|oral|syrup|cream|ointment|syringe|pen\b|auto-?inject|subcut|\bs\.?c\b", re.I
)
_PIECES = (Unit.TABLET, Unit.CAPSULE, Unit.DROP, Unit.PUFF, Unit.PATCH, Unit.APPLICATION)
# Every four weeks or rarer; and no infusion is given more than twice a week the whole year.
RARE, OFTEN = 13, 104


def may_be_infused(medicine: Medicine) -> bool:
    """Say whether the catalogue knows it as something that runs into a vein, or from a pump."""
    fact = (find_medicine(medicine.code) if medicine.code else None) or meant_by(medicine.name)
    return fact is not None and (fact.id == "scig" or "intravenous" in fact.routes)


def is_infused(
    medicine: Medicine,
    fact: MedicineFact | None,
    plans: Sequence[DosePlan],
    zone: ZoneInfo,
    today: date,
) -> bool:
    """Say whether its planned times are infusions, by its form, its unit and its rhythm.

    Of a medicine that is given under the skin or by mouth too, and whose form says nothing, only a
    plan of every four weeks or rarer is one. Where nobody can tell it is none.
    """
    if fact is None or "intravenous" not in fact.routes:
        return False
    spans = spans_in_force(plans)
    current = next((one for one in spans if one[2] is None or one[2] >= today), None)
    if current is None:
        return False
    plan = current[0]
    said = f"{medicine.name} {label_of(medicine).form}"
    if plan.unit in _PIECES or _OTHERWISE.search(said):
        return False
    found = slots_of_a_year(plan, zone)
    a_year = len({slot.wall.date() for slot in found[0]}) * found[1] if found else OFTEN
    if a_year >= OFTEN:
        return False
    return bool(_BY_VEIN.search(said)) or len(fact.routes) == 1 or a_year <= RARE
