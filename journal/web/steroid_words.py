"""How the steroid record is said: rows of its tables, its drawing, and what is not in the sum."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from journal.amounts import both_text
from journal.care.steroids import Exposure, Stretch, Uncounted
from journal.care.units import show_amount
from journal.summary.chart import Axis, Svg
from journal.summary.exposure import LeftOut, SteroidRecord
from journal.summary.exposure_chart import PLOT, axis_ticks, drawing, grain_of
from journal.summary.exposure_steps import PlanStep
from journal.summary.lanes import tick_label
from journal.words import day_text, rhythm_text

Row = dict[str, Any]
MILLIGRAM = Decimal("0.001")
HUNDREDTH = Decimal("0.01")


def table_of_steps(found: SteroidRecord, names: Mapping[UUID, str]) -> list[Row]:
    """A row for each dose plan that held, and for what was given outside of any.

    names  of the child's medicines, for a plan that counts from another one
    """
    return [_step(step, names, found.exposure) for step in found.steps]


def _step(step: PlanStep, names: Mapping[UUID, str], whole: Exposure) -> Row:
    one = step.stretch
    planned = _("outside of any plan")
    if step.plan is not None:
        rhythm = rhythm_text(step.plan.rhythm, names)
        planned = _("plan: %(dose)s, %(rhythm)s", dose=both_text(step.plan), rhythm=rhythm)
    return {
        "span": span_text(one),
        "name": step.name,
        "planned": planned,
        "own": _a_day(one.own_a_day),
        **_figures(one, whole),
    }


def table_of_months(found: SteroidRecord, language: str) -> list[Row]:
    """A row for each month, the latest first."""
    return [
        {
            "month": format_date(one.from_on, "MMM\N{NO-BREAK SPACE}y", locale=language),
            **_figures(one, found.exposure),
        }
        for one in reversed(found.months)
    ]


def _figures(one: Stretch, whole: Exposure) -> Row:
    silent = one.silent_days
    return {
        "equivalent": _a_day(one.mg_a_day),
        "why_no_mean": _why_no_mean(one, whole),
        "per_kg": _("%(mg)s mg/kg a day", mg=show_amount(one.mg_a_kg)) if one.mg_a_kg else "",
        "weight": _weight(one) if one.mg_a_day else "",
        "infused": _("%(mg)s mg in infusions", mg=show_amount(one.infused)) if one.infused else "",
        "grams": _("%(grams)s so far", grams=grams_text(one.grams_so_far)),
        "silent": ngettext(
            "no record on %(num)s day, or no mg", "no record on %(num)s days, or no mg", silent
        )
        if silent
        else "",
    }


def _why_no_mean(one: Stretch, whole: Exposure) -> str:
    """Why there is no mean, "" where there is one."""
    if one.mg_a_day is not None:
        return ""
    if one.from_on >= whole.open_on:
        return _("no mean yet: its first day is not over")
    days = [one.from_on + timedelta(days=n) for n in range((one.to_on - one.from_on).days + 1)]
    if all(day in whole.off for day in days):
        return _("no mean: paused or stopped")
    return _("no mean: no day in it has every dose recorded")


def _weight(one: Stretch) -> str:
    if one.weight is None:
        return _("no weight recorded by then")
    return _(
        "at %(weight)s, weighed %(day)s", weight=one.weight.written, day=day_text(one.weight.on)
    )


def _a_day(mg: Decimal | None) -> str:
    if mg == 0:
        return _("nothing by mouth")
    return "" if mg is None else _("%(mg)s mg a day", mg=show_amount(mg))


def grams_text(grams: Decimal) -> str:
    """ "13.066 g"; less than a gram in mg, as doses are written: "37.5 mg"."""
    if grams < 1:
        milligrams = (grams * 1000).quantize(HUNDREDTH, ROUND_HALF_UP)
        if milligrams < 1000:
            return f"{show_amount(milligrams)}\N{NO-BREAK SPACE}mg"
    return f"{show_amount(grams.quantize(MILLIGRAM, ROUND_HALF_UP))}\N{NO-BREAK SPACE}g"


def span_text(one: Stretch) -> str:
    """ "1 Nov 2026 – 14 Nov 2026"."""
    if one.from_on == one.to_on:
        return day_text(one.from_on)
    return f"{day_text(one.from_on)} \N{EN DASH} {day_text(one.to_on)}"


def table_of_infusions(found: SteroidRecord) -> list[Row]:
    """A row for each infusion that counts, the latest first."""
    return [
        {
            "day": day_text(one.on),
            "name": found.steroids[one.medicine][0],
            "mg": f"{show_amount(one.mg)} mg",
            "equivalent": _("%(mg)s mg as prednisone", mg=show_amount(one.equivalent)),
        }
        for one in reversed(found.exposure.given)
        if one.infused
    ]


def shown_steroids(found: SteroidRecord) -> list[Row]:
    """Which medicines count, with the figure for each and where it is from."""
    return [
        {
            "name": name,
            "figure": _(
                "%(mg)s mg of %(steroid)s equal 5 mg of prednisone",
                mg=steroid.equals_5_mg.code,
                steroid=_(steroid.label),
            ),
            "sources": steroid.equals_5_mg.sources,
        }
        for name, steroid in dict(found.steroids.values()).items()
        if steroid.equals_5_mg is not None
    ]


def remarks(found: SteroidRecord) -> list[str]:
    """What is not in the sum, and what makes it uncertain, each in a sentence."""
    silent, said = len(found.exposure.silent), [left_out(one) for one in found.left_out]
    if silent:
        said.append(
            ngettext(
                "On %(num)s day a planned dose has no record, or a dose has no known mg: nobody "
                "knows how much was taken. The day is left out of the means.",
                "On %(num)s days a planned dose has no record, or a dose has no known mg: nobody "
                "knows how much was taken. These days are left out of the means.",
                silent,
            )
        )
    said += [
        _(
            "%(medicine)s: days without a record are counted from %(day)s, when it was typed in.",
            medicine=name,
            day=day_text(on),
        )
        for name, on in found.typed_in
    ]
    pairs = (
        (
            found.vomited,
            ngettext(
                "%(num)s counted dose was vomited; how much of it was kept is unknown.",
                "%(num)s counted doses were vomited; how much of them was kept is unknown.",
                found.vomited,
            ),
        ),
        (
            found.doubted,
            ngettext(
                "%(num)s counted dose is part of an open question: given twice, or logged twice?",
                "%(num)s counted doses are part of an open question: given twice, or logged twice?",
                found.doubted,
            ),
        ),
        (
            found.twice,
            ngettext(
                "%(num)s infusion was written down as a dose too, and counts once.",
                "%(num)s infusions were written down as doses too, and count once.",
                found.twice,
            ),
        ),
        (
            found.premedicated,
            ngettext(
                "Before %(num)s infusion a steroid was given. No amount was written: not counted.",
                "Before %(num)s infusions a steroid was given. No amount was written: not counted.",
                found.premedicated,
            ),
        ),
    )
    return [*said, *(sentence for count, sentence in pairs if count)]


def left_out(one: LeftOut) -> str:
    """ "Betamethasone, 3 doses (6 mg): not counted. …"."""
    said = {"name": one.name, "mg": show_amount(one.mg) if one.mg else ""}
    why = {
        Uncounted.NO_FIGURE: _("The journal has no verified figure for it. Ask your clinic."),
        Uncounted.ELSEWHERE: _("It is not swallowed and not put into a vein."),
        Uncounted.NO_AMOUNT: _("Nobody wrote how much."),
        Uncounted.UNIT: _("Nobody wrote how many mg one tablet or mL holds."),
    }[one.why]
    if one.mg:
        return ngettext(
            "%(name)s, %(num)s dose (%(mg)s mg): not counted. %(why)s",
            "%(name)s, %(num)s doses (%(mg)s mg): not counted. %(why)s",
            one.doses,
            why=why,
            **said,
        )
    return ngettext(
        "%(name)s, %(num)s dose: not counted. %(why)s",
        "%(name)s, %(num)s doses: not counted. %(why)s",
        one.doses,
        why=why,
        **said,
    )


def picture(found: SteroidRecord, language: str) -> Svg | None:
    """The drawing, None while nothing was recorded."""
    exposure = found.exposure
    days = [*exposure.by_mouth, *exposure.infused, *exposure.silent]
    if not days:
        return None
    axis = Axis(from_on=min(days), to_on=max(*days, exposure.open_on), width=PLOT)
    return drawing(
        axis,
        given=exposure.by_mouth,
        planned=found.planned,
        infused=exposure.infused,
        silent=exposure.silent,
        stays=[(first, last or exposure.open_on) for first, last in found.stays],
        open_on=exposure.open_on,
        labels=[(tick, tick_label(tick, language)) for tick in axis_ticks(axis)],
        desc=_("The same figures stand in the tables below."),
    )


def grain_text(found: SteroidRecord) -> str:
    """What one bar stands for, "" for a day."""
    exposure = found.exposure
    days = [*exposure.by_mouth, *exposure.infused, *exposure.silent, exposure.open_on]
    grain = grain_of((max(days) - min(days)).days + 1)
    if grain == 1:
        return ""
    return ngettext(
        "Each bar is the mean of one day.", "Each bar is the mean of %(num)s days.", grain
    )
