"""Made-up facts for patient summaries, in every script and at every edge."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid5

from hypothesis import strategies as st

from journal.amounts import Amounts
from journal.exchange import ips_facts as facts
from journal.exchange.fhir_parts import LOINC, NAMESPACE
from journal.plans.standing import State

# The bounds of a strategy are naive; it gives them their zone.
FIRST, LAST = (datetime.combine(day, time()) for day in (date(2009, 1, 1), date(2030, 12, 31)))
WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
SOME = st.one_of(st.just(""), WORDS)
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
DAYS = st.dates(date(2009, 1, 1), date(2030, 12, 31))
NUMBERS = st.decimals(Decimal("0.01"), Decimal(5000), places=2)
RHYTHMS = st.sampled_from(
    [
        {"every": "day", "times": ["08:00"]},
        {"every": "day", "times": ["08:00", "20:00"], "amounts": ["5", "2.5"]},
        {"every": "week", "on": ["tuesday", "friday"], "times": ["18:00"]},
        {"every": "days", "n": 2, "times": ["08:00"]},
        {"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]},
        {"every": "months", "n": 3, "times": ["09:00"]},
        {"every": "alternate", "times": ["08:00"], "other": "7.5"},
        {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]},
        {"as_needed": True, "most_in_24_hours": "4"},
        {"once": "2026-03-08T02:30"},
        {"no": "rhythm"},
    ]
)
CODES = st.sampled_from([None, facts.Coded(system=LOINC, code="2157-6", name="CK")])


def ids() -> st.SearchStrategy[str]:
    return st.uuids().map(str)


@st.composite
def planned(draw) -> facts.Planned:
    since = draw(DAYS)
    return facts.Planned(
        id=draw(ids()),
        name=draw(WORDS),
        coded=None,
        state=draw(st.sampled_from([State.RUNNING, State.PAUSED, State.COMING])),
        dose=draw(WORDS),
        amounts=Amounts(
            amount=draw(NUMBERS),
            unit=draw(st.sampled_from(["mg", "mcg", "g", "mL", "IU", "tablet", "puff"])),
            rhythm=draw(RHYTHMS),
        ),
        since=since,
        until=draw(st.none() | st.integers(0, 900).map(lambda n: since + timedelta(days=n))),
        notes=tuple(draw(st.lists(WORDS, max_size=2))),
    )


RESULTS = st.builds(
    facts.Result,
    id=ids(), name=WORDS, coded=CODES, is_exam=st.booleans(), at=MOMENTS,
    value=st.one_of(WORDS, NUMBERS.map(str), st.sampled_from(["<0.6", "≥ 9", "1,250", "neg"])),
    unit=st.sampled_from(["", "U/L", "furlongs"]), ucum=st.sampled_from(["", "U/L"]),
    low=st.sampled_from(["", "1.0", "<5"]), high=st.sampled_from(["", "40"]), flag=SOME, place=SOME,
)  # fmt: skip
VACCINATIONS = st.builds(
    facts.Vaccinated,
    id=ids(), name=WORDS, coded=st.none(), at=MOMENTS, day_only=st.booleans(),
    day_known=st.sampled_from([None, "month", "year", "nothing"]),
    lot=SOME, product=SOME, site=SOME, place=SOME,
)  # fmt: skip
MEASURED = st.builds(
    facts.Measured,
    id=ids(), what=st.just("weight"), value=NUMBERS, unit=st.sampled_from(["kg", "lb"]), at=MOMENTS,
)  # fmt: skip


@st.composite
def infused(draw) -> facts.Infused:
    at = draw(MOMENTS)
    return facts.Infused(
        id=draw(ids()),
        at=at,
        started=draw(st.sampled_from([None, at])),
        ended=draw(st.sampled_from([None, at + timedelta(hours=5)])),
        product=draw(WORDS),
        amount=draw(st.none() | NUMBERS),
        unit="g",
        lots=tuple(draw(st.lists(WORDS, max_size=2))),
        reactions=tuple(draw(st.lists(WORDS, max_size=2))),
        place=draw(SOME),
    )


@st.composite
def stayed(draw) -> facts.Stayed:
    at = draw(MOMENTS)
    ends = draw(st.sampled_from([None, at + timedelta(days=3)]))
    return facts.Stayed(
        id=draw(ids()), admitted=at, discharged=ends, hospital=draw(WORDS), reason=draw(SOME)
    )


READINGS = st.lists(st.tuples(MOMENTS, st.none() | st.integers(0, 10)), min_size=1, max_size=5)
SYMPTOMS = st.builds(
    facts.Felt,
    id=ids(),
    name=WORDS,
    coded=st.none(),
    readings=READINGS.map(lambda each: tuple(sorted(each, key=lambda one: one[0]))),
)


@st.composite
def infected(draw) -> facts.Infected:
    at = draw(MOMENTS)
    ends = draw(st.sampled_from([None, at + timedelta(days=9)]))
    return facts.Infected(id=draw(ids()), name=draw(WORDS), at=at, until=ends, treated=draw(SOME))


def few(strategy: st.SearchStrategy, most: int = 2) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most, unique_by=lambda one: one.id).map(tuple)


COMING = st.builds(facts.Coming, id=ids(), what=WORDS, at=MOMENTS, with_whom=SOME, place=SOME)
CHILDREN = st.builds(
    facts.Facts,
    id=st.just(str(uuid5(NAMESPACE, "generated"))),
    name=WORDS,
    born_on=st.none() | DAYS,
    zone=st.sampled_from(["America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]),
    diagnosis=SOME,
    allergies=SOME,
    steroid_plan=SOME,
    lines=SOME,
    medicines=few(planned()),
    vaccinations=few(VACCINATIONS),
    results=few(RESULTS),
    measurements=few(MEASURED, 1),
    infusions=few(infused()),
    stays=few(stayed()),
    symptoms=few(SYMPTOMS),
    infections=few(infected()),
    coming=few(COMING),
)
