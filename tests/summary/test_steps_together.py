"""Steps of one taper stand in one line, each with its day; what is no step stands alone."""

from datetime import date
from decimal import Decimal

from journal.summary.page import Changed, Turn
from journal.summary.sheet import sheet
from tests.summary.course import DAILY, rich


def step(on: date, before: str, after: str, **more: object) -> Changed:
    said: dict[str, object] = {"turn": Turn.DOSE, "unit": "mg", "rhythm": DAILY, **more}
    return Changed(
        id="p", on=on, medicine="Prednisolone", before=Decimal(before), after=Decimal(after),
        before_rhythm=DAILY, first=True, **said,
    )  # fmt: skip


STEPS = (
    step(date(2026, 9, 3), "10", "8", taper=True),
    step(date(2026, 9, 24), "8", "7", taper=True),
    step(date(2026, 10, 15), "7", "6", taper=True),
)


def lines(*changes: Changed) -> list[tuple[str, ...]]:
    (table,) = sheet(rich(changes=changes), "en").changes
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in table.rows]


def test_steps_of_a_taper_are_one_line_with_their_days() -> None:
    assert lines(*STEPS) == [("3 Sep", "Prednisolone 10 → 8 → 7 (24 Sep) → 6 mg (15 Oct) (taper)")]


def test_a_step_that_does_not_follow_or_has_another_reason_stands_alone() -> None:
    jump = step(date(2026, 11, 1), "12", "11", taper=True)
    assert len(lines(*STEPS, jump)) == 2
    raised = step(date(2026, 11, 1), "6", "11", reason="flare")
    assert lines(*STEPS, raised)[0] == ("1 Nov", "Prednisolone 6 → 11 mg: flare")


def test_a_pause_between_two_steps_keeps_its_place() -> None:
    pause = Changed(
        id="p", on=date(2026, 9, 20), medicine="Prednisolone", turn=Turn.PAUSED, first=True
    )
    said = lines(STEPS[0], pause, *STEPS[1:])
    assert [on for on, _what in said] == ["24 Sep", "20 Sep", "3 Sep"]


def test_a_page_with_items_left_out_never_says_that_nothing_changed() -> None:
    visit = date(2026, 10, 20)
    whole = rich(changes=STEPS, last_visit_on=visit)
    heading = "Changed since the visit on 20 Oct 2026"
    assert heading in [each.heading for each in sheet(whole, "en").changes]
    less = rich(changes=STEPS, last_visit_on=visit, left_out=1)
    headings = [each.heading for each in sheet(less, "en").changes]
    assert heading not in headings
    assert headings == ["Changed before the visit on 20 Oct 2026"]
