"""The list of medicines in words, as a pharmacy reads it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from journal.amounts import Amounts, both_text
from journal.care.reviews import Missing
from journal.summary import words
from journal.summary.document import Document, Part, Rows
from journal.summary.page import Medicine
from journal.summary.papers.head import paper
from journal.summary.papers.medicine_list import MedicineList
from journal.summary.say import _
from journal.summary.treatment import named


def pharmacy_paper(found: MedicineList, language: str) -> Document:
    """Return the list for a pharmacy: every medicine that is planned, none left out."""
    return paper(
        found.head,
        title=_("Medicine list for the pharmacy"),
        parts=medicine_parts(found, language),
        of=(found.medicines, found.steps, found.unseen),
        language=language,
        intro=_("What is planned, as the family wrote it from labels and from what its team said."),
    )


def medicine_parts(found: MedicineList, language: str) -> list[Part]:
    """Return every medicine that is planned, and those that are as needed."""
    names = names_of(found)
    scheduled = [one for one in found.medicines if not is_as_needed(one)]
    needed = [one for one in found.medicines if is_as_needed(one)]
    return [
        medicine_rows(_("Medicines planned"), scheduled, found, names, language),
        medicine_rows(_("As needed"), needed, found, names, language),
    ]


def names_of(found: MedicineList) -> Mapping[str, str]:
    """Return the name of every medicine by its id; a weekly one says its weekday (H4)."""
    return {one.id: named(one.name, one.rhythm) for one in found.medicines}


def is_as_needed(one: Medicine) -> bool:
    """Say whether the family gives it when it is needed."""
    return bool(one.rhythm.get("as_needed"))


def medicine_rows(
    heading: str,
    medicines: Iterable[Medicine],
    found: MedicineList,
    names: Mapping[str, str],
    language: str,
) -> Rows:
    """Return a table of these medicines, every plan to come in a row of its own."""
    unseen = dict(found.unseen)
    rows = tuple(
        (
            with_strength(step),
            amounts_of(step),
            how_often(step, names, language),
            _since(step, found.head.today, language),
            "; ".join(remarks_of(step, unseen, language)) or _("nothing else"),
        )
        for one in medicines
        for step in _steps(one, found)
    )
    return Rows(
        heading=heading,
        columns=(
            _("medicine, as on the label"),
            _("amount"),
            _("how often"),
            _("since"),
            _("also"),
        ),
        rows=rows,
        narrow=(3,),
        note="" if rows else _("None is planned."),
    )


def _steps(one: Medicine, found: MedicineList) -> list[Medicine]:
    """The medicine of now, and each plan to come in a row of its own."""
    later = [step for step in found.steps if step.id == one.id]
    return later if later and later[0].since_on == one.since_on else [one, *later]


def _since(one: Medicine, today: date, language: str) -> str:
    if one.since_on is None:
        return ""
    day = words.day(one.since_on, language)
    return _("begins on %(day)s", day=day) if one.since_on > today else day


def with_strength(one: Medicine) -> str:
    """Return the name and the strength on its label."""
    return ", ".join(filter(None, (named(one.name, one.rhythm), one.strength)))


def amounts_of(one: Medicine, of_dose: Decimal | None = None) -> str:
    """Return both numbers of a dose; of_dose: of one dose, where they are not alike."""
    if one.amount is None:
        return words.amount(None, one.unit)
    return both_text(
        Amounts(
            amount=one.amount,
            unit=one.unit,
            rhythm=one.rhythm,
            measured=one.measured,
            measured_unit=one.measured_unit,
        ),
        of_dose,
    )


def how_often(one: Medicine, names: Mapping[str, str], language: str) -> str:
    """How often, and at what times also where the words of the rhythm leave them out."""
    said, times = words.rhythm(one.rhythm, language, names), one.rhythm.get("times")
    parts = [said, words.limits(one.rhythm)]
    if isinstance(times, list | tuple) and not any(str(each) in said for each in times):
        parts.append(", ".join(str(each) for each in times))
    return ", ".join(filter(None, parts))


def remarks_of(one: Medicine, unseen: Mapping[str, Missing], language: str) -> Iterable[str]:
    """Yield what else is to be known: not looked at since a stay, paused, ends, told by whom."""
    if one.id in unseen:
        yield (
            _("The hospital changed or stopped it: the plan does not say so yet.")
            if unseen[one.id] is Missing.PLAN
            else _("Not looked at since the discharge.")
        )
    if one.paused_on:
        yield _("PAUSED since %(day)s", day=words.day(one.paused_on, language))
    if one.ask_after:
        day = words.day(one.ask_after, language)
        yield _("no dose is written for after %(day)s", day=day)
    if one.told_by:
        yield _("told by %(name)s", name=one.told_by)
