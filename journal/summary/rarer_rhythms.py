"""The rarer rhythms as they are printed: amounts in turn, weeks on and off, beside another."""

from collections.abc import Mapping

from journal.summary.printable import printable
from journal.summary.say import _, ngettext
from journal.words import span_text


def rarer(plan: Mapping[str, object], times: str, names: Mapping[str, str]) -> str:
    """Return how often in words, or an empty text for every other rhythm.

    times: of the day, "08:00, 20:00".
    names: of the medicines on the page, by id.
    """
    if plan.get("every") == "alternate":
        return _("every day, two amounts in turn, %(times)s", times=times)
    if plan.get("every") == "cycle":
        given, free = int(str(plan["weeks_on"])), int(str(plan["weeks_off"]))
        return _(
            "daily for %(given)s, then %(free)s without, %(times)s",
            given=_weeks(given),
            free=_weeks(free),
            times=times,
        )
    side = next((key for key in ("after", "before") if plan.get(key)), None)
    if side is None:
        return ""
    name = printable(names.get(str(plan[side])) or _("another medicine"), 120)
    span = span_text(int(str(plan["minutes"])))
    if side == "after":
        return _("%(time)s after %(medicine)s", time=span, medicine=name)
    return _("%(time)s before %(medicine)s", time=span, medicine=name)


def _weeks(number: int) -> str:
    return ngettext("%(num)d week", "%(num)d weeks", number)
