"""Fifty made-up families: each figure on paper is the database's, worked out again here."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds import DoseRow, InfusionRow, MeasurementRow, SymptomRow
from journal.records.kinds.activity import ActivityRow
from journal.records.kinds.infection import InfectionRow
from journal.records.kinds.stay import StayRow
from journal.records.medicines import DosePlan, Medicine
from journal.summary.gather import gather
from tests.family import fresh_family
from tests.summary.families import TO, Written, names_of, slots_of, write

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
QUARTERS = {"0": "", "0.25": "¼", "0.5": "½", "0.75": "¾"}
FAMILIES = range(50)


def day(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]}"


def number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@pytest.mark.parametrize("block", [FAMILIES[n : n + 10] for n in range(0, 50, 10)], ids=str)
def test_every_figure_on_paper_is_the_one_in_the_database(
    printed: Callable[..., Any], tmp_path: Path, real_data: Path | None, block: range
) -> None:
    for number_ in block:
        family = fresh_family(f"sqlite:///{tmp_path / f'{number_}.sqlite3'}")
        made = write(family, number_, names_of(real_data))
        with family.database.reading() as session:
            child = session.get_one(Child, family.nora)
            page = gather(session, child, made.from_on, TO, now=made.now)
            wanted = _wanted(session, made, child)
        sheets = printed(page)
        texts = [" ".join(text.split()) for text in sheets.pages]
        whole = " ".join(texts)
        missing = [f"{part}: {said}" for part, said in wanted if said not in whole]
        assert not missing, (number_, missing, whole)
        for text in texts:
            head = [said for said in _head(made, child) if said not in text]
            assert not head, (number_, head, text)
        family.database.close()


def _head(made: Written, child: Child) -> list[str]:
    inside = sum(made.from_on <= on <= TO for on in made.entries.values())
    first = short(made.from_on) if made.from_on.year == TO.year else day(made.from_on)
    whom = child.emergency_phone or "your local emergency number"
    return [
        child.name,
        "born 3 May 2017",
        f"{first} – {day(TO)} · {child.zone}",
        "Family-recorded",
        f"{inside} {'entry' if inside == 1 else 'entries'}",
        f"made {day(TO)} 23:30",
        f"Not watched by anyone. In an emergency call {whom}.",
    ]


def _wanted(session: Session, made: Written, child: Child) -> list[tuple[str, str]]:
    return [
        ("allergies", f"Allergies: {child.allergies or 'nothing recorded'}"),
        *_weight(session, made),
        *(("question", text) for text in made.questions),
        *_medicines(session, made),
        *_infusions(session, made),
        *_fevers(session, made),
        *_days(session, made),
    ]


def _weight(session: Session, made: Written) -> list[tuple[str, str]]:
    measured = [row for row in _rows(session, MeasurementRow, made) if row.what == "weight"]
    infused = [row for row in _rows(session, InfusionRow, made) if row.weight_kg]
    weights = [(row.at, row.value) for row in measured]
    weights += [(row.at, row.weight_kg) for row in infused]
    if not weights:
        return [("weight", "no weight recorded")]
    at, kilos = max(weights)
    return [("weight", f"{number(kilos)} kg ({day(_on(made, at))})")]


def _medicines(session: Session, made: Written) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    doses: dict[Any, dict[str, str]] = defaultdict(dict)
    for row in _rows(session, DoseRow, made):
        doses[row.medicine][row.slot] = row.outcome
    for medicine in session.exec(select(Medicine).where(Medicine.child_id == made.child.id)):
        plans = session.exec(
            select(DosePlan)
            .where(DosePlan.medicine_id == medicine.id)
            .order_by(col(DosePlan.first_on))
        ).all()
        slots = slots_of(
            made, medicine.name, dict(plans[0].rhythm), [plan.first_on for plan in plans]
        )
        told = Counter(doses[medicine.id].get(slot, "") for slot in slots)
        taken = told["given"] + told["partly"] + told["vomited"]
        counts = f"{taken} of {len(slots)} {told['refused']} {told['skipped']} {told['']}"
        plan, name = plans[-1], medicine.name
        if name in made.stopped:
            weekly = ", TUESDAYS" if plan.rhythm["every"] == "week" else ""
            found.append(("stopped", f"{name}{weekly} no longer in the plan {counts}"))
            on = short(made.stopped[name])
            found.append(("stop", f"{on} {name}{weekly} stopped: rash"))
            continue
        amount, often, since = _amount(medicine, plan), _often(plan.rhythm), day(plan.first_on)
        found.append(("medicine", f"{name} {amount} {often} {since} {counts}"))
        if len(plans) == 2:
            weekly = ", TUESDAYS" if plan.rhythm["every"] == "week" else ""
            before = f"{number(plans[0].amount)} → {number(plan.amount)} {_unit(plan)}"
            found.append(("change", f"{short(plan.first_on)} {name}{weekly} {before}"))
    return found


def _amount(medicine: Medicine, plan: DosePlan) -> str:
    """With both numbers, from what the label says (H15)."""
    if plan.unit == "tablet":
        return f"{_tablets(plan.amount)} {_unit(plan)}"
    said = f"{number(plan.amount)} {plan.unit}"
    label = medicine.strength.replace(" mg", "").removesuffix(" mL")
    if "/" in label:
        held, _, volume = label.replace("/mL", "/1").partition("/")
        ml = plan.amount * Decimal(volume) / Decimal(held)
        return f"{said} · {number(ml.quantize(Decimal('0.01'), ROUND_HALF_UP))} mL"
    if label:
        pieces = plan.amount / Decimal(label)
        return f"{said} · {_tablets(pieces)} {'tablet' if pieces <= 1 else 'tablets'}"
    return said


def _tablets(count: Decimal) -> str:
    whole = int(count)
    return " ".join(filter(None, (str(whole or ""), QUARTERS[number(count - whole)])))


def _unit(plan: DosePlan) -> str:
    return f"{plan.unit}s" if plan.unit == "tablet" and plan.amount > 1 else plan.unit


def _often(rhythm: Any) -> str:
    times = ", ".join(rhythm["times"])
    if rhythm["every"] == "week":
        return "ONCE A WEEK, on TUESDAYS"
    if rhythm["every"] == "days":
        return f"every {rhythm['n']} days, {times}"
    return f"{'once' if len(rhythm['times']) == 1 else 'twice'} a day, {times}"


def _infusions(session: Session, made: Written) -> list[tuple[str, str]]:
    found = []
    for row in _rows(session, InfusionRow, made):
        on = _on(made, row.at)
        said = [day(on), "Privigen"]
        said.append(f"{number(row.amount)} g" if row.amount else "amount not recorded")
        if row.amount and row.weight_kg:
            each = (row.amount / row.weight_kg).quantize(Decimal("0.01"), ROUND_HALF_UP)
            said.append(f"{number(each)} g/kg on {number(row.weight_kg)} kg that day")
        said += [", ".join(row.lots), "none recorded"]
        found.append(("infusion", " ".join(filter(None, said))))
    return found


def _fevers(session: Session, made: Written) -> list[tuple[str, str]]:
    warm: dict[date, Decimal] = {}
    for row in _rows(session, MeasurementRow, made):
        on = _on(made, row.at)
        if row.what == "temperature" and made.from_on <= on:
            warm[on] = max(row.value, warm.get(on, row.value))
    days = {_on(made, row.at) for row in _rows(session, SymptomRow, made)}
    said = [
        f"{short(on)} {number(warm[on])} °C" if on in warm else f"{short(on)} no reading"
        for on in sorted(days, reverse=True)
    ]
    return [("fevers", f"Fevers {', '.join(said)}")] if said else []


def _days(session: Session, made: Written) -> list[tuple[str, str]]:
    """School, stays and infections, and of which of them nobody wrote."""
    missed = {_on(made, row.at) for row in _rows(session, ActivityRow, made)}
    stays = _rows(session, StayRow, made)
    infections = _rows(session, InfectionRow, made)
    fevers = [row for row in _rows(session, SymptomRow, made) if row.symptom == "fever"]
    found = []
    if missed:
        days = f"{len(missed)} {'day' if len(missed) == 1 else 'days'}"
        found.append(("school", f"School missed on {days}, whole or in part"))
    for row in stays:
        came, went = _on(made, row.admitted), _on(made, row.discharged)
        nights = (went - came).days
        days = f"{nights + 1} {'day' if nights == 0 else 'days'}"
        span = day(came) if nights == 0 else f"{short(came)} – {day(went)}"
        slept = f"{nights} {'night' if nights == 1 else 'nights'}"
        found.append(
            ("stay", f"Hospital stays, {days} in this period {span}, {slept} · Children's")
        )
    for row in infections:
        on = _on(made, row.at)
        said = f"since {day(on)} Cold" if row.what == "infection" else f"{short(on)} contact: Cold"
        found.append(("infection", f"Infections and contacts {said}"))
    silent = {
        "fever": fevers,
        "infection": [row for row in infections if row.what == "infection"],
        "hospital stay": stays,
        "missed school": missed,
    }
    if names := [name for name, rows in silent.items() if not rows]:
        inside = any(made.from_on <= on <= TO for on in made.entries.values())
        found += [("no record", f"No record of {', '.join(names)}")] * inside
    return found


def _rows(session: Session, table: Any, made: Written) -> Any:
    """The rows of a kind that nobody took back."""
    return session.exec(
        select(table)
        .join(Entry, col(Entry.id) == table.entry_id)
        .where(table.child_id == made.child.id, col(Entry.deleted).is_(False))
    ).all()


def _on(made: Written, at: Any) -> date:
    return at.astimezone(made.zone).date()
