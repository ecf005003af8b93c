"""What speaks for waiting because of the medicines a child takes, or took until lately.

Source: docs/rules.md#vaccines, the rules live.taken, rtx.other.acr, steroid.20, own.stopped,
own.b_cells, own.figure, own.forever, own.unknown, own.days. No source that was read
names a wait after a medicine stopped: only the clinic's own figure makes a date of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from journal.care.dates import months_after
from journal.care.knowledge.steroids import steroids
from journal.care.knowledge.vaccine_rules import Rule, RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import Facts, Hold, Said, Value
from journal.care.vaccine_figures import by_figure, figure_alone, figured

STEROID, WEAKENS, PULSE = "steroid", "weakens", "methylprednisolone_iv_pulse"
# Their own rules are in vaccine_immunoglobulin.
ANTIBODIES = frozenset({"ivig", "scig"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A medicine with its last day, whether a plan or an infusion tells of it; None while taken."""

    id: str
    name: str
    last_on: date | None
    entry: UUID | None = None

    @property
    def kind(self) -> str:
        """Its id, or "steroid" for every steroid."""
        return kind_of(self.id)


TAKEN = N_(
    "%(name)s weakens the immune system. While it is taken, a live vaccine waits. Ask your team."
)
STOPPED = N_(
    "%(name)s, last on %(on)s. No source that was read says how long a live vaccine waits after "
    "it. Ask your team, and write your clinic's figure down to see a date."
)
FOREVER = N_("%(name)s was given. Whether a live vaccine is possible is for the team alone to say.")
DISPUTED = N_("%(name)s, last on %(on)s. The sources name different waits after it. Ask your team.")
DISPUTED_NOW = N_("%(name)s is being taken. The sources name different waits. Ask your team.")
STEROIDS = N_(
    "Steroids of %(mg)s mg of prednisone a day on %(on)s. From %(limit)s mg a day on, %(who)s lets "
    "this vaccine wait until it is less."
)
STEROIDS_OWN = N_(
    "Steroids of %(mg)s mg of prednisone a day on %(on)s. By your clinic's own figure, from "
    "%(told_by)s, this vaccine waits from %(limit)s mg a day on."
)
STEROIDS_UNKNOWN = N_(
    "The steroids of %(on)s cannot be counted in mg of prednisone, so it is not known whether this "
    "vaccine waits. Write the amount in mg down to know more."
)
NOT_IN_A_SOURCE = N_(
    "No source that was read says whether %(name)s matters for this vaccine. Ask your team."
)
NOT_KNOWN_INFUSION = N_(
    "The journal does not know what %(name)s of %(on)s was, so it may matter for this vaccine. Ask "
    "your team, or write the name of the medicine down at the infusion."
)


def taken_of(facts: Facts, on: date) -> list[Taken]:
    """Return each medicine once, from plans and infusions, the ones still taken first.

    An infusion of a medicine without a plan is a medicine whose last day is the infusion's.
    """
    rows = [
        Taken(id=one.id, name=one.name, last_on=_ended(one.last_on, on))
        for one in facts.medicines
        if one.first_on <= on
    ]
    rows += [
        Taken(id=one.what, name=one.name, last_on=one.on, entry=one.entry)
        for one in facts.given
        if one.what and "." not in one.what
    ]
    last: dict[str, Taken] = {}
    for row in rows:
        key = row.kind or f"name {row.name}"
        if key not in last or _later(row, last[key]):
            last[key] = row
    return sorted(last.values(), key=lambda one: (one.last_on is not None, one.name))


def medicine_holds(
    vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date
) -> tuple[list[Hold], list[Said]]:
    """Return what speaks for waiting because of medicines, and what is not known."""
    recent = recently_taken(vaccine, facts, rules, on)
    holds = [*_live(vaccine, recent, facts, rules), *_disputed(vaccine, recent, facts, rules)]
    holds += _by_figures_alone(vaccine, recent, facts, rules)
    holds += _steroids(vaccine, recent, facts, rules, on)
    unknown = [hold.because for hold in holds if hold.key == "steroid.unknown"]
    for said, entry in _not_known(vaccine, recent, facts, rules, on):
        unknown.append(said)
        if vaccine.live is not False:
            holds.append(Hold(until=None, because=said, key="own.unknown", entry=entry))
    return holds, unknown


def bears_on(rule: Rule, recent: list[Taken], rules: RuleSet) -> bool:
    """Say whether a rule about medicines is about one of these; one about none is about all."""
    kinds = {one.kind for one in recent}
    wanted = set(rule.medicines)
    if WEAKENS in wanted:
        wanted |= set(rules.rule("live.taken").medicines)
    return not wanted or bool(kinds & wanted)


def recently_taken(vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date) -> list[Taken]:
    """Return the medicines taken now, or whose last day still bears on a vaccine.

    Some bear on it for good; one about which the clinic named a figure as long as it stands.
    """
    lasting = {*rules.rule("own.forever").medicines, *figured(vaccine, facts)}
    b_cells = set(rules.rule("own.b_cells").medicines)

    def since(kind: str) -> date:
        rule = "own.b_cells" if kind in b_cells else "own.stopped"
        return months_after(on, -int(rules.own_figure(rule)))

    return [
        one
        for one in taken_of(facts, on)
        if one.last_on is None or one.last_on >= since(one.kind) or one.kind in lasting
    ]


def _live(vaccine: Vaccine, recent: list[Taken], facts: Facts, rules: RuleSet) -> Iterator[Hold]:
    for rule in rules.that("taken", vaccine):
        for one in recent:
            if one.kind in rule.medicines:
                yield _live_hold(vaccine, one, rule, facts, rules)


def _live_hold(vaccine: Vaccine, one: Taken, rule: Rule, facts: Facts, rules: RuleSet) -> Hold:
    if one.kind in rules.rule("own.forever").medicines:
        return _hold("own.forever", Said(FOREVER, {"name": one.name}), entry=one.entry)
    if one.last_on is None:
        return _hold(rule.id, Said(TAKEN, {"name": one.name}), rule)
    own = by_figure(vaccine, one.kind, one.name, one.last_on, facts, entry=one.entry)
    said = Said(STOPPED, {"name": one.name, "on": one.last_on})
    return own or _hold("own.stopped", said, entry=one.entry)


def _disputed(
    vaccine: Vaccine, recent: list[Taken], facts: Facts, rules: RuleSet
) -> Iterator[Hold]:
    for rule in rules.that("disputed", vaccine):
        for one in recent:
            if one.kind not in rule.medicines:
                continue
            if one.last_on is None:
                yield _hold(rule.id, Said(DISPUTED_NOW, {"name": one.name}), rule)
                continue
            own = by_figure(vaccine, one.kind, one.name, one.last_on, facts, entry=one.entry)
            said = Said(DISPUTED, {"name": one.name, "on": one.last_on})
            yield own or _hold(rule.id, said, rule, entry=one.entry)


def _by_figures_alone(
    vaccine: Vaccine, recent: list[Taken], facts: Facts, rules: RuleSet
) -> Iterator[Hold]:
    """What the clinic named about a pair of which no rule makes a hold, or an endless one."""
    ruled = {
        kind
        for rule in (*rules.that("taken", vaccine), *rules.that("disputed", vaccine))
        for kind in rule.medicines
    }
    ruled -= set(rules.rule("own.forever").medicines)
    for one in recent:
        if one.kind in figured(vaccine, facts) - ruled - ANTIBODIES:
            yield figure_alone(vaccine, one.kind, one.name, one.last_on, facts, entry=one.entry)


def _steroids(
    vaccine: Vaccine, recent: list[Taken], facts: Facts, rules: RuleSet, on: date
) -> Iterator[Hold]:
    """The highest of the last days; a day that cannot be counted leaves it open (own.days)."""
    since = on - timedelta(days=int(rules.own_figure("own.days")) - 1)
    days = [day for day in facts.steroids if since <= day.on <= on]
    for rule in rules.that("steroid", vaccine):
        own = next((one for one in facts.limits if one.vaccine == vaccine.id), None)
        limit = own.value if own else rule.figure or Decimal(0)
        high = [day for day in days if day.mg is not None and day.mg >= limit]
        uncounted = [day.on for day in days if day.mg is None]
        if not days and any(one.kind == STEROID and one.last_on is None for one in recent):
            uncounted = [on]
        if high:
            worst = max(high, key=lambda day: (day.mg or 0, day.on))
            values: dict[str, Value] = {"on": worst.on, "limit": limit, "mg": worst.mg or limit}
            if own:
                said = Said(STEROIDS_OWN, {**values, "told_by": own.told_by})
                yield _hold("figure.steroid", said)
            else:
                yield _hold(rule.id, Said(STEROIDS, {**values, "who": rule.who}), rule)
        elif uncounted:
            yield _hold("steroid.unknown", Said(STEROIDS_UNKNOWN, {"on": max(uncounted)}))


def _not_known(
    vaccine: Vaccine, recent: list[Taken], facts: Facts, rules: RuleSet, on: date
) -> Iterator[tuple[Said, UUID | None]]:
    known = {
        each
        for rule in rules.rules
        if rule.does != "own" and rule.concerns(vaccine)
        for each in rule.medicines
    }
    known |= ANTIBODIES | set(rules.rule("own.vitamins").medicines)
    for one in recent:
        if one.kind not in known:
            yield Said(NOT_IN_A_SOURCE, {"name": one.name}), one.entry
    oldest = months_after(on, -int(rules.own_figure("own.unknown")))
    for given in facts.given:
        if not given.what and given.on >= oldest:
            yield Said(NOT_KNOWN_INFUSION, {"name": given.name, "on": given.on}), given.entry


def _hold(key: str, said: Said, rule: Rule | None = None, *, entry: UUID | None = None) -> Hold:
    return Hold(
        until=None,
        because=said,
        key=key,
        entry=entry,
        sources=rule.fact.sources if rule else (),
        confidence=rule.fact.confidence if rule else None,
    )


def _ended(last_on: date | None, on: date) -> date | None:
    return last_on if last_on is not None and last_on < on else None


def _later(one: Taken, other: Taken) -> bool:
    return other.last_on is not None and (one.last_on is None or one.last_on > other.last_on)


def kind_of(id_: str) -> str:
    """Return the id of a medicine as the rules name it: "steroid" for every steroid."""
    return STEROID if is_steroid(id_) else id_


def is_steroid(id_: str) -> bool:
    """Say whether an id is that of a steroid, swallowed or infused."""
    return id_ == PULSE or id_ in {one.id for one in steroids()}
