"""What was agreed last time, and a child without medicines: said, on the screen and on paper."""

from datetime import date, timedelta

from journal.summary.sheet import sheet
from journal.summary.wishes import Wishes
from tests.family import Family
from tests.summary.gathering import FIRST, TODAY, log, wall
from tests.summary.gathering import printed as gathered
from tests.summary.test_around import block

DAY = timedelta(days=1)
STEPS = "MRI of the thighs\n\nCall about the letter"


def test_the_next_steps_of_the_last_visit_stand_on_the_page(family: Family) -> None:
    log(family, "visit", wall(FIRST - 40 * DAY), place="Clinic", next_steps="Older")
    log(family, "visit", wall(FIRST), place="Clinic", next_steps=STEPS)
    log(family, "visit", wall(TODAY), place="Clinic", next_steps="Of today")
    said = block(gathered(family), "Agreed at the visit on 1 Nov")
    assert said == "MRI of the thighs | Call about the letter"


def test_what_was_agreed_goes_with_the_visit_that_is_struck(family: Family) -> None:
    visit = log(family, "visit", wall(FIRST), place="Clinic", next_steps=STEPS)
    page = gathered(family, wishes=Wishes(struck=frozenset({f"visit:{visit}"})))
    assert (page.agreed, page.visits, page.left_out) == ((), (), 1)


def test_a_visit_without_next_steps_leaves_no_heading(family: Family) -> None:
    log(family, "visit", wall(FIRST), place="Clinic", told="Fine")
    assert not any(
        each.heading.startswith("Agreed") for each in sheet(gathered(family), "en").happened
    )


def test_a_child_without_medicines_has_a_page_that_says_so(family: Family, printed) -> None:
    page = gathered(family, date(2026, 11, 1))
    assert sheet(page, "en").doses == ()
    text = printed(page).text
    assert "No medicine is in the plan." in text
    assert "No record: nobody wrote" not in text
    assert "refused" not in text
