"""Medicines, doses, changes and infusions, as rows of words."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from journal.amounts import Amounts, both_text
from journal.summary import words
from journal.summary.changed import change
from journal.summary.page import Count, Infusion, Medicine, Page
from journal.summary.printable import printable
from journal.summary.rows import Dose, Table, more
from journal.summary.say import _
from journal.words import unbroken

MOST_CHANGES = 10
MOST_INFUSIONS = 8
MOST_LOTS = 6
MOST_STOPPED = 6

Named = Callable[[str, str], str]


def names(page: Page) -> Named:
    """Return how a medicine of an id and a name is called: weekly ones carry their weekday (H4)."""
    weekdays: dict[str, set[str]] = defaultdict(set)
    for medicine in page.medicines:
        weekdays[medicine.id].add(words.weekdays(medicine.rhythm))
    for bar in page.bars:
        weekdays[bar.id].add(words.weekdays(bar.rhythm))

    def named(identity: str, medicine: str) -> str:
        on = ", ".join(sorted(filter(None, weekdays[identity])))
        name = printable(medicine, 80)
        return f"{name}, {on}" if on else name

    return named


def medicines(page: Page) -> Table:
    """Return the heading and columns of the table of medicines; `doses` are its rows."""
    stopped = len(_not_planned(page)) - MOST_STOPPED
    columns = (
        _("Medicine"),
        _("amount"),
        _("how often"),
        _("since"),
        _("recorded"),
        _("refused"),
        _("skipped"),
        _("no record"),
    )
    return Table(
        heading=_("Medicines now, and doses in this period"),
        columns=columns,
        rows=((_("No record: nobody wrote anything, so neither taken nor missed."),),),
        more=more(stopped),
    )


def doses(page: Page, named: Named, language: str) -> tuple[Dose, ...]:
    """Return a row for every medicine of now, none left out, then those no longer planned."""
    counts = {each.id: each for each in page.counts}
    called = {each.id: named(each.id, each.name) for each in page.medicines}
    planned = [_planned(each, counts.get(each.id), called, language) for each in page.medicines]
    return (*planned, *(_stopped(each, named) for each in _not_planned(page)[:MOST_STOPPED]))


def _planned(
    medicine: Medicine, count: Count | None, called: Mapping[str, str], language: str
) -> Dose:
    limits = words.limits(medicine.rhythm)
    about = [printable(each, 160) for each in (medicine.strength, limits, medicine.told) if each]
    if medicine.told_by:
        about.append(_("told by %(name)s", name=printable(medicine.told_by, 80)))
    if medicine.ask_after:
        on = words.day(medicine.ask_after, language)
        about.append(_("no dose is written for after %(day)s", day=on))
    if medicine.paused_on:
        about.insert(0, _("PAUSED since %(day)s", day=words.day(medicine.paused_on, language)))
    return Dose(
        name=printable(medicine.name, 80),
        amount=_amounts(medicine),
        rhythm=words.rhythm(medicine.rhythm, language, called),
        weekly=bool(words.weekdays(medicine.rhythm)),
        since=words.day(medicine.since_on, language) if medicine.since_on else "",
        counts=_counts(count),
        about=" · ".join(filter(None, (*about, words.remarks(count) if count else ""))),
    )


def _amounts(medicine: Medicine) -> str:
    """Return all amounts of the plan, each with both numbers (H15)."""
    if medicine.amount is None:
        return words.amount(None, medicine.unit)
    plan = Amounts(
        amount=medicine.amount,
        unit=medicine.unit,
        rhythm=medicine.rhythm,
        measured=medicine.measured,
        measured_unit=medicine.measured_unit,
    )
    return unbroken(printable(both_text(plan), 160))


def _stopped(count: Count, named: Named) -> Dose:
    return Dose(
        name=named(count.id, count.medicine),
        amount="",
        rhythm=_("no longer in the plan"),
        weekly=False,
        since="",
        counts=_counts(count),
        about=words.remarks(count),
    )


def _not_planned(page: Page) -> list[Count]:
    now = {each.id for each in page.medicines}
    return [each for each in page.counts if each.id not in now]


def _counts(count: Count | None) -> tuple[str, str, str, str]:
    if count is None:
        return ("", "", "", "")
    silent = str(count.no_record) if count.planned is not None else "\N{EN DASH}"
    skipped = sum(each.times for each in count.skipped)
    return (words.recorded(count), str(count.refused), str(skipped), silent)


def changes(page: Page, named: Named, language: str) -> Table:
    """Return what changed in the plans, the latest first."""
    latest = sorted(page.changes, key=lambda each: each.on, reverse=True)
    rows = [
        (
            words.near_day(each.on, page.period.to_on, language),
            change(each, named(each.id, each.medicine)),
        )
        for each in latest[:MOST_CHANGES]
    ]
    return Table(
        heading=_("Changed in this period"),
        columns=(_("day"), _("change")),
        rows=tuple(rows),
        more=more(len(latest) - len(rows)),
    )


def infusions(page: Page, language: str) -> Table:
    """Return the infusions of the period, the latest first."""
    latest = sorted(page.infusions, key=lambda each: each.on, reverse=True)
    rows = [_infusion(each, language) for each in latest[:MOST_INFUSIONS]]
    return Table(
        heading=_("Infusions"),
        columns=(
            _("Infusions"),
            _("product"),
            _("amount"),
            _("per kg"),
            _("lots"),
            _("reaction"),
        ),
        rows=tuple(rows),
        more=more(len(latest) - len(rows)),
    )


def _infusion(each: Infusion, language: str) -> tuple[str, ...]:
    product = [printable(text, 60) for text in (each.medicine, each.product) if text]
    lots = [printable(lot, 30) for lot in each.lots[:MOST_LOTS]]
    if len(each.lots) > MOST_LOTS:
        lots.append(more(len(each.lots) - MOST_LOTS))
    reaction = ", ".join(printable(one, 60) for one in each.reaction[:MOST_LOTS])
    return (
        words.day(each.on, language),
        ", ".join(dict.fromkeys(product)),
        words.amount(each.amount, each.unit),
        words.per_kg(each, language),
        ", ".join(lots),
        reaction or _("none recorded"),
    )
