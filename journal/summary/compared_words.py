"""Then and now in words: what it is, the two numbers with their days, and which way they went."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
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
LATELY = timedelta(days=3)  # a figure of now that is older says its day


def since_table(page: Page, most: int, language: str) -> Table:
    """Return then and now: what is worse first, then better, then numbers without a word.

    What is the same stands in one line, and what nobody wrote of again in the last one; a line of
    several has no name of its own. Of every area some find room, and what is worse before all.
    """
    same = [each for each in page.since if each.trend is Trend.SAME]
    silent = [each for each in page.since if _is_silent(each)]
    moved = [each for each in page.since if each.trend is not Trend.SAME and not _is_silent(each)]
    shown = _chosen(moved, most)
    word = _("same")
    rows = [since_row(each, page, language) for each in shown]
    rows += _together(same[: most // 2], page, language, word)
    rows += _together(silent[: most // 2], page, language, "")
    kept = len(shown) + len(same[: most // 2]) + len(silent[: most // 2])
    heading = _("In this period")
    if page.last_visit_on:
        day = words.day(page.last_visit_on, language)
        heading = _("Since the visit on %(day)s", day=day)
        if page.last_visit_whom:
            heading = f"{heading} · {printable(page.last_visit_whom, 60)}"
    return Table(
        heading=heading,
        columns=(_("What"), _("then and now"), _("in a word")),
        rows=tuple(rows),
        more=more(len(page.since) - kept),
    )


def _chosen(lines: Sequence[Since], most: int) -> list[Since]:
    seen: dict[Area, int] = defaultdict(int)
    places = []
    for place, each in enumerate(lines):
        places.append((each.trend is not Trend.WORSE, seen[each.area] // IN_TURN, place))
        seen[each.area] += 1
    kept = [
        lines[place] for place in sorted(place for _worse, _turn, place in sorted(places)[:most])
    ]
    return sorted(kept, key=_worst_first)


def _worst_first(each: Since) -> tuple[int, bool, Decimal]:
    """Worse, better, no word; tasks and scores before symptoms, of those the highest first."""
    way = (Trend.WORSE, Trend.BETTER, None).index(each.trend if each.trend else None)
    is_symptom = each.scale is not None and not each.by
    higher = is_symptom and each.trend is Trend.WORSE
    return way, is_symptom and each.trend is not None, -(each.now or Decimal(0)) * higher


def _is_silent(each: Since) -> bool:
    """Whether there is a number of then that nothing followed."""
    followed = each.now_on or each.bare_days or each.ended_on
    return each.days is None and each.now is None and not followed


def _together(
    lines: Sequence[Since], page: Page, language: str, word: str
) -> list[tuple[str, str, str]]:
    if not lines or (word and len(lines) == 1):
        return [since_row(each, page, language) for each in lines]
    said = [
        _short(each, page, language) if word else _silent(each, page, language) for each in lines
    ]
    if word:
        return [("", "; ".join(said), word)]
    return [("", _("nothing recorded since: %(names)s", names="; ".join(said)), "")]


def _short(each: Since, page: Page, language: str) -> str:
    """ "Round face 0", "Up from the floor 2.9 → 2.8 s": both numbers where they are two."""
    name, figures, _word = since_row(each, page, language)
    if each.then is None or each.now is None:
        return f"{name} {figures}"
    unit = f"\N{NO-BREAK SPACE}{each.unit}" if each.unit else ""
    numbers = dict.fromkeys((words.number(each.then), words.number(each.now)))
    said = f"{name} {' → '.join(numbers)}{unit}"
    return f"{said} ({day})" if (day := _day_of_now(each, page, language)) else said


def _day_of_now(each: Since, page: Page, language: str) -> str:
    near = page.period.to_on
    if each.now_on is None or near - each.now_on <= LATELY:
        return ""
    return words.near_day(each.now_on, near, language)


def _silent(each: Since, page: Page, language: str) -> str:
    name, _figures, _word = since_row(each, page, language)
    if each.then is None or not each.then_on:
        return name
    near = page.period.to_on
    return f"{name} {_side(each, each.then, each.then_done, each.then_on, near, language)}"


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
        figures = f"{_scaled(each, page, language)}, {best}"
    else:
        name, figures = words.symptom(each.name), _scaled(each, page, language)
    return printable(name, 80), figures, word[each.trend] if each.trend else ""


def _scaled(each: Since, page: Page, language: str) -> str:
    """ "3 (24 Oct) → 2 (12 Nov) of 10": the day of then where it is not that of the visit, and the
    day of now where it is not of the last days."""
    if each.ended_on:
        return _ended(each, page, language)
    if not each.bare_days:
        return _numbers(each, page, language)
    said = _("%(days)s without a number", days=words.days(each.bare_days))
    if each.now is None and each.then is not None:
        return f"{words.number(each.then)} → {said}"
    return f"{_numbers(each, page, language)}, {said}"


def _ended(each: Since, page: Page, language: str) -> str:
    """ "6 (24 Oct) of 10 → ended 3 Nov"."""
    near = page.period.to_on
    over = _(
        "ended %(day)s", day=words.near_day(each.ended_on, near, language) if each.ended_on else ""
    )
    if each.then is None or each.then_on is None:
        return over
    figure = f"{words.number(each.then)} ({words.near_day(each.then_on, near, language)})"
    if each.scale:
        figure = _("%(figures)s of %(scale)d", figures=figure, scale=each.scale)
    return f"{figure} → {over}"


def _numbers(each: Since, page: Page, language: str) -> str:
    if each.now is None or not each.scale:
        return words.since(each)
    near = page.period.to_on
    said = words.number(each.now)
    if day := _day_of_now(each, page, language):
        said = f"{said} ({day})"
    if each.then is not None:
        then = words.number(each.then)
        if each.then_on not in (None, page.last_visit_on):
            then = f"{then} ({words.near_day(each.then_on, near, language)})"
        said = f"{then} → {said}"
    return _("%(figures)s of %(scale)d", figures=said, scale=each.scale)


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
