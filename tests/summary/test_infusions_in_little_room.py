"""What of the infusions stands where there is no room for all."""

from dataclasses import replace

from journal.summary.room import FULL
from journal.summary.treatment import infusions
from tests.summary.course import rich


def test_an_infusion_with_a_reaction_gives_way_after_one_without_and_the_last_stays() -> None:
    page = rich()
    two = infusions(page, "en", replace(FULL, infusions=2))
    assert [(row[0], row[-1]) for row in two.rows] == [
        ("29 Oct 2026", "none recorded"),
        ("1 Oct 2026", "headache, chills, rate slowed"),
    ]
    earlier = replace(page.infusions[0], reaction=("headache",))
    worst = replace(
        page, infusions=(earlier, replace(page.infusions[1], reaction=()), page.infusions[2])
    )
    assert [row[0] for row in infusions(worst, "en", replace(FULL, infusions=2)).rows] == [
        "29 Oct 2026",
        "3 Sep 2026",
    ]
