"""The table of all therapies in words: a row for each time one was begun."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from journal.amounts import Amounts, both_text
from journal.care.units import Unit, in_same_unit, rounded_for_each_kg
from journal.plans.standing import State
from journal.summary import words
from journal.summary.document import Rows
from journal.summary.page import Infusion
from journal.summary.papers.highest import Highest
from journal.summary.papers.therapies import Therapy, Thought
from journal.summary.papers.tried import End, Rest, Tried
from journal.summary.say import _, ngettext
from journal.summary.treatment import named
from journal.summary.written_charts import symptom_name
from journal.words import because, unbroken


def infused_per_kg(one: Infusion) -> str:
    """Return "1.02 g/kg on 24.6 kg", in mg/kg where the amount is in mg; "" without a figure."""
    if one.per_kg is None or one.weight is None:
        return ""
    return _(
        "%(figure)s on %(weight)s",
        figure=f"{words.number(one.per_kg)} {one.unit}/kg",
        weight=f"{words.number(one.weight.value)} {one.weight.unit}",
    )


def name_of(therapy: Therapy) -> str:
    """Return the name of a therapy; a weekly one says its weekday (H4)."""
    return named(therapy.name, therapy.rhythm)


def therapy_rows(therapies: Iterable[Therapy], names: Mapping[str, str], language: str) -> Rows:
    """Return every therapy, the earliest first; what has an own name by id in `names`."""
    rows = [row for each in therapies for row in _rows_of(each, names[each.id], names, language)]
    return Rows(
        heading=_("Therapies tried"),
        columns=(
            _("Therapy"),
            _("from"),
            _("to"),
            _("highest planned dose of a day"),
            _("how it ended, who said so"),
            _("thought to come from it"),
        ),
        rows=tuple(rows),
        narrow=(1, 2),
        note="" if rows else _("No therapy is recorded."),
    )


def _rows_of(
    therapy: Therapy, name: str, names: Mapping[str, str], language: str
) -> Iterable[tuple[str, ...]]:
    came = "; ".join((*(_thought(each, language) for each in therapy.thought), *_infused(therapy)))
    came = came or _("nothing written")
    if not therapy.tried:
        days = [one.on for one in therapy.infusions]
        ended = ngettext("%(num)d infusion recorded", "%(num)d infusions recorded", len(days))
        first, last = words.day(min(days), language), words.day(max(days), language)
        yield name, first, last, _most_infused(therapy), ended, came
        return
    highest = "; ".join(_highest(each, names, language) for each in therapy.highest)
    for place, one in enumerate(therapy.tried):
        yield (
            name,
            words.day(one.from_on, language),
            words.day(one.to_on, language) if one.to_on else _("goes on"),
            (highest or _("begins later")) if place == 0 else _("see its first row"),
            _ended(one, therapy.state, language),
            came if place == 0 else _("see its first row"),
        )


def _highest(one: Highest, names: Mapping[str, str], language: str) -> str:
    plan = Amounts(
        amount=one.amount,
        unit=one.unit,
        rhythm=one.rhythm,
        measured=one.measured,
        measured_unit=one.measured_unit,
    )
    said = [f"{unbroken(both_text(plan))}, {words.rhythm(one.rhythm, language, names)}"]
    if one.day != one.amount:
        said.append(_("%(amount)s a day", amount=words.amount(one.day, one.unit)))
    if not one.a_day:
        said.append(_("of one time, not of a day"))
    said.append(_per_kg(one, language))
    return f"{'; '.join(said)}; {_('from %(day)s', day=words.day(one.from_on, language))}"


def _per_kg(one: Highest, language: str) -> str:
    if one.mg is None:
        return _("no mg/kg: nobody wrote how many mg it is")
    if one.weight is None or one.mg_per_kg is None:
        return _("no mg/kg: no weight recorded by then")
    grams = one.unit == "g"
    figure = rounded_for_each_kg(one.mg_per_kg / 1000) if grams else one.mg_per_kg
    return _(
        "%(figure)s at %(weight)s, weighed %(day)s",
        figure=f"{words.number(figure)} {'g/kg' if grams else 'mg/kg'}",
        weight=one.weight.written,
        day=words.day(one.weight.on, language),
    )


def _ended(one: Tried, state: State | None, language: str) -> str:
    said = [_rest(each, language) for each in one.rests]
    if one.end is End.STOPPED:
        why = because(one.cause, one.reason, one.advised_by)
        said.append(_("stopped: %(why)s", why=why) if why else _("stopped, no reason written"))
    elif one.end is End.PLAN_ENDED:
        said.append(_("the plan ended"))
    elif one.later:
        said.append(_("begins later"))
    elif state is not State.PAUSED:
        said.append(_("in the plan now"))
    if one.begun_by or one.begun_why:
        said.insert(0, _("begun: %(why)s", why=because(None, one.begun_why, one.begun_by)))
    return "; ".join(said)


def _rest(rest: Rest, language: str) -> str:
    days = words.span(rest.from_on, rest.to_on, language)
    why = because(rest.cause, rest.reason, rest.advised_by) or _("no reason written")
    return _("paused %(days)s: %(why)s", days=days, why=why)


def _thought(one: Thought, language: str) -> str:
    times = ngettext("%(num)d time", "%(num)d times", one.times)
    return (
        f"{symptom_name(one.symptom)}, {times}, {words.span(one.first_on, one.last_on, language)}"
    )


def _infused(therapy: Therapy) -> list[str]:
    told = [one for one in therapy.infusions if one.reaction]
    if not told:
        return []
    what = ", ".join(dict.fromkeys(_(name) for one in told for name in one.reaction))
    count = ngettext("reaction at %(num)d infusion", "reactions at %(num)d infusions", len(told))
    return [f"{count}: {what}"]


def _most_infused(therapy: Therapy) -> str:
    by_weight = [one for one in therapy.infusions if one.per_kg is not None]
    found = [max(by_weight, key=_mg_for_each_kg)] if by_weight else []
    # The most of all may be one without a weight, or in a unit that is no weight at all.
    found += [one for one in _most_of_each_unit(therapy.infusions) if one not in by_weight]
    said = (
        ", ".join(filter(None, (words.amount(one.amount, one.unit), infused_per_kg(one))))
        for one in found
    )
    return "; ".join(said) or _("no amount recorded")


def _mg_for_each_kg(one: Infusion) -> Decimal:
    return in_same_unit(one.per_kg or Decimal(0), one.unit, Unit.MILLIGRAM) or Decimal(0)


def _most_of_each_unit(infusions: Iterable[Infusion]) -> list[Infusion]:
    """The highest in mg or g, and the highest in each unit that no factor makes one of them."""
    most: dict[str, tuple[Decimal, Infusion]] = {}
    for one in infusions:
        if one.amount is None:
            continue
        mg = in_same_unit(one.amount, one.unit, Unit.MILLIGRAM)
        unit, size = (one.unit, one.amount) if mg is None else (Unit.MILLIGRAM.value, mg)
        if unit not in most or size > most[unit][0]:
            most[unit] = size, one
    return [one for _size, one in most.values()]
