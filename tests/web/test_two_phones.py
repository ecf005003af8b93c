"""Two phones, one of them without signal: both doses are kept and everybody is asked (H2, H5)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.entries import Alert
from tests.web.daily import doses, form_to, forms, planned, send, slot_at, when
from tests.web.syncing import change, follow

pytestmark = pytest.mark.usefixtures("midday")

TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}


def today(client, family) -> str:
    return client.get(f"/children/{family.nora}/today").text


def dose(family, medicine, *, ago=5, slot=None, **more):
    """A dose as a phone wrote it down, `ago` minutes ago."""
    at = (now() - timedelta(minutes=ago)).isoformat()
    fields = {"at": at, "medicine": str(medicine.id), "slot": slot, "outcome": "given"}
    return change(family, "dose", fields={**fields, "amount": "12.5", "unit": "mg", **more})


def open_questions(family) -> list[str]:
    with family.database.reading() as session:
        return [alert.kind for alert in session.exec(select(Alert)) if alert.closed_at is None]


def test_h2_two_phones_keep_both_doses_and_everybody_is_asked_until_a_person_closes_it(
    family, as_person, sync, prednisolone
):
    offline = dose(family, prednisolone, ago=8, slot=slot_at(-10))  # phone A, no signal
    online = sync(dose(family, prednisolone, slot=slot_at(-10)), who="ben").json["results"][0]
    assert (online["status"], online["warnings"]) == ("applied", [])
    late = sync(offline).json["results"][0]  # A has signal again
    assert late["status"] == "applied"
    assert [warning["code"] for warning in late["warnings"]] == ["possible_double_dose"]
    assert "Ben already recorded this dose" in late["warnings"][0]["message"]
    assert len(doses(family)) == 2
    assert open_questions(family) == ["double_dose"]

    for name in ("ada", "ben", "cleo"):
        assert "Two doses of Prednisolone for one time" in today(as_person(name), family)
    assert sync(offline).json["results"][0]["status"] == "repeated"
    noted = follow(offline, base=1, fields={"note": "on the train"})
    assert sync(noted).json["results"][0]["status"] == "applied"
    assert open_questions(family) == ["double_dose"]

    ben = as_person("ben")
    form = next(each for each in forms(today(ben, family)) if each.get("answer") == "twice")
    assert send(ben, form).status_code == 303
    assert open_questions(family) == []
    assert len(doses(family)) == 2
    assert "Two doses of" not in today(as_person("ada"), family)


def test_h2_dose_meant_as_a_second_one_asks_nobody(family, sync, prednisolone):
    sync(dose(family, prednisolone, ago=60, slot=slot_at(-10)), who="ben")
    meant = {"again": True, "reason": "the first was vomited"}
    second = sync(dose(family, prednisolone, slot=slot_at(-10), **meant)).json["results"][0]
    assert second["status"] == "applied"
    assert open_questions(family) == []


@pytest.mark.parametrize("slot", [None, "2026-11-17T18:00", "2026-11-24T18:00"])
def test_h5_phone_with_a_second_methotrexate_of_the_week_is_warned_and_everybody_asked(
    family, as_person, sync, slot
):
    pen = family.medicine("Methotrexate", "12.5", rhythm=TUESDAYS)
    sync(dose(family, pen, ago=4 * 24 * 60), who="ben")
    second = sync(dose(family, pen, slot=slot)).json["results"][0]
    assert second["status"] == "applied"
    assert [warning["code"] for warning in second["warnings"]] == ["weekly_again"]
    assert open_questions(family) == ["weekly_again"]
    for name in ("ada", "ben"):
        assert "Two doses of Methotrexate (once a week, on Tuesday) within five days" in today(
            as_person(name), family
        )


@pytest.mark.parametrize("slot", ["", "2026-11-17T18:00", "2026-11-24T18:00"])
@pytest.mark.parametrize("endpoint", ["doses", "log/dose"])
def test_h5_on_screen_it_is_a_hard_stop_whatever_the_slot(family, as_person, endpoint, slot):
    pen = family.medicine("Methotrexate", "12.5", rhythm=TUESDAYS)
    ada, address = as_person("ada"), f"/children/{family.nora}/{endpoint}"
    first = {**planned(pen, ""), **when(-4 * 24 * 60)}
    assert ada.post(address, data=first).status_code == 303
    stopped = as_person("ben").post(address, data={**planned(pen, slot), **when()})
    assert stopped.status_code == 409
    assert "Methotrexate was recorded on" in stopped.text
    assert "4 days before this" in stopped.text
    assert "Ada recorded this weekly medicine" in stopped.text
    assert len(doses(family)) == 1
    form = form_to(stopped.text, f"/{endpoint}")
    assert send(as_person("ben"), form).status_code == 409
    again = send(as_person("ben"), form, why_again="team")
    assert again.status_code == 303
    assert len(doses(family)) == 2


def test_h5_common_button_of_today_does_not_go_round_the_stop(family, as_person):
    """ "Hospital gave it" is a dose as well."""
    pen = family.medicine("Methotrexate", "12.5", rhythm=TUESDAYS)
    ada, address = as_person("ada"), f"/children/{family.nora}/doses"
    ada.post(address, data={**planned(pen, ""), **when(-24 * 60)})
    sent = {**planned(pen, ""), "giver": "hospital"}
    assert ada.post(address, data=sent).status_code == 409
    assert ada.post(address, data={**sent, "outcome": "skipped"}).status_code == 303
