"""H4: a name that makes a medicine weekly is asked of its plans as a new plan would be."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.records.entries import Alert
from journal.records.medicines import DosePlan
from tests.web.test_api_plans import CONFIRMED, DAILY, PREDNISOLONE, TUESDAY, today


@pytest.fixture
def url(family):
    return f"/api/v1/children/{family.nora}/medicines"


def test_h4_a_new_name_is_asked_of_every_plan_that_is_to_come(ada, family, url):
    weekly = {**PREDNISOLONE, "rhythm": TUESDAY}
    made = ada.post(url, json=weekly).json["id"]
    later = (today() + timedelta(days=30)).isoformat()
    assert ada.patch(f"{url}/{made}", json={"rhythm": DAILY, "from": later}).status_code == 200
    reply = ada.patch(f"{url}/{made}", json={"name": "MTX"})
    assert (reply.status_code, reply.json["error"]) == (422, "weekly_drug_daily")
    assert ada.get(url).json["medicines"][0]["name"] == "Prednisolone"
    reply = ada.patch(f"{url}/{made}", json={"name": "MTX", "confirm": CONFIRMED})
    assert reply.status_code == 200
    with family.database.reading() as session:
        plan = session.exec(select(DosePlan).order_by(DosePlan.first_on.desc())).first()
        assert session.exec(select(Alert)).one().key.endswith(str(plan.id))
        assert plan.told_by == "Dr. Okafor"


def test_h4_a_new_name_is_not_asked_of_a_plan_that_is_over(ada, url):
    made = ada.post(url, json={**PREDNISOLONE, "from": "2026-01-01"}).json["id"]
    assert ada.patch(f"{url}/{made}", json={"rhythm": TUESDAY}).status_code == 200
    assert ada.patch(f"{url}/{made}", json={"name": "MTX"}).status_code == 200
