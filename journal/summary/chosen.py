"""What the family chose for the time axis and these days have nothing of: named, never dropped."""

from collections.abc import Collection, Sequence

from journal.care.knowledge import find_lab_test
from journal.summary.around import Plotted
from journal.summary.lived import Measure
from journal.summary.page import Symptom
from journal.summary.printable import printable
from journal.summary.say import _
from journal.summary.score_words import score_name
from journal.summary.written_charts import PAIN, TIRED, symptom_name, task_words

GROUPS = {"pain": PAIN, "fatigue": TIRED}
LAB, SYMPTOM, TASK, SCORE = "lab:", "symptom:", "task:", "score:"


def undrawn_of(
    charted: Sequence[str],
    plotted: Sequence[Plotted],
    symptoms: Sequence[Symptom],
    struck: Collection[str],
) -> tuple[str, ...]:
    """Return the keys of which nothing is drawn though nobody struck it out, as they were chosen.

    plotted, symptoms  of the page before anything was left out
    """
    drawn = {each.chart for each in plotted} | {f"{SYMPTOM}{each.what}" for each in symptoms}
    whats = {each.what for each in symptoms}
    return tuple(
        key
        for key in charted
        if key not in drawn
        and not whats & set(GROUPS.get(key, ()))
        and not {f"chart:{key}", f"since:{key.removeprefix(SYMPTOM)}"} & set(struck)
    )


def undrawn_line(keys: Sequence[str]) -> str:
    """Return "Chosen, and nothing recorded in these days: CK, Headache.", "" without any."""
    if not keys:
        return ""
    names = ", ".join(_name(key) for key in keys)
    return _("Chosen, and nothing recorded in these days: %(names)s.", names=names)


def _name(key: str) -> str:
    if key.startswith(LAB):
        test = find_lab_test(key.removeprefix(LAB))
        return _(test.name) if test else printable(key.removeprefix(LAB), 60)
    if key.startswith(TASK):
        task = key.split(":")[1]
        return task_words().get(task, printable(task, 60))
    if key.startswith(SCORE):
        measure, name, scale, by = (*key.split(":")[1:], "", "", "", "")[:4]
        return printable(score_name(Measure(measure, name, scale, by)), 80)
    names = {
        "skin": _("Skin"), "pain": _("Pain"), "fatigue": _("Tiredness"),
        "wellbeing": _("Wellbeing, by a parent"),
    }  # fmt: skip
    return names.get(key) or printable(symptom_name(key.removeprefix(SYMPTOM)), 60)
