"""The vaccine record: what was given, as it was written down, and what a source says of waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from journal.care.knowledge.vaccines import find_vaccine
from journal.care.vaccine_day import DayKnown
from journal.lab_names import unit_text
from journal.plans.vaccinations import titres, vaccinations
from journal.records.children import Child
from journal.summary import words
from journal.summary.document import Document, Part, Rows, Texts
from journal.summary.papers.head import Head, head_of, paper, whole_of
from journal.summary.say import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One vaccination as written; `vaccine` an id of the catalogue or the family's own name.

    day_known  where nobody knows the day: all that is known of `on`
    """

    on: date
    vaccine: str
    day_known: str | None = None
    cvx: str = ""
    product: str = ""
    lot: str = ""
    site: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Antibodies:
    """A result of a test for antibodies, as its report prints it."""

    on: date
    test: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VaccineRecord:
    """All of it, the oldest first. waits: what sources say of waiting, a sentence each."""

    head: Head
    given: tuple[Given, ...]
    antibodies: tuple[Antibodies, ...]
    waits: tuple[str, ...]


def vaccine_record(
    session: Session, child: Child, *, now: datetime, waits: Sequence[str] = ()
) -> VaccineRecord:
    """Return the vaccine record of one child. The caller has checked the right to look.

    waits  as the page about each vaccine says it now, worked out by the caller (H26)
    """
    head = head_of(session, child, now=now)
    window = whole_of(head)
    given = [
        Given(
            on=window.day(row.at),
            vaccine=row.vaccine,
            day_known=row.day_known,
            cvx=row.cvx or "",
            product=row.product or "",
            lot=row.lot or "",
            site=row.site or "",
            place=row.place or "",
        )
        for row in vaccinations(session, child.id)
    ]
    found = [
        Antibodies(
            on=window.day(one.at),
            test=one.test.name if one.test else one.name,
            value=" ".join(filter(None, (one.value, unit_text(one.unit)))),
        )
        for one in titres(session, child.id)
    ]
    return VaccineRecord(
        head=head,
        given=tuple(sorted(given, key=_oldest_first)),
        antibodies=tuple(sorted(found, key=lambda one: (one.on, one.test))),
        waits=tuple(waits),
    )


def vaccine_paper(found: VaccineRecord, language: str) -> Document:
    """Return the vaccine record in words."""
    return paper(
        found.head,
        title=_("Vaccine record"),
        parts=vaccine_parts(found, language),
        of=(found.given, found.antibodies, found.waits),
        language=language,
        intro=_(
            "Every vaccination in this journal, as the family wrote it from cards and packs. The "
            "clinic's own record goes before it."
        ),
    )


def vaccine_parts(found: VaccineRecord, language: str) -> list[Part]:
    """Return what was given, what waits, and the antibodies that were looked for."""
    nothing = _("not written")
    given = tuple(
        (
            words.known_day(one.on, one.day_known, language),
            vaccine_name(one.vaccine),
            one.cvx or nothing,
            one.product or nothing,
            one.lot or nothing,
            ", ".join(filter(None, (one.site, one.place))) or nothing,
        )
        for one in found.given
    )
    antibodies = tuple(
        (words.day(one.on, language), _(one.test), one.value) for one in found.antibodies
    )
    parts: list[Part] = [
        Rows(
            heading=_("Given"),
            columns=(
                _("day"),
                _("vaccine"),
                _("CVX"),
                _("product"),
                _("lot"),
                _("where on the body, where"),
            ),
            rows=given,
            narrow=(0, 2),
            note="" if given else _("No vaccination is recorded."),
        ),
        Texts(
            heading=_("What waits, and until when"),
            texts=found.waits,
            note=_("What sources say, from what stands in this journal. Ask your team before any."),
        ),
    ]
    if antibodies:
        parts.append(
            Rows(
                heading=_("Antibodies, as printed by the laboratory"),
                columns=(_("day"), _("test"), _("result")),
                rows=antibodies,
                narrow=(0,),
            )
        )
    return parts


def _oldest_first(one: Given) -> tuple[bool, date, str]:
    """Those of which not even the year is known stand last."""
    return (one.day_known == DayKnown.NOTHING, one.on, one.vaccine)


def vaccine_name(vaccine: str) -> str:
    """Return its name in the catalogue, or the family's own."""
    known = find_vaccine(vaccine)
    return _(known.name) if known else vaccine
