"""The two addresses at which a browser says that it wants to be reminded, or no more."""

from sqlmodel import select

from journal.records.reminders import Ended, PushSubscription
from tests.reminders.world import phone
from tests.support.push_service import Phone

URL = "/api/v1/push/subscriptions"


def rows(family):
    with family.database.reading() as session:
        return session.exec(select(PushSubscription)).all()


def test_t15_an_address_that_is_no_push_services_is_kept_by_nobody(ada, family):
    for endpoint in ("http://127.0.0.1:9/x", "https://192.168.1.1/x", "https://journal.example/x"):
        reply = ada.post(URL, json=Phone().browser_json(endpoint))
        assert reply.status_code == 422, endpoint
    assert rows(family) == []


def test_only_its_own_person_ends_a_subscription(as_person, family):
    where = phone(family, "ada")
    assert as_person("ben").delete(URL, json={"endpoint": where}).status_code == 204
    assert [one.detail for one in rows(family)] == [""]
    assert as_person("ada").delete(URL, json={"endpoint": where}).status_code == 204
    assert [one.detail for one in rows(family)] == [Ended.TURNED_OFF]
