"""What a phone is told, and how little of it the push service can see."""

import json

from journal.reminders.message import GIVEN, SNOOZE, Action, message, new_topic
from tests.reminders.conftest import send
from tests.support.push_service import Phone

DUE = "https://journal.example/due/7Kx"


def test_a_message_is_declarative_web_push():
    said = message(
        title="Reminder",
        body="Reminder for N. at 08:00",
        navigate=DUE,
        tag="7Kx",
        data={"occurrence": "7Kx"},
        actions=[
            Action(GIVEN, "Given", f"{DUE}?do=given"),
            Action(SNOOZE, "Snooze 30 min", f"{DUE}?do=snooze"),
        ],
        badge=2,
    )
    assert json.loads(said) == {
        "web_push": 8030,
        "mutable": True,
        "app_badge": 2,
        "notification": {
            "title": "Reminder",
            "body": "Reminder for N. at 08:00",
            "lang": "en",
            "dir": "ltr",
            "tag": "7Kx",
            "silent": False,
            "navigate": DUE,
            "data": {"occurrence": "7Kx"},
            "actions": [
                {"action": "given", "title": "Given", "navigate": f"{DUE}?do=given"},
                {"action": "snooze", "title": "Snooze 30 min", "navigate": f"{DUE}?do=snooze"},
            ],
        },
    }


def test_the_badge_is_left_alone_unless_it_is_told():
    assert "app_badge" not in json.loads(message(title="Reminder", navigate=DUE, tag="7Kx"))
    zero = json.loads(message(title="Reminder", navigate=DUE, tag="7Kx", badge=0))
    assert zero["app_badge"] == 0


def test_every_script_arrives_as_it_was_written():
    said = message(title="تذكير 💊", navigate=DUE, tag="7Kx", lang="ar", direction="rtl")
    assert json.loads(said)["notification"]["title"] == "تذكير 💊"
    assert "تذكير".encode() in said


def test_t21_the_push_service_sees_nothing_of_200_messages(service, new_sender):
    sender, phone = new_sender(service.host), Phone()
    subscription = phone.subscription(service.endpoint)
    tags = [f"occurrence-{number}" for number in range(200)]
    for tag in tags:
        said = message(title="Methotrexate", body="for Nora Abernathy", navigate=DUE, tag=tag)
        send(sender, subscription, said, topic=new_topic())

    assert [
        json.loads(phone.decrypt(request.body))["notification"]["tag"]
        for request in service.requests
    ] == tags
    for request, tag in zip(service.requests, tags, strict=True):
        visible = repr((request.target, request.headers)).encode() + request.body
        # Long enough that chance does not write them into a ciphertext.
        for secret in (
            "Methotrexate",
            "Abernathy",
            "journal.example/due",
            tag,
            "sunhat",
            "dermato",
        ):
            assert secret.lower().encode() not in visible.lower()


def test_t21_a_topic_is_chance_and_fits():
    topics = {new_topic() for _ in range(10_000)}
    assert len(topics) == 10_000
    assert {len(topic) for topic in topics} == {22}
