"""An infusion day as two phones send it: nothing conflicts, and its order is that of the chair."""

from datetime import timedelta

from sqlmodel import select

from journal.clock import now
from journal.records.entries import Alert
from journal.records.kinds.checkpoint import CheckpointRow
from tests.web.syncing import change

# As the contract names its fields.
SEEN = (
    {"what": "vitals", "pulse": 98, "systolic": 110, "diastolic": 70, "celsius": "37.2"},
    {"what": "vitals", "pulse": "101", "oxygen": 97},
    {"what": "rate", "rate_ml_h": "60"},
    {"what": "reaction", "reaction": ["Headache", "Chills"], "severity": 4},
    {"what": "after", "reaction": [], "severity": None},
)


def checkpoint(family, infusion, minutes, **fields):
    at = (now() - timedelta(hours=6) + timedelta(minutes=minutes)).isoformat()
    return change(family, "checkpoint", fields={"at": at, "infusion": infusion, **fields})


def test_f11_checkpoints_of_two_phones_never_conflict_whatever_comes_first(family, as_person, sync):
    start = {"at": (now() - timedelta(hours=6)).isoformat(), "product": "Privigen"}
    infusion = change(family, "infusion", fields=start)
    made = [
        checkpoint(family, infusion["entry"], 8 * number, **SEEN[number % len(SEEN)])
        for number in range(45)
    ]
    # Ben's phone is first, and its infusion is still on Ada's; the last of the day comes first.
    for name, sent in (("ben", made[1::2][::-1]), ("ada", [*made[0::2][::-1], infusion])):
        results = sync(*sent, who=name).json["results"]
        assert [one["status"] for one in results] == ["applied"] * len(sent), results
    with family.database.reading() as session:
        order = (CheckpointRow.at, CheckpointRow.entry_id)
        kept = session.exec(select(CheckpointRow.entry_id).order_by(*order)).all()
        assert [str(entry) for entry in kept] == [one["entry"] for one in made]
        assert not session.exec(select(Alert)).all()
    page = as_person("ada").get(f"/children/{family.nora}/infusions/{infusion['entry']}").text
    assert page.count('class="entry"') == 45
