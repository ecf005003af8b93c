"""The treatment history in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from journal.care.doses import TAKEN, Outcome
from journal.care.steroids import Stretch, Uncounted
from journal.summary import words
from journal.summary.document import Document, Facts, Part, Rows
from journal.summary.hospital import Stay
from journal.summary.page import Infusion
from journal.summary.papers.around_words import measured_around
from journal.summary.papers.asked_words import asked_parts
from journal.summary.papers.head import paper
from journal.summary.papers.therapies import Doses, Therapy
from journal.summary.papers.therapy_words import infused_per_kg, name_of, therapy_rows
from journal.summary.papers.treatment import Held, Steroids, TreatmentHistory
from journal.summary.say import _, ngettext


def treatment_paper(found: TreatmentHistory, language: str) -> Document:
    """Return the treatment history; dates follow `language`, sentences the active translation."""
    return paper(
        found.head,
        title=_("Treatment history"),
        parts=treatment_parts(found, language),
        of=(found.therapies, found.around, found.steroids, found.stays, found.known),
        language=language,
        intro=_(
            "Every therapy in this journal, as the family wrote it. Amounts are what was planned; "
            "doses recorded as taken are counted beside it. What nobody wrote down is not here."
        ),
    )


def treatment_parts(found: TreatmentHistory, language: str) -> list[Part]:
    """Return its tables; each says when there is nothing."""
    names = {each.id: name_of(each) for each in found.therapies}
    return [
        therapy_rows(found.therapies, names, language),
        _doses(found.therapies, names, language),
        infusion_rows([one for each in found.therapies for one in each.infusions], language),
        _steroids(found.steroids, language),
        measured_around(found.around, names, language),
        _stays(found.stays, language),
        *asked_parts(found.known, found.head, found.therapies, names, language),
    ]


def _doses(therapies: Iterable[Therapy], names: Mapping[str, str], language: str) -> Rows:
    rows = [
        (
            names[each.id],
            str(sum(one.times for one in each.doses if one.outcome in TAKEN)),
            "; ".join(_outcome(one) for one in each.doses if one.outcome is not Outcome.GIVEN)
            or _("nothing else"),
            _recorded(each.doses, language),
        )
        for each in therapies
        if each.doses
    ]
    return Rows(
        heading=_("Doses recorded"),
        columns=(
            _("Therapy"),
            _("recorded as taken"),
            _("among them, and beside"),
            _("first to last"),
        ),
        rows=tuple(rows),
        narrow=(1,),
        note=_("A dose that nobody wrote down is in no count: neither taken nor missed.")
        if rows
        else _("No dose is recorded."),
    )


MILLIGRAM = Decimal("0.001")


def _outcome(one: Doses) -> str:
    word = {
        Outcome.PARTLY: _("partly taken"),
        Outcome.VOMITED: _("vomited"),
        Outcome.REFUSED: _("refused"),
        Outcome.SKIPPED: _("skipped"),
    }.get(one.outcome, one.outcome.value)
    return f"{word} {one.times}"


def _recorded(doses: Iterable[Doses], language: str) -> str:
    several = list(doses)
    first, last = min(one.first_on for one in several), max(one.last_on for one in several)
    return words.span(first, last, language)


def infusion_rows(infusions: Iterable[Infusion], language: str) -> Rows:
    """Return every infusion with all its lots, the oldest first."""
    rows = tuple(_infusion(one, language) for one in sorted(infusions, key=lambda one: one.on))
    return Rows(
        heading=_("Infusions"),
        columns=(_("day"), _("product"), _("amount"), _("per kg"), _("lots"), _("reaction")),
        rows=rows,
        narrow=(0,),
        note="" if rows else _("No infusion is recorded."),
    )


def _infusion(one: Infusion, language: str) -> tuple[str, ...]:
    return (
        words.day(one.on, language),
        ", ".join(dict.fromkeys(text for text in (one.medicine, one.product) if text)),
        words.amount(one.amount, one.unit),
        infused_per_kg(one) or _("no figure"),
        ", ".join(one.lots) or _("no lot recorded"),
        ", ".join(_(name) for name in one.reaction) or _("none recorded"),
    )


def _steroids(found: Steroids | None, language: str) -> Facts:
    heading = _("Steroids, as prednisone")
    if found is None:
        return Facts(heading=heading, facts=(), note=_("No dose of a steroid is recorded."))
    facts = [
        (_("Highest mean of a day, by mouth"), _held(found.highest, language)),
        *((_("The plan that holds now"), _held(each, language)) for each in found.now or (None,)),
        (
            _("In all since %(day)s", day=words.day(found.since, language)),
            _(
                "%(grams)s g, infusions included",
                grams=words.number(found.grams.quantize(MILLIGRAM, ROUND_HALF_UP)),
            ),
        ),
    ]
    facts += [
        (name, _("%(mg)s mg equal 5 mg of prednisone (%(source)s)", mg=mg, source=source))
        for name, mg, source in found.figures
    ]
    return Facts(heading=heading, facts=tuple(facts), note=" ".join(_left_out(found)))


def _held(one: Held | None, language: str) -> str:
    if one is None:
        return _("none")
    return "; ".join((f"{one.name}, {one.planned}", *_mean(one.stretch, language)))


def _mean(one: Stretch, language: str) -> Iterable[str]:
    if one.mg_a_day is None:
        yield _("no mean: no day in it has every dose recorded")
    else:
        yield _("%(mg)s mg a day recorded", mg=words.number(one.mg_a_day))
        if one.mg_a_kg is None or one.weight is None:
            yield _("no mg/kg: no weight recorded by then")
        else:
            yield _(
                "%(figure)s mg/kg a day at %(weight)s, weighed %(day)s",
                figure=words.number(one.mg_a_kg),
                weight=one.weight.written,
                day=words.day(one.weight.on, language),
            )
    yield words.span(one.from_on, one.to_on, language)


def _left_out(found: Steroids) -> Iterable[str]:
    why = {
        Uncounted.NO_FIGURE: _("no verified figure says what it equals"),
        Uncounted.ELSEWHERE: _("it is not swallowed and not put into a vein"),
        Uncounted.NO_AMOUNT: _("nobody wrote how much"),
        Uncounted.UNIT: _("nobody wrote how many mg it is"),
    }
    for one in found.not_counted:
        yield ngettext(
            "%(num)d dose of %(medicine)s is not in the sum: %(why)s.",
            "%(num)d doses of %(medicine)s are not in the sum: %(why)s.",
            one.doses,
            medicine=one.name,
            why=why[one.why],
        )
    if found.silent_days:
        yield ngettext(
            "On %(num)d day nobody knows how much was taken; it is in no mean.",
            "On %(num)d days nobody knows how much was taken; they are in no mean.",
            found.silent_days,
        )


def _stays(stays: Iterable[Stay], language: str) -> Rows:
    rows = tuple(
        (
            words.span(each.admitted_on, each.discharged_on, language),
            ", ".join(filter(None, (each.hospital, each.ward))),
            each.reason or _("no reason written"),
        )
        for each in sorted(stays, key=_admitted)
    )
    return Rows(
        heading=_("Hospital stays"),
        columns=(_("days"), _("where"), _("why")),
        rows=rows,
        narrow=(0,),
        note="" if rows else _("No hospital stay is recorded."),
    )


def _admitted(stay: Stay) -> date:
    return stay.admitted_on
