"""What was measured around a therapy, in words: figures as written, each with its own day."""

from collections.abc import Iterable, Mapping
from datetime import date

from journal.lab_names import unit_text
from journal.summary import words
from journal.summary.document import Rows
from journal.summary.lived import Measure
from journal.summary.papers.around import Around, Lab, Task, Value, What
from journal.summary.say import _
from journal.summary.score_words import judge, score_name
from journal.summary.written_charts import done_words, task_words


def measured_around(found: Iterable[Around], names: Mapping[str, str], language: str) -> Rows:
    """Return a row for each measure around each beginning."""
    rows = tuple(_row(one, names, language) for one in sorted(found, key=_order))
    note = _(
        "Before: the last value of the 90 days before. After: the nearest value to 3 and 6 months, "
        "at most 45 days away. As written, with its day; nothing is worked out between two. "
        "Of infusions and of what the journal knows as medicine for the illness, not of others."
    )
    return Rows(
        heading=_("Measured before and after"),
        columns=(_("Therapy, begun"), _("what"), _("before"), _("3 months"), _("6 months")),
        rows=rows,
        note=note if rows else _("No score, timed task or CK is recorded around a therapy."),
    )


def _order(one: Around) -> tuple[date, str]:
    return one.begun_on, one.therapy


def _row(one: Around, names: Mapping[str, str], language: str) -> tuple[str, ...]:
    return (
        f"{names[one.therapy]}, {words.day(one.begun_on, language)}",
        what_name(one.what),
        value_text(one.before, one.what, language) or _("no value"),
        *(
            value_text(value, one.what, language) or (_("no value yet") if open_ else _("no value"))
            for value, open_ in zip(one.after, one.open, strict=True)
        ),
    )


def what_name(what: What) -> str:
    """Return what was measured: "CMAS, by the clinic", "Stairs, 12 steps", "CK"."""
    match what:
        case Measure():
            return ", ".join(filter(None, (score_name(what), judge(what))))
        case Task(task=task, steps=steps):
            name = task_words().get(task, task)
            return name if steps is None else _("%(task)s, %(n)d steps", task=name, n=steps)
        case Lab(test=test):
            return _(test)


def value_text(value: Value | None, what: What, language: str) -> str:
    """Return "38 (3 Apr 2026)", "4.5 s, alone (…)", "320 H U/L (…)"; "" without a value."""
    if value is None:
        return ""
    number = "" if value.number is None else words.number(value.number)
    match what:
        case Measure():
            said = number
        case Task():
            done = done_words().get(value.text, value.text)
            said = ", ".join(filter(None, (f"{number} s" if number else "", done)))
        case Lab(unit=unit):
            said = " ".join(filter(None, (value.text, unit_text(unit), value.flag)))
    return f"{said} ({words.day(value.on, language)})".replace(" s,", "\N{NO-BREAK SPACE}s,")
