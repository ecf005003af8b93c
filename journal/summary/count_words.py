"""What became of the doses of a medicine, and what an infusion was for each kg, in words."""

from datetime import date

from journal.summary import words
from journal.summary.page import Count, Infusion, Measured, PerKg, Skip
from journal.summary.printable import printable
from journal.summary.say import _, ngettext


def recorded(count: Count) -> str:
    """Return "86 of 90", or the bare number where nothing was planned."""
    if count.planned is None:
        return str(count.recorded)
    return _("%(recorded)d of %(planned)d", recorded=count.recorded, planned=count.planned)


def _doses(times: int) -> str:
    return ngettext("%(num)d dose", "%(num)d doses", times)


def remarks(count: Count, language: str) -> str:
    """Return what the numbers of one medicine leave open: partly, vomited, why skipped, extra."""
    said = []
    if count.unreadable:
        said.append(_("its plan cannot be read here: what had no record is not known"))
    if count.counted_from:
        on = words.day(count.counted_from, language)
        said.append(_("counted from %(day)s, when it was typed in", day=on))
    if count.spans:
        said.append(_("all amounts of these days counted"))
    if count.partly:
        said.append(_("partly taken: %(doses)s", doses=_doses(count.partly)))
    if count.vomited:
        said.append(_("vomited: %(doses)s", doses=_doses(count.vomited)))
    if count.in_hospital:
        said.append(_("given by the hospital: %(doses)s", doses=_doses(count.in_hospital)))
    if count.skipped:
        why = (f"{skip_reason(each)} {each.times}" for each in count.skipped)
        said.append(_("skipped: %(reasons)s", reasons=", ".join(why)))
    if count.extra:
        said.append(_("besides the plan: %(doses)s", doses=_doses(count.extra)))
    return "; ".join(said)


def skip_reason(skip: Skip) -> str:
    """Return who said so and why, as written, or that no reason was."""
    said = []
    if skip.advised_by:
        said.append(_("%(name)s said so", name=printable(skip.advised_by, 40)))
    if skip.reason:
        said.append(printable(skip.reason, 60))
    return ", ".join(said) or _("no reason written")


def per_kg(infusion: Infusion, language: str) -> str:
    """Return "1.02 g/kg on 24.6 kg (12 Nov)", in mg/kg of mg; "" where a figure is missing."""
    if infusion.per_kg is None or infusion.weight is None:
        return ""
    figure = f"{words.number(infusion.per_kg)}\N{NO-BREAK SPACE}{infusion.unit}/kg"
    if infusion.weight.on == infusion.on:
        weight = f"{words.number(infusion.weight.value)}\N{NO-BREAK SPACE}{infusion.weight.unit}"
        return _("%(figure)s on %(weight)s that day", figure=figure, weight=weight)
    weight = _weighed(infusion.weight, infusion.on, language)
    return _("%(figure)s on %(weight)s", figure=figure, weight=weight)


def for_each_kg(per_kg: PerKg) -> str:
    """Return "0.17 mg/kg a day", or "0.52 mg/kg a dose"."""
    figure = f"{words.number(per_kg.value)}\N{NO-BREAK SPACE}mg/kg"
    if per_kg.a_day:
        return _("%(figure)s a day", figure=figure)
    return _("%(figure)s a dose", figure=figure)


def _weighed(weight: Measured, near: date, language: str) -> str:
    on = words.near_day(weight.on, near, language)
    return f"{words.number(weight.value)}\N{NO-BREAK SPACE}{weight.unit} ({on})"
