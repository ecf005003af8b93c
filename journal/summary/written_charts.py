"""The charts of what a family and its clinic wrote: strength, skin, wellbeing, symptoms, scores."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from journal.care import knowledge
from journal.entries.levels import OTHER
from journal.summary.charted import Charted, Ground, charted
from journal.summary.level_chart import Scale
from journal.summary.lived import ByPlace, Evenings, Measure, Span, Timed
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.score_words import WELLBEING, judge, ranged, score_name
from journal.summary.stretches import WEEK

TEN = Scale(0, 10)
# Dots further apart are not joined: a gap stays a gap. Our own choice.
# Evenings, and weeks and months of them, are joined only where none lies between: a day of which
# nobody spoke stays blank.
FOLLOWING = timedelta(days=1)
TASKS_JOINED = 3 * WEEK
VISITS_JOINED = timedelta(days=124)

SKIN = "skin"
PAIN = ("myalgia", "arthralgia", "back_pain", "abdominal_pain", "headache", "chest_pain")
TIRED = ("fatigue", "easy_fatigue")
COULD_NOT, WOULD_NOT = "could_not", "would_not"


def task_charts(
    ground: Ground, tasks: Mapping[tuple[str, int | None], Sequence[Timed]]
) -> Iterable[Charted]:
    """Yield a chart of seconds for each task; another number of stairs is another one."""
    words = done_words()
    for (task, steps), several in sorted(tasks.items(), key=lambda item: str(item[0])):
        by_place: dict[int, list[Timed]] = {}
        for each in several:
            by_place.setdefault(each.place, []).append(each)
        spans = {
            place: _over([one.seconds for one in timed if one.seconds])
            for place, timed in by_place.items()
            if any(one.seconds for one in timed)
        }
        crosses = [n for n, timed in by_place.items() if any(t.done == COULD_NOT for t in timed)]
        if not spans and not crosses:
            continue  # an axis would stand there without a number: it was not wanted each time
        name = task_words().get(task, task)
        if steps is not None:
            name = _("%(task)s, %(n)d steps", task=name, n=steps)
        told = {place: _done(ground, timed, words) for place, timed in by_place.items()}
        yield charted(
            ground,
            f"task:{task}:{steps or ''}",
            _("%(task)s, in seconds", task=name),
            spans,
            scale=None,
            joined=TASKS_JOINED,
            unit="s",
            cells=told.__getitem__,
            crosses=crosses,
            note=_("× could not be done") if crosses else "",
        )


def score_charts(
    ground: Ground, scores: Mapping[Measure, Mapping[int, Span]]
) -> Iterable[tuple[Measure, Charted]]:
    """Yield each score's chart, with its range and its direction where a source says them."""
    for measure, spans in sorted(scores.items(), key=lambda item: str(item[0])):
        known = ranged(measure)
        name = score_name(measure)
        label = f"{name}, {judge(measure)}"
        if known:
            label = _(
                "%(score)s, %(low)g to %(high)g: %(direction)s",
                score=label,
                low=known.low,
                high=known.high,
                direction=known.direction,
            )
        key = ":".join(("score", measure.id, measure.name, measure.scale, measure.by))
        yield (
            measure,
            charted(
                ground,
                key,
                label,
                spans,
                scale=Scale(known.low, known.high) if known else None,
                joined=_joined(measure),
            ),
        )


def _joined(measure: Measure) -> timedelta:
    return FOLLOWING if measure.id == WELLBEING else VISITS_JOINED


def wellbeing_chart(ground: Ground, evenings: Evenings) -> Charted | None:
    """Return the chart of the parent's view of the days, or None where nobody wrote one."""
    if not evenings.wellbeing:
        return None
    return charted(
        ground,
        "wellbeing",
        _("Wellbeing, by a parent, 0 to 10: 10 is very well"),
        evenings.wellbeing,
        scale=TEN,
        joined=FOLLOWING,
    )


def symptom_keys(levels: Mapping[str, ByPlace]) -> dict[str, str]:
    """Return what can be shown of these levels by its key: the groups, then each symptom.

    A symptom that is all of a group of its own name is drawn once, as the group.
    """
    found = {key: name for key, (name, inside) in _groups().items() if inside & levels.keys()}
    alone = {
        (name, code)
        for name, inside in _groups().values()
        for code in inside & levels.keys()
        if inside & levels.keys() == {code}
    }
    named = {code: symptom_name(code) for code in sorted(levels, key=_by_name)}
    return found | {
        f"symptom:{code}": name for code, name in named.items() if (name, code) not in alone
    }


def symptom_charts(
    ground: Ground, levels: Mapping[str, ByPlace], keys: Iterable[str]
) -> Iterable[Charted]:
    """Yield the charts of these keys; a group shows the highest of its symptoms."""
    groups = _groups()
    for key in keys:
        code = key.removeprefix("symptom:")
        name, inside = groups.get(key) or (symptom_name(code), frozenset({code}))
        there = {code: places for code, places in levels.items() if code in inside}
        yield _highest(ground, key, name, there)


def _groups() -> dict[str, tuple[str, frozenset[str]]]:
    """Skin, pain and tiredness, each with its symptoms."""
    skin = frozenset(each.id for each in knowledge.symptoms() if each.group == SKIN)
    return {
        SKIN: (_("Skin"), skin),
        "pain": (_("Pain"), frozenset(PAIN)),
        "fatigue": (_("Tired"), frozenset(TIRED)),
    }


def _by_name(code: str) -> str:
    return symptom_name(code).casefold()


def symptom_name(code: str) -> str:
    """Return the name of a symptom by its id, or the family's own."""
    if code.startswith(f"{OTHER}:"):
        return printable(code.removeprefix(f"{OTHER}:"), 60)
    found = knowledge.find_symptom(code)
    return _(found.label) if found else code


def _highest(ground: Ground, key: str, name: str, levels: Mapping[str, ByPlace]) -> Charted:
    spans, told = {}, {}
    names = {code: symptom_name(code) for code in levels}
    for place in {place for places in levels.values() for place in places}:
        there = {code: places[place] for code, places in levels.items() if place in places}
        top = max(there.values())
        spans[place] = Span(top, top, 1)
        which = sorted(names[code] for code, level in there.items() if level == top)
        told[place] = f"{top} ({', '.join(which)})" if len(levels) > 1 else str(top)
    label = _("%(symptom)s, 0 to 10", symptom=name)
    if len(levels) > 1:
        label = _("%(symptom)s, the highest of %(n)d, 0 to 10", symptom=name, n=len(levels))
    return charted(
        ground,
        key,
        label,
        spans,
        scale=TEN,
        joined=FOLLOWING,
        cells=told.__getitem__,
    )


def _over(spans: Sequence[Span]) -> Span:
    low, high = min(each.low for each in spans), max(each.high for each in spans)
    return Span(low, high, sum(each.times for each in spans))


def _done(ground: Ground, timed: Sequence[Timed], words: Mapping[str, str]) -> str:
    """ "3.4 s, alone; could not": how each was done, once for each way."""
    return "; ".join(
        f"{ground.number(each.seconds, 's')}, {words[each.done]}"
        if each.seconds
        else words[each.done]
        for each in timed
    )


def task_words() -> dict[str, str]:
    """Return what each timed task is called."""
    return {
        "floor_rise": _("Up from the floor"),
        "stairs": _("Stairs"),
        "arms_up": _("Arms up"),
        "head_lift": _("Head up from the pillow"),
    }


def done_words() -> dict[str, str]:
    """Return how a task was done, in words."""
    return {
        "alone": _("alone"),
        "with_hands": _("with hands"),
        "with_help": _("with help"),
        COULD_NOT: _("could not"),
        WOULD_NOT: _("did not want to"),
    }
