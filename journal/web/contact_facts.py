"""What a clinic is told after a contact: what stands in the journal, to be read out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from journal.care import knowledge
from journal.care.courses import follows
from journal.care.infusion_kinds import variant_for
from journal.care.knowledge.infections import ToldAtOnce
from journal.care.knowledge.infusions import SUBCUTANEOUS
from journal.care.products import is_immunoglobulin, meant_by
from journal.care.units import show_amount
from journal.entries.reading import Shown
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.vaccination import VaccinationRow
from journal.records.weights import last_weight
from journal.summary.page import Infusion, Measured
from journal.web.contact_medicines import is_lasting, told_medicines
from journal.web.infection_words import infection_title
from journal.words import amount_text, day_text, known_text, moment_text

# Which infusions are told of, beside those that are told whatever their age: our own choice.
A_YEAR = timedelta(days=366)
MOST = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to say: its heading and its lines; `missing` where nothing is recorded."""

    heading: str
    lines: tuple[str, ...]
    missing: str = ""


def contact_facts(
    session: Session, child: Child, entry: Shown, at_once: ToldAtOnce, *, now: datetime
) -> list[Told]:
    """Return everything a clinic asks after a contact, as it stands in the journal now."""
    zone = ZoneInfo(child.zone)
    infused = _rows(session, child, InfusionRow)
    treated, others = told_medicines(session, child, now)
    return [
        Told(_("Who"), tuple(_who(session, child, zone))),
        Told(infection_title(entry.fields), tuple(_what(entry, zone, now))),
        Told(_("Medicines"), treated, _("No medicine stands in the plan.")),
        *([Told(_("Given beside them"), others)] if others else []),
        Told(
            _("Last immunoglobulin"),
            tuple(_plasma(infused, zone, now)),
            _("No infusion of immunoglobulin is recorded."),
        ),
        *_other_infusions(infused, zone, now),
        *_lasting_infusions(session, child, zone, now),
        *_protection(session, child, at_once, zone),
    ]


def _protection(
    session: Session, child: Child, at_once: ToldAtOnce, zone: ZoneInfo
) -> Iterable[Told]:
    """What there is against it; of a contact in own words nobody knows what that would be."""
    if not (at_once.words or at_once.cvx):
        return
    yield Told(
        _("Vaccinations against it"),
        tuple(_vaccinations(session, child, at_once, zone)),
        _("None is recorded here. It may stand on the vaccination card."),
    )
    yield Told(
        _("Antibody tests (titres)"),
        tuple(_titres(session, child, at_once, zone)),
        _("None is recorded here."),
    )


def as_text(facts: Iterable[Told]) -> str:
    """The same as one text, to be copied or read out."""
    return "\n".join(
        f"{one.heading}: {'; '.join(one.lines) if one.lines else one.missing}" for one in facts
    )


def _who(session: Session, child: Child, zone: ZoneInfo) -> Iterable[str]:
    yield _("%(name)s, born %(day)s", name=child.name, day=day_text(child.born_on))
    if child.diagnosis:
        yield child.diagnosis
    if last := last_weight(session, child.id):
        on = day_text(last.at.astimezone(zone).date())
        yield _("weight %(weight)s on %(day)s", weight=amount_text(last.value, last.unit), day=on)
    else:
        yield _("no weight recorded")
    if child.allergies:
        yield _("allergies: %(what)s", what=child.allergies)


def _what(entry: Shown, zone: ZoneInfo, now: datetime) -> Iterable[str]:
    hours = int((now - entry.at).total_seconds() // 3600)
    at = moment_text(entry.at, zone)
    yield _("%(moment)s (%(ago)s)", moment=at, ago=_ago(hours)) if hours >= 1 else at
    for name in ("contact", "place", "note"):
        if entry.fields.get(name):
            yield entry.fields[name]


def _ago(hours: int) -> str:
    if hours < 48:
        return _("%(count)s h before this page", count=hours)
    return ngettext("%(num)s day before this page", "%(num)s days before this page", hours // 24)


def _last_plasma(rows: Sequence[InfusionRow], zone: ZoneInfo) -> list[InfusionRow]:
    """The last infusion of immunoglobulin; into a vein with those of the days right before it."""
    found: list[InfusionRow] = []
    for row in rows:
        if not is_immunoglobulin(row.product):
            continue
        ended_on = max(row.at, row.ended or row.at).astimezone(zone).date()
        under_skin = variant_for(row.product).route == SUBCUTANEOUS
        if found and (under_skin or not follows(ended_on, found[-1].at.astimezone(zone).date())):
            break
        found.append(row)
    return found[::-1]


def _plasma(rows: Sequence[InfusionRow], zone: ZoneInfo, now: datetime) -> Iterable[str]:
    last = _last_plasma(rows, zone)
    yield from (_infusion(row, zone) for row in last)
    before = [
        row
        for row in rows
        if is_immunoglobulin(row.product) and row not in last and now - row.at < A_YEAR
    ]
    if before:
        yield ngettext(
            "and on one other day of the last 12 months",
            "and on %(num)s other days of the last 12 months",
            len(before),
        )


def _other_infusions(rows: Sequence[InfusionRow], zone: ZoneInfo, now: datetime) -> list[Told]:
    lines = tuple(
        _infusion(row, zone)
        for row in rows
        if not is_immunoglobulin(row.product) and now - row.at < A_YEAR
    )
    return [Told(_("Other infusions of the last 12 months"), lines)] if lines else []


def _lasting_infusions(session: Session, child: Child, zone: ZoneInfo, now: datetime) -> list[Told]:
    """The last infusion of each medicine that counts for years, where it is more than one old."""
    names = session.exec(
        select(InfusionRow.product).where(InfusionRow.child_id == child.id).distinct()
    )
    lasting = [name for name in names if is_lasting(name)]
    if not lasting:
        return []
    last: dict[str, InfusionRow] = {}
    for row in _rows(session, child, InfusionRow, col(InfusionRow.product).in_(lasting)):
        fact = meant_by(row.product)
        last.setdefault(fact.id if fact else row.product, row)
    lines = tuple(_infusion(row, zone) for row in last.values() if now - row.at >= A_YEAR)
    return [Told(_("Before that, the last one of each"), lines)] if lines else []


def _infusion(row: InfusionRow, zone: ZoneInfo) -> str:
    on = row.at.astimezone(zone).date()
    parts = [
        day_text(on),
        " ".join(filter(None, (row.product, amount_text(row.amount, row.unit)))),
    ]
    weight = Measured(value=row.weight_kg, unit="kg", on=on) if row.weight_kg else None
    recorded = Infusion(
        on=on, medicine=row.product, amount=row.amount, unit=row.unit or "", weight=weight
    )
    each = recorded.per_kg
    if each is not None and row.weight_kg is not None:
        figure = f"{show_amount(each)} {recorded.unit}/kg"
        kilos = show_amount(row.weight_kg)
        parts.append(_("%(figure)s at %(kilos)s kg", figure=figure, kilos=kilos))
    elif row.amount is not None and recorded.unit in ("g", "mg"):
        parts.append(_("%(unit)s/kg not known: no weight of that day", unit=recorded.unit))
    return ", ".join(parts)


def _vaccinations(
    session: Session, child: Child, at_once: ToldAtOnce, zone: ZoneInfo
) -> Iterable[str]:
    for row in _rows(session, child, VaccinationRow)[::-1]:
        known = knowledge.find_vaccine(row.vaccine)
        named = " ".join(filter(None, (row.vaccine, known.name if known else "", row.product)))
        if row.cvx in at_once.cvx or _is_meant(named, at_once):
            said = ", ".join(filter(None, (known.name if known else row.vaccine, row.product)))
            on = row.at.astimezone(zone).date()
            yield f"{known_text(on, row.day_known)}: {said}"


def _titres(session: Session, child: Child, at_once: ToldAtOnce, zone: ZoneInfo) -> Iterable[str]:
    for row in _rows(session, child, DrawRow)[::-1]:
        for result in row.results:
            known = knowledge.find_lab_test(result["test"])
            name = _(known.name) if known else result["test"]
            if _is_meant(f"{name} {result['test']}", at_once):
                yield f"{_day(row.at, zone)}: {name} {_result(result)}"


def _result(result: Mapping[str, str]) -> str:
    return " ".join(filter(None, (result["value"], result.get("unit"), result.get("flag"))))


def _is_meant(name: str, at_once: ToldAtOnce) -> bool:
    words = name.casefold()
    return any(word in words for word in at_once.words)


def _day(at: datetime, zone: ZoneInfo) -> str:
    on: date = at.astimezone(zone).date()
    return day_text(on)


def _rows(
    session: Session, child: Child, table: type[Any], *where: Any, most: int = MOST
) -> Sequence[Any]:
    """The child's entries of one kind, the latest first."""
    return session.exec(
        select(table)
        .join(Entry, col(Entry.id) == col(table.entry_id))
        .where(table.child_id == child.id, col(Entry.deleted).is_(False), *where)
        .order_by(col(table.at).desc(), col(table.entry_id))
        .limit(most)
    ).all()
