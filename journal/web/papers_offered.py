"""Which papers there are: what each is called, what it is for, and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.knowledge.vaccines import find_vaccine
from journal.care.rhythm_parts import read_time
from journal.plans.school_hours import check_school_hours
from journal.plans.vaccine_wishes import ALWAYS, followed
from journal.records.children import Child
from journal.summary.document import Document
from journal.summary.papers.infusion_list import infusion_list, infusion_paper
from journal.summary.papers.medicine_list import Hours, medicine_list
from journal.summary.papers.medicine_list_words import pharmacy_paper
from journal.summary.papers.school_words import school_paper
from journal.summary.papers.treatment import treatment_history
from journal.summary.papers.treatment_words import treatment_paper
from journal.summary.papers.vaccine_record import vaccine_paper, vaccine_record
from journal.web.frame import today_of
from journal.web.papers_book import book_paper
from journal.web.vaccine_said import card_line
from journal.web.vaccines import answer_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """When and in which language a paper is made, and what its address asks for."""

    moment: datetime
    language: str
    hours: Hours = field(default_factory=Hours)
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A paper: what it is called, what it is for in one sentence, and how it is made.

    make: from the rows of a child; it only reads.
    """

    title: str
    purpose: str
    make: Callable[[Session, Child, Asked], Document]


def offered() -> dict[str, Offered]:
    """Return every paper by the word that stands in its address."""
    return {
        "treatment": Offered(
            title=_("Treatment history"),
            purpose=_("For a second opinion and the insurer: every therapy tried, how it ended."),
            make=_treatment,
        ),
        "vaccines": Offered(
            title=_("Vaccine record"),
            purpose=_("For a school, a new doctor or a journey: what was given, what waits."),
            make=_vaccines,
        ),
        "pharmacy": Offered(
            title=_("Medicine list for the pharmacy"),
            purpose=_("For the pharmacy and a new prescriber: every medicine that is planned."),
            make=_pharmacy,
        ),
        "school": Offered(
            title=_("Paper for the school"),
            purpose=_("For teachers and the school nurse: what is given there, and whom to call."),
            make=_school,
        ),
        "infusions": Offered(
            title=_("All infusions with their lots"),
            purpose=_("For a recall and a new infusion center: every infusion, every lot."),
            make=_infusions,
        ),
        "book": Offered(
            title=_("The whole journal"),
            purpose=_("For a new hospital: a first part to read, then every entry in its order."),
            make=_book,
        ),
    }


def hours_of(child: Child) -> Hours:
    """Return the school hours that the family wrote, else the usual ones."""
    if child.school_begins is None or child.school_ends is None:
        return Hours()
    return Hours(begin=child.school_begins, end=child.school_ends)


def read_hours(typed: Mapping[str, str], known: Hours) -> Hours:
    """Return the school hours that were typed, `known` where nothing was. Raises Refused."""
    begin, end = check_school_hours(
        read_time(typed.get("begin") or f"{known.begin:%H:%M}"),
        read_time(typed.get("end") or f"{known.end:%H:%M}"),
    )
    return Hours(begin=begin, end=end)


def _treatment(session: Session, child: Child, asked: Asked) -> Document:
    return treatment_paper(treatment_history(session, child, now=asked.moment), asked.language)


def _vaccines(session: Session, child: Child, asked: Asked) -> Document:
    waits = _waits(session, child, today_of(child, asked.moment))
    found = vaccine_record(session, child, now=asked.moment, waits=waits)
    return vaccine_paper(found, asked.language)


def _waits(session: Session, child: Child, on: date) -> list[str]:
    """What sources say of the vaccines that are always watched and of those the family follows."""
    wishes = (one.vaccine for one in followed(session, child.id))
    known = (find_vaccine(id_) for id_ in dict.fromkeys((*ALWAYS, *wishes)))
    return [card_line(answer_for(session, child, one, on=on), on) for one in known if one]


def _pharmacy(session: Session, child: Child, asked: Asked) -> Document:
    return pharmacy_paper(medicine_list(session, child, now=asked.moment), asked.language)


def _school(session: Session, child: Child, asked: Asked) -> Document:
    found = medicine_list(session, child, now=asked.moment, hours=asked.hours)
    return school_paper(found, asked.language)


def _book(session: Session, child: Child, asked: Asked) -> Document:
    waits = _waits(session, child, today_of(child, asked.moment)) if asked.part == 1 else ()
    return book_paper(
        session, child, asked.part, now=asked.moment, language=asked.language, waits=waits
    )


def _infusions(session: Session, child: Child, asked: Asked) -> Document:
    return infusion_paper(infusion_list(session, child, now=asked.moment), asked.language)
