"""Then and now in words: what it is, the two numbers with their days, and which way they went."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from journal.summary import words
from journal.summary.lived import Measure
from journal.summary.page import Area, Page, Since, Trend
from journal.summary.printable import printable
from journal.summary.rows import Table, more
from journal.summary.say import _
from journal.summary.score_words import judge, ranged, score_name
from journal.summary.written_charts import done_words, task_words

IN_TURN = 2  # lines of one area before the next area has its turn, where not all find room


def since_table(page: Page, most: int, language: str) -> Table:
    """Return the lines of then and now that find room: of every area some, in their order."""
    kept = _chosen(page.since, most)
    heading = _("In this period")
    if page.last_visit_on:
        heading = _("Since the visit on %(day)s", day=words.day(page.last_visit_on, language))
    return Table(
        heading=heading,
        columns=(_("What"), _("then and now"), _("in a word")),
        rows=tuple(since_row(each, page, language) for each in kept),
        more=more(len(page.since) - len(kept)),
    )


def _chosen(lines: Sequence[Since], most: int) -> list[Since]:
    seen: dict[Area, int] = defaultdict(int)
    places = []
    for place, each in enumerate(lines):
        places.append((seen[each.area] // IN_TURN, place))
        seen[each.area] += 1
    return [lines[place] for place in sorted(place for _turn, place in sorted(places)[:most])]


def since_row(each: Since, page: Page, language: str) -> tuple[str, str, str]:
    """Return what it is, then and now, and which way it went, "" where nobody can say."""
    word = {Trend.BETTER: _("better"), Trend.SAME: _("same"), Trend.WORSE: _("worse")}
    near = page.period.to_on
    if each.what.startswith("task:"):
        name, figures = _task_name(each), _dated(each, near, language)
    elif each.measure:
        name, figures = _score(each), _dated(each, near, language)
        if direction := _direction(each):
            figures = f"{figures}, {direction}"
    elif each.by:
        name, best = _("Wellbeing, by a parent"), _("10 is very well")
        figures = f"{words.since(each)}, {best}"
    else:
        name, figures = words.symptom(each.name), words.since(each)
    return printable(name, 80), figures, word[each.trend] if each.trend else ""


def _task_name(each: Since) -> str:
    name = task_words().get(each.name, each.name)
    if each.steps is None:
        return name
    return _("%(task)s, %(n)d steps", task=name, n=each.steps)


def _measure(each: Since) -> Measure:
    return Measure(each.measure, each.name, each.scaled, each.by)


def _score(each: Since) -> str:
    return f"{score_name(_measure(each))}, {judge(_measure(each))}"


def _direction(each: Since) -> str:
    known = ranged(_measure(each))
    if known is None:
        return ""
    return _(
        "%(low)g to %(high)g: %(direction)s",
        low=known.low,
        high=known.high,
        direction=known.direction,
    )


def _dated(each: Since, near: date, language: str) -> str:
    """ "9.1 s, with hands (2 Sep) → 6.4 s, alone (20 Nov)"; of one alone that nothing followed."""
    same = each.then_done == each.now_done
    sides = [
        _side(each, value, "" if same and place == 0 else done, on, near, language)
        for place, (value, done, on) in enumerate(
            (
                (each.then, each.then_done, each.then_on),
                (each.now, each.now_done, each.now_on),
            )
        )
        if on
    ]
    if each.now_on is None:
        sides.append(_("nothing recorded since"))
    return " → ".join(sides)


def _side(
    each: Since, value: Decimal | None, done: str, on: date, near: date, language: str
) -> str:
    parts = []
    if value is not None:
        unit = f"\N{NO-BREAK SPACE}{each.unit}" if each.unit else ""
        parts.append(f"{words.number(value)}{unit}")
    if done or value is None:
        parts.append(done_words().get(done or each.now_done, done))
    return f"{', '.join(parts)} ({words.near_day(on, near, language)})"
