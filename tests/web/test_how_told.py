"""How I am told: everybody chooses for themselves, and nothing that was typed is lost."""

import pytest
from sqlmodel import select

from journal.records.children import Child
from journal.records.reminder_choices import EvenThen, PersonChoice, QuietHours
from journal.records.reminders import About

PAGE = "/reminders/mine"


def choices(family, name: str) -> dict[str, tuple[str, bool, bool]]:
    with family.database.reading() as session:
        rows = session.exec(
            select(PersonChoice).where(PersonChoice.account_id == family.people[name])
        )
        return {row.about: (row.place.value, row.push, row.email) for row in rows}


GROUPS = (
    "doses", "plans", "supplies", "appointments", "infusions", "labs", "own", "evening", "vaccines",
)  # fmt: skip


def chosen(family, **changed: str) -> dict[str, str]:
    """The form of Nora's choices, at once but for what is said."""
    own = family.nora.hex[:12]
    return {f"told_{name}_{own}": changed.get(name, "first") for name in GROUPS}


def test_the_way_here_is_where_a_family_looks(as_person, family):
    ben = as_person("ben")
    for where in ("", "/planned", "/reminders"):
        page = ben.get(f"/children/{family.nora}{where}")
        assert (page.status_code, 'href="/reminders/mine"' in page.text) == (200, True), where


def test_the_defaults_are_filled_in_and_nothing_is_stored_by_looking(as_person, family):
    page = as_person("ada").get(PAGE).text
    assert "Nora" in page
    assert 'name="told_doses_' in page
    assert choices(family, "ada") == {}


def test_a_choice_is_ones_own_and_of_this_child(as_person, family):
    ada = as_person("ada")
    answer = ada.post(f"{PAGE}/{family.nora}", data=chosen(family, doses="later", plans="never"))
    assert answer.status_code == 303
    mine = choices(family, "ada")
    assert mine[About.DOSE] == ("later", True, False)
    assert {mine[about][0] for about in (About.STEP, About.TAPER_END, About.REVIEW)} == {"never"}
    assert mine[About.REFILL] == ("first", True, False)
    assert choices(family, "ben") == {}
    assert '<option value="later" selected>' in ada.get(PAGE).text


def test_without_a_mail_server_nobody_is_offered_letters(as_person):
    assert "by_doses" not in as_person("ada").get(PAGE).text


def test_what_is_no_choice_is_refused_and_nothing_of_it_is_kept(as_person, family):
    answer = as_person("ada").post(
        f"{PAGE}/{family.nora}", data=chosen(family, own="sometimes", doses="never")
    )
    assert answer.status_code == 422
    assert "Choose one of these" in answer.text
    assert choices(family, "ada") == {}


def test_a_viewer_sees_and_may_ask_for_appointments_alone(as_person, family):
    cleo = as_person("cleo")
    page = cleo.get(PAGE).text
    assert 'name="told_appointments_' in page
    assert 'name="told_doses_' not in page
    cleo.post(f"{PAGE}/{family.nora}", data=chosen(family))
    assert set(choices(family, "cleo")) == {About.APPOINTMENT}


def test_another_households_child_is_not_there(as_person, family):
    assert as_person("eve").post(f"{PAGE}/{family.nora}", data=chosen(family)).status_code == 404


def test_quiet_hours_with_a_medicine_that_rings_even_then(as_person, family):
    medicine = family.medicine()
    ada = as_person("ada")
    sent = {"starts": "22:00", "ends": "06:30", "even_then": [str(medicine.id)]}
    assert ada.post(f"{PAGE}/quiet", data=sent).status_code == 303
    with family.database.reading() as session:
        row = session.get_one(QuietHours, family.people["ada"])
        kept = session.exec(select(EvenThen.medicine_id)).all()
    assert (f"{row.starts:%H:%M}", f"{row.ends:%H:%M}", row.zone) == (
        "22:00",
        "06:30",
        "America/New_York",
    )
    assert kept == [medicine.id]
    ada.post(f"{PAGE}/quiet", data={"starts": "", "ends": ""})
    with family.database.reading() as session:
        assert session.get(QuietHours, family.people["ada"]) is None
        assert session.exec(select(EvenThen.medicine_id)).all() == []


def test_quiet_hours_say_the_zone_that_applies_and_move_when_they_are_saved(as_person, family):
    """Set at home, and then the child travels."""
    ada, sent = as_person("ada"), {"starts": "22:00", "ends": "06:30"}
    ada.post(f"{PAGE}/quiet", data=sent)
    with family.database.transaction() as session:
        for child in session.exec(select(Child)):
            child.zone = "Europe/Berlin"
    assert "America/New York" in ada.get(PAGE).text
    ada.post(f"{PAGE}/quiet", data=sent)
    text = ada.get(PAGE).text
    assert "Europe/Berlin" in text
    assert "America/New York" not in text


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("22:00", ""), ("", "07:00"), ("25:00", "07:00"), ("22:00", "22:00"), ("ten", "7")],
)
def test_hours_that_are_none_are_refused_with_what_was_typed(as_person, family, starts, ends):
    answer = as_person("ada").post(f"{PAGE}/quiet", data={"starts": starts, "ends": ends})
    assert answer.status_code == 422
    assert f'value="{starts or ends}"' in answer.text
    with family.database.reading() as session:
        assert session.get(QuietHours, family.people["ada"]) is None


def test_even_then_takes_no_medicine_of_another_household(as_person, family):
    medicine = family.medicine()
    sent = {"starts": "22:00", "ends": "06:30", "even_then": [str(medicine.id)]}
    as_person("eve").post(f"{PAGE}/quiet", data=sent)
    with family.database.reading() as session:
        assert session.exec(select(EvenThen.medicine_id)).all() == []
