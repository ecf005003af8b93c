"""The emergency card for paper: the words of the screen, and shorter ones when a page is full."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from journal.summary.printable import printable
from journal.web.card_parts import CUTS, Part, shortened

# The family's own texts are never cut short of what a form takes.
WHOLE = 10_000


def sheets_of(said: Mapping[str, Any], name: str, language: str) -> list[dict[str, Any]]:
    """Return what the paper says, whole first, then with ever fewer of what can wait.

    said: the context of templates/children/card.html, from which nothing else is taken.
    """
    same = _same(said, name, language)
    return [same | {"parts": _parts(said["parts"], cut)} for cut in range(len(CUTS))]


def _same(said: Mapping[str, Any], name: str, language: str) -> dict[str, Any]:
    who = [(term, _whole(value) or _("nothing recorded")) for term, value in said["who"]]
    name = printable(name, 120)
    return {
        "language": language,
        "title": _("Emergency card of %(name)s", name=name),
        "heading": _("Emergency card, admission sheet"),
        "name": name,
        "born": who[1][1],
        "made": f"{_('Family-recorded with Sunhat')}, {said['made']}",
        "not_watched": printable(said["not_watched"], 200),
        "page_of": _("page {page} of {pages}"),
        "unprintable_note": _(
            "Some characters could not be printed: no font here has them. The screen shows them."
        ),
        "who": who[1:]
        + ([(_("Insurance"), _whole(said["insurance"]))] if said["insurance"] else []),
        "plan_heading": _("What to do, as the family wrote it"),
        "plan": _lines(said["plan"]) or [_("nothing recorded")],
        "call": _("Emergency telephone: %(number)s", number=printable(said["telephone"], 80))
        if said["telephone"]
        else _("No emergency telephone is recorded."),
        "steroid_heading": _("Steroids"),
        "steroids": [printable(line, 400) for line in said["steroids"]],
        "steroid_plan": _lines(said["steroid_plan"])
        or [_("No sick-day plan for steroids is recorded.")],
        "medicines_heading": _("Medicines"),
        "columns": [_("Medicine"), _("amount"), _("how often"), _("last dose")],
        "medicines": [_medicine(one) for one in said["medicines"]],
        "no_medicine": _("No medicine stands in the plan."),
        "unsure": printable(said["unsure"], 300),
    }


def _medicine(one: Mapping[str, Any]) -> dict[str, Any]:
    # What is paused or waits since a discharge must stand out, or the line reads as if given so.
    about = (one["held"], one["waits"], one["unseen"])
    strength = (one["strength"], one["form_beside"])
    return {
        "name": printable(one["name"], 120),
        "strength": printable(" · ".join(part for part in strength if part), 200),
        "amount": printable(one["amount"], 200),
        "weekly": bool(one["weekly"]),
        "rhythm": printable(one["rhythm"], 400),
        "last": printable(one["last"], 200),
        "about": printable(" ".join(part for part in about if part), 600),
    }


def _parts(parts: Sequence[Part], cut: int) -> list[dict[str, Any]]:
    found = []
    for part in parts:
        lines, more = shortened(part, cut)
        if part.lines:
            kept = [printable(line, 300) for line in lines]
            found.append(
                {"heading": part.heading, "lines": kept, "more": more, "together": part.together}
            )
    return found


def _whole(text: str) -> str:
    return printable(text, WHOLE)


def _lines(text: str) -> list[str]:
    """A family's text in its own lines."""
    return [_whole(line) for line in text.splitlines() if line.strip()]
