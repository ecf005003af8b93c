"""Whether a score fits its measure: its scale, and both ends of it."""

from decimal import Decimal

from journal.care.knowledge.measures import find_measure
from journal.care.problems import N_, Problem, Refused
from journal.care.units import show_amount

OTHER = "other"


def check_score(measure: str, value: Decimal, scale: str | None) -> None:
    """Raise Refused measure_unknown, scale_required, scale_unknown or out_of_range.

    A measure of the family's own (`other`) and one without a scale that was read takes any number.
    Source of each scale: docs/rules.md#scores.
    """
    if measure == OTHER:
        return
    known = find_measure(measure)
    if known is None:
        sentence = N_("Choose a score, or Another one with its name.")
        raise Refused(Problem("measure_unknown", "measure", sentence))
    if not known.scales:
        return
    names = {"measure": known.short, "scales": ", ".join(one.id for one in known.scales)}
    if scale is None and len(known.scales) > 1:
        sentence = N_("%(measure)s has several scales. Choose one: %(scales)s.")
        raise Refused(Problem("scale_required", "scale", sentence, names))
    found = known.find_scale(scale)
    if found is None:
        sentence = N_("%(measure)s has another scale. Choose one: %(scales)s.")
        raise Refused(Problem("scale_unknown", "scale", sentence, names))
    if not found.least <= value <= found.most:
        ends = {"least": show_amount(found.least), "most": show_amount(found.most)}
        sentence = N_("%(measure)s goes from %(least)s to %(most)s. Check the number.")
        raise Refused(Problem("out_of_range", "value", sentence, names | ends, show_amount(value)))
