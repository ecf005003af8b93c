"""Medicines, doses, changes and infusions, as rows of words."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from journal.amounts import Amounts, both_text
from journal.summary import count_words, words
from journal.summary.changed import change, changes_in_turn, in_steps
from journal.summary.in_hospital import made_on
from journal.summary.page import Changed, Count, Infusion, Medicine, Page, Turn
from journal.summary.printable import printable
from journal.summary.room import FULL, Room
from journal.summary.rows import Dose, Table, more
from journal.summary.say import _
from journal.words import unbroken

MOST_STOPPED = 6


def named(medicine: str, rhythm: Mapping[str, object]) -> str:
    """Return how a medicine is called under the plan that held: weekly ones say the day (H4)."""
    on, name = words.weekdays(rhythm), printable(medicine, 80)
    return f"{name}, {on}" if on else name


def medicines(page: Page, language: str) -> Table:
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
    heading = _("Medicines now, and doses in this period")
    if page.period.to_on < made_on(page):
        day = words.day(page.period.to_on, language)
        heading = _("Medicines on %(day)s, and doses in this period", day=day)
    return Table(
        heading=heading,
        columns=columns,
        rows=((_legend(page, language),),),
        more=more(stopped),
    )


def _legend(page: Page, language: str) -> str:
    if not page.medicines and not _not_planned(page):
        return _("No medicine is in the plan.")
    said = [
        _("Recorded: taken, whole or in part, vomited too."),
        _("No record: nobody wrote anything, so neither taken nor missed."),
    ]
    if page.child.weight and any(each.per_kg for each in page.medicines):
        weight = words.measured(page.child.weight, language)
        said.append(_("mg/kg: on %(weight)s, the last weight written.", weight=weight))
    return " ".join(said)


def doses(page: Page, language: str) -> tuple[Dose, ...]:
    """Return a row for every medicine of now, none left out, then those no longer planned."""
    counts = {each.id: each for each in page.counts}
    last = {each.id: each.rhythm for each in page.changes}
    last |= {each.id: each.rhythm for each in page.bars}
    today = page.made_at.astimezone(ZoneInfo(page.period.zone)).date()
    called = {each.id: named(each.name, each.rhythm) for each in page.medicines}
    near = page.period.to_on
    taken = {
        each.id: words.near_day(max(each.doses_on), near, language)
        for each in page.bars
        if each.doses_on
    }
    planned = [
        _planned(each, counts.get(each.id), called, taken.get(each.id, ""), today, language)
        for each in page.medicines
    ]
    return (
        *planned,
        *(
            _stopped(each, last.get(each.id, {}), language)
            for each in _not_planned(page)[:MOST_STOPPED]
        ),
    )


def _planned(
    medicine: Medicine,
    count: Count | None,
    called: Mapping[str, str],
    taken: str,
    today: date,
    language: str,
) -> Dose:
    """taken: the last day on which a medicine of once a week or less was recorded as taken."""
    limits = words.limits(medicine.rhythm)
    about = [count_words.for_each_kg(medicine.per_kg)] if medicine.per_kg else []
    if taken:
        about.append(_("last recorded on %(day)s", day=taken))
    about += [printable(each, 160) for each in (medicine.strength, limits, medicine.told) if each]
    if medicine.told_by:
        about.append(_("told by %(name)s", name=printable(medicine.told_by, 80)))
    if medicine.ask_after:
        on = words.day(medicine.ask_after, language)
        about.append(_("no dose is written for after %(day)s", day=on))
    if medicine.coming:
        # After the figure of today's dose, which would read as that of the next.
        about.insert(bool(medicine.per_kg), _next(medicine, medicine.coming, called, language))
    if medicine.paused_on:
        about.insert(0, _("PAUSED since %(day)s", day=words.day(medicine.paused_on, language)))
    return Dose(
        name=printable(medicine.name, 80),
        amount=amounts(medicine),
        rhythm=words.rhythm(medicine.rhythm, language, called),
        weekly=bool(words.weekdays(medicine.rhythm)),
        since=_since(medicine, today, language),
        counts=_counts(count),
        about=" · ".join(
            filter(None, (*about, count_words.remarks(count, language) if count else ""))
        ),
    )


def _since(medicine: Medicine, today: date, language: str) -> str:
    """Return the first day; "from" before one that is still to come."""
    if medicine.since_on is None:
        return ""
    on = words.day(medicine.since_on, language)
    return _("from %(day)s", day=on) if medicine.since_on > today else on


def _next(medicine: Medicine, then: Medicine, called: Mapping[str, str], language: str) -> str:
    """Return "from 29 Nov 2026: 25 mg (2.5 mL)", with the days and the strength if they change."""
    said = [amounts(then)]
    if then.rhythm != medicine.rhythm:
        said.append(words.rhythm(then.rhythm, language, called))
    if then.strength and then.strength != medicine.strength:
        said.append(printable(then.strength, 160))
    on = words.day(then.since_on, language) if then.since_on else ""
    return _("from %(day)s: %(dose)s", day=on, dose=", ".join(said))


def amounts(medicine: Medicine) -> str:
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


def _stopped(count: Count, rhythm: Mapping[str, object], language: str) -> Dose:
    return Dose(
        name=named(count.medicine, rhythm),
        amount="",
        rhythm=_("no longer in the plan"),
        weekly=False,
        since="",
        counts=_counts(count),
        about=count_words.remarks(count, language),
    )


def _not_planned(page: Page) -> list[Count]:
    now = {each.id for each in page.medicines}
    found = [each for each in page.counts if each.id not in now]
    # Not all of them may fit: what nobody can tell goes before what is over.
    return sorted(found, key=lambda each: not each.unreadable)


def _counts(count: Count | None) -> tuple[str, str, str, str]:
    if count is None:
        return ("", "", "", "")
    silent = str(count.no_record) if count.planned is not None else "\N{EN DASH}"
    skipped = sum(each.times for each in count.skipped)
    return (count_words.recorded(count), str(count.refused), str(skipped), silent)


def changes(page: Page, most: int, language: str) -> tuple[Table, ...]:
    """Return what changed since the last visit, then what changed before it in the period.

    Each: of the medicines for the illness first, the latest first. Since a visit "nothing" is said
    as well: an empty place could be read as one that was forgotten.
    """
    visit = page.last_visit_on
    if visit is None or visit < page.period.from_on:
        return _changes(_("Changed in this period"), page.changes, page, most, language)
    since = [each for each in page.changes if each.on >= visit]
    before = [each for each in page.changes if each.on < visit]
    day = words.day(visit, language)
    first = _changes(_("Changed since the visit on %(day)s", day=day), since, page, most, language)
    if not first and page.left_out:
        before_it = _("Changed before the visit on %(day)s", day=day)
    else:
        before_it = _("Changed before it")
    if not first and not page.left_out:
        # Where items were left out, a change may be among them.
        nothing = Table(
            heading=_("Changed since the visit on %(day)s", day=day),
            columns=(_("day"), _("change")),
            rows=(("", _("nothing recorded")),),
        )
        first = (nothing,)
    room = max(most - len(since), 2)
    return (*first, *_changes(before_it, before, page, room, language))


def _changes(
    heading: str, found: Sequence[Changed], page: Page, most: int, language: str
) -> tuple[Table, ...]:
    latest = sorted(found, key=lambda each: (each.first, each.on), reverse=True)
    joined = in_steps(latest)
    rows = [_steps(each, page, language) for each in joined[:most]]
    left = sum(len(each) for each in joined[most:])
    table = Table(
        heading=heading,
        columns=(_("day"), _("change")),
        rows=tuple(rows),
        more=more(left),
    )
    return (table,) if rows else ()


def _steps(steps: Sequence[Changed], page: Page, language: str) -> tuple[str, str]:
    """One change, or the steps of one medicine in their order, under the day of the first."""
    if len(steps) == 1:
        return changed(steps[0], page, language)
    days = [words.near_day(each.on, page.period.to_on, language) for each in steps]
    return days[0], changes_in_turn(steps, days, _called(steps[-1]), language)


def changed(each: Changed, page: Page, language: str) -> tuple[str, str]:
    """Return the day of a change and what changed."""
    day = words.near_day(each.on, page.period.to_on, language)
    return day, change(each, _called(each), language)


def _called(each: Changed) -> str:
    """The name in a change; one of the days says the days itself."""
    turned = each.turn is Turn.RHYTHM and bool(words.turned(each, "en"))
    return printable(each.medicine, 80) if turned else named(each.medicine, each.rhythm)


def infusions(page: Page, language: str, room: Room = FULL) -> Table:
    """Return the infusions of the period, the latest first.

    Where there is no room for all, the last one stays, then those with a reaction.
    """
    latest = sorted(page.infusions, key=lambda each: each.on, reverse=True)
    first = sorted(range(len(latest)), key=lambda at: (at > 0, not latest[at].reaction, at))
    kept = sorted(first[: room.infusions])
    rows = [_infusion(latest[at], room.lots, language) for at in kept]
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


def _infusion(each: Infusion, most: int, language: str) -> tuple[str, ...]:
    product = [printable(text, 60) for text in (each.medicine, each.product) if text]
    lots = [printable(lot, 30) for lot in each.lots[:most]]
    if len(each.lots) > most:
        lots.append(more(len(each.lots) - most))
    # What she reacted with is never cut: the worst word may be the last.
    reaction = ", ".join(printable(one, 300) for one in each.reaction)
    return (
        words.day(each.on, language),
        ", ".join(dict.fromkeys(product)),
        words.amount(each.amount, each.unit),
        count_words.per_kg(each, language),
        ", ".join(lots),
        reaction or _("none recorded"),
    )
