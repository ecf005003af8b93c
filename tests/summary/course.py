# ruff: noqa: E501 - one fact, one line
"""Ninety days of a child's course, rich in everything the page can say. No real person."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from journal.summary.hospital import Stay
from journal.summary.page import (
    Bar,
    Changed,
    Count,
    Fever,
    Infusion,
    Measured,
    Measurement,
    Medicine,
    Page,
    Period,
    Reading,
    Since,
    Skip,
    Step,
    Subject,
    Symptom,
    Trend,
    Turn,
    Visit,
)

FROM, TO = date(2026, 8, 25), date(2026, 11, 22)
DAILY = {"every": "day", "times": ["08:00"]}
TWICE = {"every": "day", "times": ["08:00", "20:00"]}
TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
MONTHLY = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
PRN = {"as_needed": True, "least_gap_hours": "6", "most_in_24_hours": "4"}

TAPER = (
    (date(2026, 8, 1), date(2026, 9, 13), "20"),
    (date(2026, 9, 14), date(2026, 10, 11), "17.5"),
    (date(2026, 10, 12), date(2026, 10, 31), "15"),
    (date(2026, 11, 1), date(2026, 11, 22), "12.5"),
)


def days(first: date = FROM, last: date = TO, step: int = 1) -> list[date]:
    """Every `step`-th day from first to last, both included."""
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]


def kg(value: str, on: date) -> Measured:
    return Measured(value=Decimal(value), unit="kg", on=on)


def celsius(value: str, on: date) -> Measured:
    return Measured(value=Decimal(value), unit="°C", on=on)


def severity(about: float, salt: int) -> int:
    """A whole number near `about`, never outside 0 to 10, always the same for the same salt."""
    return max(0, min(10, round(about + (salt % 17 - 8) / 7)))


def symptom(
    name: str, begin: int, end: int, *, silent: tuple[tuple[int, int], ...] = ()
) -> Symptom:
    """A symptom that moves from one severity to another, with gaps of silence (day numbers)."""
    every = days()
    readings = [
        Reading(on=on, severity=severity(begin + (end - begin) * n / 89, n * 37 + begin * 11))
        for n, on in enumerate(every)
        if n % 2 == 0 and not any(first <= n <= last for first, last in silent)
    ]
    return Symptom(name=name, readings=tuple(readings))


def medicine(
    name: str, amount: str, unit: str, rhythm: dict[str, object], since: date, **more: object
) -> Medicine:
    return Medicine(
        id=name, name=name, amount=Decimal(amount), unit=unit, rhythm=rhythm, since_on=since, **more
    )


IVIG = (
    Infusion(
        on=date(2026, 9, 3),
        medicine="IVIG",
        product="Privigen",
        amount=Decimal("48"),
        unit="g",
        weight=kg("23.9", date(2026, 9, 1)),
        lots=("P100234567", "P100234568"),
    ),
    Infusion(
        on=date(2026, 10, 1),
        medicine="IVIG",
        product="Privigen",
        amount=Decimal("48"),
        unit="g",
        weight=kg("24.2", date(2026, 9, 30)),
        lots=("P100299001",),
        reaction=("headache", "chills, rate slowed"),
    ),
    Infusion(
        on=date(2026, 10, 29),
        medicine="IVIG",
        product="Privigen",
        amount=Decimal("50"),
        unit="g",
        weight=kg("24.5", date(2026, 10, 28)),
        lots=("P100311777", "P100311778"),
    ),
)


def rich(**changes: object) -> Page:
    """The page of Nora's last ninety days."""
    whole: dict[str, object] = {
        "child": Subject(
            name="Nora Lindqvist", born_on=date(2017, 5, 3), weight=kg("24.6", date(2026, 11, 12)),
            allergies="penicillin (rash)", diagnosis="Juvenile dermatomyositis, Mar 2025",
            emergency="911, then ward 4B 555 0142",
        ),
        "period": Period(from_on=FROM, to_on=TO, zone="America/New_York"),
        "made_at": datetime(2026, 11, 22, 12, 58, tzinfo=UTC),
        "entry_ids": tuple(f"0199{n:04d}-0000-7000-8000-000000000000" for n in range(1204)),
        "last_visit_on": date(2026, 8, 24),
        "since": (
            Since(name="Muscle strength", trend=Trend.BETTER, then=Decimal(4), now=Decimal(7), scale=10),
            Since(name="Rash", trend=Trend.BETTER, then=Decimal(5), now=Decimal(2), scale=10),
            Since(name="Tired", trend=Trend.WORSE, then=Decimal(3), now=Decimal(5), scale=10),
            Since(name="Pain", trend=Trend.SAME, then=Decimal(2), now=Decimal(2), scale=10),
            Since(name="Fever", days=3),
            Since(name="School missed", days=9),
        ),
        "questions": (
            "Can she swim outdoors in the late afternoon with a rash vest?",
            "Her stomach hurts on Wednesday mornings, after methotrexate. Could it be an injection?",
            "When is the next step of the prednisolone taper?",
            "School asks about the flu vaccine. Which one, and when?",
        ),
        "medicines": (
            medicine("Prednisolone", "12.5", "mg", DAILY, date(2026, 11, 1), strength="5 mg/mL", told="2.5 mL with breakfast"),
            medicine("Methotrexate", "15", "mg", TUESDAYS, date(2026, 2, 3), told="under the skin, thigh"),
            medicine("Hydroxychloroquine", "100", "mg", DAILY, date(2026, 10, 14)),
            medicine("Folic acid", "1", "mg", DAILY, date(2026, 2, 3), told="no dose on Tuesdays"),
            medicine("IVIG", "50", "g", MONTHLY, date(2026, 3, 19), strength="Privigen 10 %"),
            medicine("Vitamin D", "1000", "IU", DAILY, date(2025, 4, 1)),
            medicine("Calcium carbonate", "0.5", "tablet", TWICE, date(2025, 4, 1), strength="500 mg"),
            medicine("Paracetamol", "240", "mg", PRN, date(2026, 1, 9), told="before IVIG and for fever"),
        ),
        "changes": (
            Changed(id="Prednisolone", on=date(2026, 9, 14), medicine="Prednisolone", turn=Turn.DOSE, before=Decimal("20"), after=Decimal("17.5"), unit="mg", reason="taper"),
            Changed(id="Prednisolone", on=date(2026, 10, 12), medicine="Prednisolone", turn=Turn.DOSE, before=Decimal("17.5"), after=Decimal("15"), unit="mg", reason="taper"),
            Changed(id="Prednisolone", on=date(2026, 11, 1), medicine="Prednisolone", turn=Turn.DOSE, before=Decimal("15.0"), after=Decimal("12.50"), unit="mg", reason="taper"),
            Changed(id="Hydroxychloroquine", on=date(2026, 10, 14), medicine="Hydroxychloroquine", turn=Turn.STARTED, after=Decimal("100"), unit="mg"),
            Changed(id="Omeprazole", on=date(2026, 9, 20), medicine="Omeprazole", turn=Turn.STOPPED, reason="no more stomach pain"),
            Changed(id="Methotrexate", on=date(2026, 10, 5), medicine="Methotrexate", turn=Turn.PAUSED, rhythm=TUESDAYS, reason="fever, clinic said wait"),
            Changed(id="Methotrexate", on=date(2026, 10, 13), medicine="Methotrexate", turn=Turn.RESUMED, rhythm=TUESDAYS),
        ),
        "counts": (
            Count(id="Prednisolone", medicine="Prednisolone", planned=90, given=83, partly=1, vomited=2, refused=1, in_hospital=4, skipped=(Skip(reason="vomiting", times=2, advised_by="Dr. Okafor"),), no_record=1),
            Count(id="Methotrexate", medicine="Methotrexate", planned=13, given=12, skipped=(Skip(reason="held by clinic", times=1),)),
            Count(id="Hydroxychloroquine", medicine="Hydroxychloroquine", planned=40, given=37, refused=1, no_record=2),
            Count(id="Folic acid", medicine="Folic acid", planned=77, given=70, no_record=7),
            Count(id="Vitamin D", medicine="Vitamin D", planned=90, given=81, skipped=(Skip(reason=None, times=1),), no_record=8),
            Count(id="Calcium carbonate", medicine="Calcium carbonate", planned=180, given=150, refused=12, no_record=18),
            Count(id="Paracetamol", medicine="Paracetamol", planned=None, given=9),
        ),
        "symptoms": (
            symptom("Weakness", 6, 3),
            symptom("Rash", 5, 2, silent=((20, 34),)),
            symptom("Tired", 3, 5),
            symptom("Pain", 2, 2, silent=((50, 70),)),
        ),
        "bars": (
            Bar(id="Prednisolone", medicine="Prednisolone", unit="mg", rhythm=DAILY,
                steps=tuple(Step(from_on=first, to_on=last, amount=Decimal(amount)) for first, last, amount in TAPER),
            ),
            Bar(id="Methotrexate", medicine="Methotrexate", unit="mg", rhythm=TUESDAYS,
                steps=(Step(from_on=date(2026, 2, 3), to_on=TO, amount=Decimal(15)),),
                doses_on=tuple(on for on in days(date(2026, 8, 25), TO, 7) if on != date(2026, 10, 6)),
            ),
            Bar(id="Hydroxychloroquine", medicine="Hydroxychloroquine", unit="mg", rhythm=DAILY,
                steps=(Step(from_on=date(2026, 10, 14), to_on=TO, amount=Decimal(100)),),
            ),
        ),
        "infusions": IVIG,
        "stays": (
            Stay(admitted_on=date(2026, 10, 4), discharged_on=date(2026, 10, 8), hospital="Children's Hospital", ward="4B", reason="fever, IV antibiotics"),
            Stay(admitted_on=date(2026, 10, 29), discharged_on=date(2026, 10, 30), hospital="Children's Hospital", ward="Day unit", reason="IVIG, stayed overnight"),
        ),
        "fevers": (
            Fever(on=date(2026, 10, 3), reading=celsius("38.9", date(2026, 10, 3))),
            Fever(on=date(2026, 10, 4), reading=celsius("39.4", date(2026, 10, 4))),
            Fever(on=date(2026, 10, 5)),
        ),
        "measurements": (
            Measurement(what="weight", latest=kg("24.6", date(2026, 11, 12))),
            Measurement(what="height", latest=Measured(value=Decimal("126.5"), unit="cm", on=date(2026, 11, 12))),
        ),
        "visits": (
            Visit(on=date(2026, 8, 24), whom="Dr. Okafor", told="Go on with the taper; strength tests again in 3 months."),
            Visit(on=date(2026, 10, 14), whom="Eye clinic", told="Baseline eye examination before hydroxychloroquine."),
        ),
        "notes": 14,
    }  # fmt: skip
    return Page(**{**whole, **changes})
