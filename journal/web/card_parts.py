"""The parts of the emergency card that may be shortened: infusions, results, vaccines, telephones.

On paper everything stands on one page. What gives way first is what a page can do without:
never who the child is, allergies, the family's plans or a medicine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session, col

from journal.care.knowledge.vaccines import find_vaccine
from journal.entries.infused import told_of
from journal.entries.lots import lots_of
from journal.entries.reading import timeline
from journal.plans.children import team_of
from journal.plans.vaccinations import vaccinations
from journal.plans.vaccine_wishes import ALWAYS
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.vaccination import VaccinationRow
from journal.summary.count_words import per_kg
from journal.summary.page import Infusion, Measured
from journal.web.lab_words import result_text, test_name
from journal.web.vaccine_said import card_line
from journal.web.vaccine_words import vaccine_text
from journal.web.vaccines import answer_for
from journal.words import amount_text, day_text, known_text

REPORTS = 3
INFUSIONS, RESULTS, VACCINES, TEAM = "infusions", "results", "vaccines", "team"
# How many lines of each part stand there: on a screen the first, on paper the first that fits.
CUTS: tuple[Mapping[str, int], ...] = (
    {INFUSIONS: 4, RESULTS: 24, VACCINES: 16, TEAM: 10},
    {INFUSIONS: 3, RESULTS: 14, VACCINES: 8, TEAM: 8},
    {INFUSIONS: 2, RESULTS: 8, VACCINES: 4, TEAM: 6},
    {INFUSIONS: 1, RESULTS: 0, VACCINES: 2, TEAM: 4},
    {INFUSIONS: 0, RESULTS: 0, VACCINES: 0, TEAM: 3},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading, all its lines, and whether they may stand in one paragraph on paper."""

    key: str
    heading: str
    lines: tuple[str, ...]
    together: bool = False


def shortened(part: Part, cut: int) -> tuple[tuple[str, ...], str]:
    """Return the lines of a part that stand there, and how many more the journal has."""
    kept = part.lines[: CUTS[cut][part.key]]
    left = len(part.lines) - len(kept)
    return kept, _("and %(num)s more in the journal", num=left) if left else ""


def parts_of(session: Session, child: Child, moment: datetime) -> tuple[Part, ...]:
    """Return telephones, infusions, results and vaccines of a child, each as short lines."""
    zone = ZoneInfo(child.zone)
    return (
        Part(key=TEAM, heading=_("Care team"), lines=tuple(_team(session, child))),
        Part(key=INFUSIONS, heading=_("Last infusions"), lines=_infusions(session, child, zone)),
        Part(
            key=RESULTS,
            heading=_("Last results, as printed by the laboratory"),
            lines=_results(session, child, zone),
            together=True,
        ),
        Part(
            key=VACCINES,
            heading=_("Vaccines: ask the team before any"),
            lines=_vaccines(session, child, zone, moment),
            together=True,
        ),
    )


def _team(session: Session, child: Child) -> list[str]:
    return [
        ", ".join(part for part in (one.name, one.part, one.telephone) if part)
        for one in team_of(session, child.id)
    ]


def _infusions(session: Session, child: Child, zone: ZoneInfo) -> tuple[str, ...]:
    """The newest, with what was written on the day and at its checkpoints."""
    query = (
        sa.select(table_of(InfusionRow))
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child.id, col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at).desc(), col(InfusionRow.entry_id))
        .limit(CUTS[0][INFUSIONS])
    )
    rows = session.execute(query).all()
    ids = [row.entry_id for row in rows]
    lots, told = lots_of(session, ids), told_of(session, ids)
    lines = []
    for row in rows:
        on = row.at.astimezone(zone).date()
        kilos = Measured(value=row.weight_kg, unit="kg", on=on) if row.weight_kg else None
        one = Infusion(on=on, medicine="", amount=row.amount, unit=row.unit or "", weight=kilos)
        reactions = told[row.entry_id].reactions
        parts = (
            f"{day_text(on)}: {row.product}",
            amount_text(row.amount, row.unit),
            per_kg(one, str(get_locale() or "en")),
            _("lots %(list)s", list=", ".join(lots[row.entry_id])) if lots[row.entry_id] else "",
            _("reaction: %(what)s", what=", ".join(reactions))
            if reactions
            else _("no reaction recorded"),
        )
        lines.append(", ".join(part for part in parts if part))
    return tuple(lines)


def _results(session: Session, child: Child, zone: ZoneInfo) -> tuple[str, ...]:
    """The newest result of each test on the newest reports, with the report's own flag."""
    reports, _older = timeline(session, child.id, kinds=[Kind.DRAW], limit=REPORTS)
    found: dict[str, str] = {}
    for report in reports:
        day = day_text(report.at.astimezone(zone).date())
        for result in report.fields["results"]:
            flag = result.get("flag") or ""
            said = f"{test_name(result['test'])} {result_text(result)} {flag}".strip()
            found.setdefault(test_name(result["test"]), f"{said} ({day})")
    return tuple(found.values())


def _vaccines(session: Session, child: Child, zone: ZoneInfo, moment: datetime) -> tuple[str, ...]:
    """What sources say of live vaccines, then each vaccine with how often and when last."""
    on = moment.astimezone(zone).date()
    known = (find_vaccine(id_) for id_ in ALWAYS)
    titles = [card_line(answer_for(session, child, one, on=on), on) for one in known if one]
    given: dict[str, list[VaccinationRow]] = {}
    for row in vaccinations(session, child.id):
        given.setdefault(row.vaccine, []).append(row)
    return (*titles, *(_recorded(vaccine, rows, zone) for vaccine, rows in given.items()))


def _recorded(vaccine: str, rows: Sequence[VaccinationRow], zone: ZoneInfo) -> str:
    """ "MMR: 2 recorded, the last on 3 May 2020". One whose day nobody knows may be the last."""
    days = [known_text(row.at.astimezone(zone).date(), row.day_known) for row in rows]
    if not any(row.day_known for row in rows):
        return _(
            "%(vaccine)s: %(num)s recorded, the last on %(day)s",
            num=len(rows),
            vaccine=vaccine_text(vaccine),
            day=days[0],
        )
    return _(
        "%(vaccine)s: %(num)s recorded: %(days)s",
        num=len(rows),
        vaccine=vaccine_text(vaccine),
        days="; ".join(days),
    )
