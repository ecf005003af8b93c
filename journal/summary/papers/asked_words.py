"""What insurers ask for, in words: what the journal has, or that it does not have it.

Source: docs/rules.md#authorizations.
"""

from collections.abc import Callable, Mapping, Sequence

from journal.care.knowledge.authorizations import Ask, Request, Shows, requests
from journal.care.products import is_immunoglobulin
from journal.lab_names import unit_text
from journal.summary import words
from journal.summary.document import Part, Rows, Texts
from journal.summary.papers.around import Value
from journal.summary.papers.asked import (
    ANTIBODIES,
    ENZYMES,
    GOING,
    MONITORED,
    SCREENING,
    Known,
)
from journal.summary.papers.head import Head
from journal.summary.papers.therapies import Therapy
from journal.summary.papers.therapy_words import infused_per_kg
from journal.summary.printable import printable
from journal.summary.say import _, ngettext
from journal.summary.score_words import judge, score_name


def asked_parts(
    known: Known,
    head: Head,
    therapies: Sequence[Therapy],
    names: Mapping[str, str],
    language: str,
) -> list[Part]:
    """Return a table for each kind of request, and where the lists are from."""
    said = _Said(known, head, therapies, names, language)
    tables: list[Part] = [_request(each, said) for each in requests()]
    titles = dict.fromkeys(
        f"{source.title}: {source.url}" for each in requests() for source in each.said.sources
    )
    sources = Texts(
        heading=_("Where the lists of what is asked for are from"),
        texts=tuple(titles),
        note=_(
            "Put together from parts of these policies, each read only in part. Every insurer has "
            "its own list: ask yours, and ask your team."
        ),
    )
    return [*tables, sources]


def _request(request: Request, said: "_Said") -> Rows:
    answers = [(_(ask.label), said.of(ask)) for ask in request.asks]
    missing = [label for label, answer in answers if not answer]
    return Rows(
        heading=_("Often asked for: %(what)s", what=_(request.label)),
        columns=(_("asked for"), _("in this journal")),
        rows=tuple((label, answer) for label, answer in answers if answer),
        note=_("The journal does not have: %(list)s.", list="; ".join(missing)) if missing else "",
    )


class _Said:
    """One journal's answers, by what is asked."""

    def __init__(
        self,
        known: Known,
        head: Head,
        therapies: Sequence[Therapy],
        names: Mapping[str, str],
        language: str,
    ) -> None:
        self.known, self.head, self.therapies = known, head, therapies
        self.names, self.language = names, language

    def of(self, ask: Ask) -> str:
        """What the journal has of it, "" for nothing."""
        answers: Mapping[Shows, Callable[[], str]] = {
            Shows.DIAGNOSIS: self._diagnosis,
            Shows.ANTIBODIES: lambda: self._labs(ANTIBODIES),
            Shows.IMMUNOGLOBULIN: self._immunoglobulin,
            Shows.TRIED: self._tried,
            Shows.STRENGTH: self._strength,
            Shows.PHOTOS: self._photos,
            Shows.AROUND: lambda: _("see “Measured before and after”"),
            Shows.SCREENING: lambda: self._labs(SCREENING),
            Shows.LIVE_VACCINES: self._live,
            Shows.JAK_AND_BIOLOGICS: self._others,
            Shows.SAFETY: self._safety,
            Shows.MONITORED: lambda: self._labs(MONITORED),
            Shows.PRESCRIBERS: self._prescribers,
        }
        return answers[ask.shows]() if ask.shows else ""

    def _diagnosis(self) -> str:
        return self.head.child.diagnosis or ""

    def _labs(self, keys: Sequence[str]) -> str:
        latest = {one.key: one for one in self.known.labs}
        missing = [key for key in keys if key not in latest]
        said = [
            " ".join(
                filter(None, (_(one.name), one.value.text, unit_text(one.unit), one.value.flag))
            )
            + self._on(one.value)
            for key in keys
            if (one := latest.get(key))
        ]
        if said and missing:
            count = ngettext(
                "%(num)d more test of the list has no result",
                "%(num)d more tests of the list have no result",
                len(missing),
            )
            said.append(count)
        return "; ".join(said)

    def _on(self, value: Value) -> str:
        return f" ({words.day(value.on, self.language)})"

    def _immunoglobulin(self) -> str:
        given = sorted(
            (
                one
                for each in self.therapies
                for one in each.infusions
                if is_immunoglobulin(one.product or one.medicine)
            ),
            key=lambda one: one.on,
        )
        weight = self.head.child.weight
        weighed = words.measured(weight, self.language) if weight else ""
        if not given:
            none = _("no infusion of it is recorded")
            return f"{weighed}; {none}" if weighed else ""
        last = given[-1]
        how = ", ".join(
            filter(
                None,
                (
                    last.product or last.medicine,
                    words.amount(last.amount, last.unit),
                    infused_per_kg(last),
                ),
            )
        )
        count = ngettext("%(num)d infusion recorded", "%(num)d infusions recorded", len(given))
        day = words.day(last.on, self.language)
        latest = _("the last on %(day)s: %(what)s", day=day, what=how)
        return "; ".join(filter(None, (weighed, count, latest, *self._how_often())))

    def _how_often(self) -> list[str]:
        return [
            f"{printable(one.name, 80)}: {words.rhythm(one.rhythm, self.language, self.names)}"
            for one in self.therapies
            if one.state in GOING and is_immunoglobulin(one.name)
        ]

    def _tried(self) -> str:
        """What is infused was tried too, also where the catalogue does not know its name."""
        tried = [
            self.names[one.id]
            for one in self.therapies
            if (one.treats or one.infusions) and one.begun_on <= self.head.today
        ]
        if not tried:
            return ""
        where = _("days, doses and how each ended: see “Therapies tried”")
        return f"{', '.join(tried)}; {where}"

    def _others(self) -> str:
        return ", ".join(self.known.others) or _("none that the catalogue knows as one")

    def _safety(self) -> str:
        """That they are there: the lab plan and the infusion sheet say them in full."""
        count = self.known.tests
        tests = ngettext("%(num)d test in the lab plan", "%(num)d tests in the lab plan", count)
        orders = [
            ", ".join(
                filter(
                    None,
                    (
                        _("the order for %(medicine)s", medicine=self.names[one.therapy]),
                        one.product,
                        _("from %(day)s", day=words.day(one.from_on, self.language)),
                        one.ordered_by,
                    ),
                )
            )
            for one in self.known.orders
            if one.therapy in self.names
        ]
        return "; ".join((*([tests] if count else []), *orders))

    def _prescribers(self) -> str:
        return "; ".join(
            _(
                "%(name)s, %(part)s, for %(medicines)s",
                name=one.name,
                part=one.part or _("specialty not written"),
                medicines=", ".join(self.names[each] for each in one.therapies),
            )
            for one in self.known.ordered
        )

    def _strength(self) -> str:
        scores = [
            f"{score_name(measure)} {words.number(value.number)}, {judge(measure)}"
            + self._on(value)
            for measure, value in self.known.scores
            if value.number is not None
        ]
        return "; ".join(filter(None, (self._labs(ENZYMES), *scores)))

    def _photos(self) -> str:
        count = self.known.pictures
        if not count:
            return ""
        return ngettext(
            "%(num)d entry with photos in the journal, not printed here",
            "%(num)d entries with photos in the journal, not printed here",
            count,
        )

    def _live(self) -> str:
        return "; ".join(
            f"{_(one.name)} ({words.known_day(one.on, one.day_known, self.language)})"
            if one.sure
            else _(
                "%(vaccine)s (%(day)s), not known whether live",
                vaccine=_(one.name),
                day=words.known_day(one.on, one.day_known, self.language),
            )
            for one in self.known.live
        )
