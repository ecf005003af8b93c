"""What the form of a dose offers: units, rhythms, weekdays, and what stands open."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from journal.care.measured import Label
from journal.care.rhythm import Weekday
from journal.care.weekly import names_weekly_medicine
from journal.records.children import Child
from journal.web.forms import Form
from journal.web.medicine_amounts import amount_choices
from journal.web.medicine_forms import TIMES, asks_for_word
from journal.web.medicine_words import unit_options
from journal.web.rhythm_forms import rare_rhythm_options, rhythm_options
from journal.words import weekday_text


def dosing_choices(
    form: Form,
    name: str,
    label: Label,
    *,
    moment: datetime,
    child: Child,
    anchors: list[tuple[str, str]],
) -> dict[str, Any]:
    """What the fields of _dosing.html need besides the form itself.

    anchors  the medicines that this one may count from: see `anchor_options`

    No rhythm is chosen for the family. Only a weekly medicine starts as what it is (H4).
    """
    form.text.setdefault("from", moment.astimezone(ZoneInfo(child.zone)).date().isoformat())
    times = [*form.text.get("times", []), *[""] * TIMES]
    times = times[: max(TIMES, len(form.text.get("times", [])))]
    weekly = names_weekly_medicine(name)
    if weekly:
        form.text.setdefault("rhythm", "week")
    return {
        "rhythms": rhythm_options(is_weekly=weekly),
        "rare": rare_rhythm_options(has_others=bool(anchors)),
        "anchors": anchors,
        "amounts_by_time": [*form.text.get("amounts", []), *[""] * TIMES][: len(times) - 1],
        "units": unit_options(),
        "amounts": amount_choices(form, label),
        "weekdays": [(day.value, weekday_text(day)) for day in Weekday],
        "is_weekly": weekly,
        "asks_for_word": asks_for_word(form, name),
        "times": times,
    }
