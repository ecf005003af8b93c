"""Which numbers stand as lines on the page's time axis, and what is said beside each."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from journal.care.knowledge import find_lab_test
from journal.care.lab_values import read_printed
from journal.summary import chart, words
from journal.summary.around import LabResult, Plotted
from journal.summary.chart import Axis
from journal.summary.chosen import GROUPS
from journal.summary.lanes import Lane, LaneKind
from journal.summary.lived import Measure
from journal.summary.page import Page, Reading, Since, Symptom
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.score_words import judge, score_name
from journal.summary.written_charts import TASKS_JOINED, VISITS_JOINED, task_words

# What a clinic asks first is drawn first when there is no room for all.
FIRST = ("task:floor_rise", "score:cmas", "score:mmt8", "skin", "lab:", "wellbeing", "task:")
SCALE = 10
FEW = 2  # numbers that are all said
SEVERAL = 3  # readings that make a line worth its room
DAILY_UP_TO = 120  # days; a longer period shows the highest reading of each week
CLOSE = timedelta(days=3)  # daily readings further apart are not joined: a gap stays a gap
WEEK = timedelta(days=7)
Drawn = Callable[[Axis, Page, str], Lane]


@dataclass(frozen=True, slots=True)
class _Line:
    """Something that can be drawn. rank: the lower, the sooner it finds room."""

    rank: tuple[int, int, int]
    draw: Drawn


def line_lanes(axis: Axis, page: Page, most: int, language: str) -> list[Lane]:
    """Return the lanes of at most so many numbers over time: tasks, scores, skin …, symptoms."""
    found = _lines(page)
    order = sorted(range(len(found)), key=lambda place: found[place].rank)
    ranks = {place: rank for rank, place in enumerate(order)}
    return [
        replace(line.draw(axis, page, language), kind=LaneKind.LINE, rank=ranks[place])
        for place, line in enumerate(found)
        if ranks[place] < most
    ]


def hidden_lines(page: Page, most: int) -> int:
    """Return how many numbers over time find no room."""
    return max(len(list(_lines(page))) - most, 0)


def is_weekly(page: Page) -> bool:
    """Whether what is written every day is shown week by week."""
    return page.period.days > DAILY_UP_TO


def _lines(page: Page) -> list[_Line]:
    """All there are, in the order in which they stand."""
    wanted = set(page.charted)
    plotted = [each for each in page.plotted if not wanted or each.chart in wanted]
    symptoms = [each for each in page.symptoms if each.readings]
    if wanted:
        inside = {code for key in wanted for code in GROUPS.get(key, ())}
        symptoms = [
            each for each in symptoms if f"symptom:{each.what}" in wanted or each.what in inside
        ]
    else:
        drawn = {code for each in plotted for code in each.inside}
        symptoms = [each for each in symptoms if each.what not in drawn]
    return [
        *(_Line(_rank(each), partial(_plotted, each)) for each in plotted),
        *(_Line(_weight(each), partial(_symptom, each)) for each in symptoms),
    ]


def _rank(plotted: Plotted) -> tuple[int, int, int]:
    places = [n for n, begin in enumerate(FIRST) if plotted.chart.startswith(begin)]
    return (0, min(places, default=len(FIRST)), -len(plotted.points))


def _weight(symptom: Symptom) -> tuple[int, int, int]:
    """The worst first, then what was written most often; single readings last."""
    highest = max(each.severity for each in symptom.readings)
    few = len(symptom.readings) < SEVERAL
    return (2 if few else 1, -highest, -len(symptom.readings))


def _plotted(each: Plotted, axis: Axis, page: Page, language: str) -> Lane:
    title = line_title(each)
    points = [(point.on, point.value) for point in each.points]
    gap = CLOSE
    if each.chart.startswith("task:"):
        gap = TASKS_JOINED
    elif each.chart.startswith(("score:", "lab:")):
        gap = VISITS_JOINED
    elif is_weekly(page):
        pick = max if each.inside else min
        points, gap = _weekly(points, axis.from_on, pick), WEEK
    value = _value(each, page, language)
    if len(points) <= FEW:
        gap = timedelta(0)  # two dots are no course
    svg = chart.line(
        axis,
        [(on, float(number - each.least)) for on, number in points],
        most=float(_most(each) - each.least) or 1.0,
        gap=gap,
        title=title,
        desc=value,
        crosses=each.misses,
        overs=[one.on for one in each.texts if one.is_over],
        breaks=[one.on for one in each.texts],
    )
    said = [(on, _number(each, number)) for on, number in points]
    said += [(one.on, _printed(one)) for one in each.texts]
    rows = tuple((words.day(on, language), text) for on, text in sorted(said, key=_by_day))
    rows += tuple((words.day(on, language), _("could not")) for on in each.misses)
    return Lane(label=title, value=value, svg=svg, alt=f"{title}. {value}", rows=rows)


def _most(each: Plotted) -> Decimal:
    return each.most or max((point.value for point in each.points), default=Decimal(1))


def line_title(each: Plotted) -> str:
    """Return what a line is called, with its unit or its scale."""
    if each.chart.startswith("task:"):
        name = task_words().get(each.name, each.name)
        if each.steps is not None:
            name = _("%(task)s, %(n)d steps", task=name, n=each.steps)
        return _("%(task)s, in seconds", task=name)
    if each.chart.startswith("score:"):
        measure = each.chart.split(":")[1]
        name = score_name(Measure(measure, each.name, each.scaled, each.by))
        name = f"{name}, {judge(Measure(measure, each.name, each.scaled, each.by))}"
        return name if each.most is None else f"{name}, {_range(each)}"
    if each.inside:
        return _("Skin, the highest, 0 to 10") if len(each.inside) > 1 else _("Skin, 0 to 10")
    if each.by:
        return _("Wellbeing, by a parent: 10 is very well")
    name = _(each.name) if find_lab_test(each.name) else printable(each.name, 60)
    return f"{name} ({printable(each.unit, 20)})" if each.unit else name


def _range(each: Plotted) -> str:
    low, high = words.number(each.least), words.number(each.most or Decimal(0))
    return _("%(low)s to %(high)s", low=low, high=high)


def _number(each: Plotted, number: Decimal) -> str:
    unit = f"\N{NO-BREAK SPACE}{each.unit}" if each.unit else ""
    return f"{words.number(number)}{unit}"


def _value(each: Plotted, page: Page, language: str) -> str:
    """ "last 46 on 30 Oct, highest 48"; of wellbeing the lowest; a test as the laboratory has it.

    One or two numbers are all said, each with its day.
    """
    near = page.period.to_on
    if each.chart.startswith("lab:"):
        return _result(each, near, language)
    if not each.points:
        return _("could not")
    said = words.number(each.points[-1].value)
    on = each.points[-1].on
    if each.misses and each.misses[-1] > on:
        said, on = _("could not"), each.misses[-1]
    elif skin := _highest_now(each, page):
        said, on = words.number(skin.now or Decimal(0)), skin.now_on or on
    elif len(each.points) <= FEW and not each.misses:
        days = [words.near_day(point.on, near, language) for point in each.points]
        values = [*(words.number(point.value) for point in each.points[:-1]), said]
        return ", ".join(
            _("%(value)s on %(day)s", value=value, day=day)
            for value, day in zip(values, days, strict=True)
        )
    said = _("%(value)s on %(day)s", value=said, day=words.near_day(on, near, language))
    numbers = [point.value for point in each.points]
    if each.by == "parent" and each.chart == "wellbeing":
        return _("last %(last)s, lowest %(lowest)s", last=said, lowest=words.number(min(numbers)))
    return _("last %(last)s, highest %(highest)s", last=said, highest=words.number(max(numbers)))


def _result(each: Plotted, near: date, language: str) -> str:
    """ "last >22000 on 30 Oct, highest >22000", each as the laboratory printed it."""
    every = [(point.on, words.number(point.value)) for point in each.points]
    every = sorted([*every, *((one.on, _printed(one)) for one in each.texts)], key=_by_day)
    last = printable(each.last, 40)
    if len(every) <= FEW:
        values = [*(text for _on, text in every[:-1]), last]
        return ", ".join(
            _("%(value)s on %(day)s", value=value, day=words.near_day(on, near, language))
            for value, (on, _text) in zip(values, every, strict=True)
        )
    last = _("%(value)s on %(day)s", value=last, day=words.near_day(every[-1][0], near, language))
    if highest := _highest(each):
        return _("last %(last)s, highest %(highest)s", last=last, highest=highest)
    return _("last %(last)s, no result is a number", last=last)


def _highest(each: Plotted) -> str:
    """What is more than could be counted is higher than every number below its bound."""
    numbers = [(point.value, words.number(point.value)) for point in each.points]
    overs = [(_bound(one.text), _printed(one)) for one in each.texts if one.is_over]
    known = [*numbers, *((bound, text) for bound, text in overs if bound is not None)]
    if any(bound is None for bound, _text in overs):
        return overs[-1][1]
    return max(known, key=lambda one: one[0])[1] if known else ""


def _bound(text: str) -> Decimal | None:
    """The number behind ">" of a result."""
    return read_printed(text).number if text else None


def _printed(one: LabResult) -> str:
    return printable(" ".join(filter(None, (one.text, one.flag))), 40)


def _by_day(one: tuple[date, str]) -> date:
    return one[0]


def _highest_now(each: Plotted, page: Page) -> Since | None:
    """Of the skin: the highest of what stands above as now, the same figure in both places."""
    found = [line for line in page.since if line.what in each.inside and line.now is not None]
    return max(found, key=lambda line: (line.now or 0, line.now_on or date.min), default=None)


def _weekly(
    points: Sequence[tuple[date, Decimal]],
    begins_on: date,
    pick: Callable[[list[Decimal]], Decimal],
) -> list[tuple[date, Decimal]]:
    weeks: dict[date, list[Decimal]] = defaultdict(list)
    for on, value in points:
        weeks[begins_on + WEEK * ((on - begins_on).days // 7)].append(value)
    return [(on, pick(values)) for on, values in sorted(weeks.items())]


def _symptom(symptom: Symptom, axis: Axis, page: Page, language: str) -> Lane:
    label = words.symptom(symptom.name)
    weekly = is_weekly(page)
    inside = [each for each in symptom.readings if axis.holds(each.on)]
    points = weekly_highest(inside, axis.from_on) if weekly else _daily(inside)
    gap = WEEK if weekly else CLOSE
    highest = max((value for _on, value in points), default=0)
    last = inside[-1].severity if inside else 0
    value = _("last %(last)d, highest %(highest)d", last=last, highest=highest)
    title = _("%(symptom)s, 0 to 10", symptom=label)
    svg = chart.line(
        axis, [(on, float(each)) for on, each in points], most=10, gap=gap, title=title, desc=value
    )
    rows = tuple((words.day(on, language), str(each)) for on, each in points)
    return Lane(label=label, value=value, svg=svg, alt=f"{title}. {value}", rows=rows)


def _daily(readings: Sequence[Reading]) -> list[tuple[date, int]]:
    highest: dict[date, int] = defaultdict(int)
    for each in readings:
        highest[each.on] = max(highest[each.on], each.severity)
    return sorted(highest.items())


def weekly_highest(readings: Sequence[Reading], begins_on: date) -> list[tuple[date, int]]:
    """Return the highest reading of each week that has one, on the week's first day."""
    return _daily(
        [
            Reading(on=begins_on + WEEK * ((each.on - begins_on).days // 7), severity=each.severity)
            for each in readings
        ]
    )
