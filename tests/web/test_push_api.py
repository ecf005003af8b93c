"""The two addresses at which a browser says that it wants to be reminded, or no more."""

import pytest
from sqlmodel import select

from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.reminders.endpoints import Permitted
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


AT = "https://updates.push.services.mozilla.com/wpush/v2/aus"


@pytest.fixture
def reached(app):
    """The name of the push service is looked up nowhere."""
    app.extensions["journal_sender"].permitted = Permitted(resolve=lambda *_name: ["20.1.1.1"])


def test_t4_eve_with_the_address_of_adas_phone_silences_nobody(as_person, family, reached):
    ada, eve, phone_ = as_person("ada"), as_person("eve"), Phone()
    assert ada.post(URL, json=phone_.browser_json(AT)).status_code == 201
    reply = eve.post(URL, json=Phone(auth=b"b" * 16).browser_json(AT))
    # As for one that is over: an honest browser makes another.
    assert (reply.status_code, reply.json["error"]) == (410, "subscription_gone")
    (row,) = rows(family)
    assert (row.account_id, row.state) == (family.people["ada"], PhoneState.UNCONFIRMED)
    assert (row.p256dh, row.endpoint) == (phone_.p256dh, AT)
    assert eve.post(URL, json=Phone(phone_.private, b"b" * 16).browser_json(AT)).status_code == 410


@pytest.mark.parametrize("who", ["eve", "ben"])
def test_t24_a_browser_where_somebody_else_signs_in_reminds_them_and_nobody_else(
    as_person, family, reached, who
):
    ada, other, phone_ = as_person("ada"), as_person(who), Phone()
    assert ada.post(URL, json=phone_.browser_json(AT)).status_code == 201
    assert other.post(URL, json=phone_.browser_json(AT)).status_code == 201
    left, moved = sorted(rows(family), key=lambda row: row.created_at)
    assert (left.account_id, left.state) == (family.people["ada"], PhoneState.GONE)
    assert left.endpoint != AT
    assert (moved.account_id, moved.endpoint) == (family.people[who], AT)


def test_only_its_own_person_ends_a_subscription(as_person, family):
    where = phone(family, "ada")
    assert as_person("ben").delete(URL, json={"endpoint": where}).status_code == 204
    assert [one.detail for one in rows(family)] == [""]
    assert as_person("ada").delete(URL, json={"endpoint": where}).status_code == 204
    assert [one.detail for one in rows(family)] == [Ended.TURNED_OFF]
