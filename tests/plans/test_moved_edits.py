"""H26: which edits of an infusion move a date that was shown, and that no checkpoint does."""

from datetime import timedelta

import pytest

from journal.plans.moved_dates import unseen
from tests.family import NOW, change
from tests.plans.test_moved_dates import infusion, write


def moved(family):
    with family.database.reading() as session:
        return {row.id for row in unseen(session, family.nora)}


@pytest.mark.parametrize(
    ("fields", "moves"),
    [
        ({"ended": (NOW - timedelta(days=18)).isoformat()}, True),  # two days later: H44
        ({"amount": "50"}, True),
        ({"weight_kg": "12.5"}, True),
        ({"lots": ["P7"], "volume_ml": "250", "attempts": 2, "present": "Nurse Alvarez"}, False),
    ],
)
def test_h26_an_edit_of_end_amount_or_weight_moves_dates_and_one_of_lots_does_not(
    family, fields, moves
):
    whole = infusion(family, 20)
    write(family, whole)
    before = moved(family)
    write(family, change(family.nora, "infusion", entry=whole.entry, base=1, **fields))
    assert bool(moved(family) - before) is moves


def test_h26_no_checkpoint_of_an_infusion_moves_a_date_written_edited_or_deleted(family):
    whole = infusion(family, 20)
    write(family, whole)
    before = moved(family)
    of = {"infusion": str(whole.entry)}
    bottle = change(family.nora, "checkpoint", what="bottle", lot="P7", **of)
    write(family, bottle)
    write(family, change(family.nora, "checkpoint", entry=bottle.entry, base=1, lot="P8"))
    write(family, change(family.nora, "checkpoint", entry=bottle.entry, base=2, delete=True))
    write(family, change(family.nora, "checkpoint", what="reaction", reaction=["Fever"], **of))
    assert moved(family) == before
