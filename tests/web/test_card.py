"""The emergency card, which is the admission sheet: on a screen, on paper, and in the pocket."""

import re
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from journal.care.dates import months_after
from journal.clock import now
from journal.entries import record
from journal.plans.expected import medicines_of
from journal.plans.turns import turn
from journal.records.children import Child, TeamMember
from journal.records.medicines import Turn
from tests.family import change
from tests.support.words import forbidden_in

PLAN = "Trouble breathing: 911\nThen the ward, 555 0142"
STEROIDS = "Adrenal insufficiency.\nFever: double, vomiting: injection in the blue bag"


@pytest.fixture
def nora(family):
    """Nora with everything a ward asks for."""
    weekly = {"every": "week", "on": ["tuesday"], "times": ["18:30"]}
    family.medicine(strength="15 mg/5 mL")
    family.medicine("Methotrexate", "15", rhythm=weekly)
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.diagnosis, child.allergies = "Juvenile dermatomyositis", "Amoxicillin"
        child.emergency_plan, child.emergency_phone = PLAN, "555 0143"
        child.steroid_plan, child.lines = STEROIDS, "Port, left chest, since May"
        session.add(
            TeamMember(
                child_id=child.id, position=0, name="Dr. Okafor", part="Rheumatology", telephone="7"
            )
        )
    return family


@pytest.fixture
def log(family):
    def write(kind, /, days_ago=1, **fields):
        made_at = now() - timedelta(days=days_ago)
        with family.database.transaction() as session:
            one = change(family.nora, kind, made_at=made_at, **fields)
            outcome = record(session, family.actor(session, "ada"), one, now=now())
            assert outcome.stored, outcome
        return one.entry

    return write


@pytest.fixture
def ward(nora, log):
    """What happened lately: a dose, an infusion with a bottle and a reaction, results, vaccines."""
    with nora.database.reading() as session:
        prednisolone = medicines_of(session, nora.nora)[0].id
    log("dose", medicine=str(prednisolone), outcome="given", amount="12.5", unit="mg")
    product = {"product": "Privigen", "amount": "25", "unit": "g", "weight_kg": "25"}
    infusion = str(log("infusion", days_ago=9, **product))
    log("checkpoint", days_ago=9, infusion=infusion, what="bottle", lot="P100-7")
    log("checkpoint", days_ago=8, infusion=infusion, what="after", hours=24, reaction=["Headache"])
    results = [{"test": "CK", "value": "<30", "unit": "U/L", "flag": "L"}]
    log("draw", results=results)
    log("vaccination", days_ago=900, vaccine="mmr", day_only=True)
    return nora


SAID = (
    "Juvenile dermatomyositis",
    "Amoxicillin",
    "Port, left chest, since May",
    "Trouble breathing: 911",
    "Then the ward, 555 0142",
    "Adrenal insufficiency.",
    "Fever: double, vomiting: injection in the blue bag",
    "Prednisolone",
    "in the plan since 1 Nov 2026",
    "12.5 mg",
    "Methotrexate",
    "once a week, on Tuesday, at 18:30",
    "no dose recorded",
    "Privigen, 25 g, 1 g/kg on 25 kg",
    "lots P100-7",
    "reaction: Headache",
    "<30 U/L L",
    "Measles, mumps and rubella (MMR): Methotrexate: no day named; Prednisolone: no day",
    "Dr. Okafor",
    "Not watched by anyone. In an emergency call 555 0143",
)


@pytest.fixture
def waiting(ward):
    """What card and vaccine record say of MMR: every hold with its own day, or none."""
    on = (now() - timedelta(days=9)).astimezone(ZoneInfo("America/New_York")).date()
    day, until = (f"{each.day} {each:%b %Y}" for each in (on, months_after(on, 10)))
    return (
        "Measles, mumps and rubella (MMR): Methotrexate: no day named; "
        f"Prednisolone: no day named; immunoglobulin of {day}: a source names {until}"
    )


def words_of(text):
    return re.sub(r"\s+", " ", text.replace("\N{NO-BREAK SPACE}", " "))


def screen(client, family):
    page = client.get(f"/children/{family.nora}/card")
    plain = re.sub(r"<[^>]+>", "", page.text.split("<main")[-1]).replace("&lt;", "<")
    return words_of(plain.replace("&#39;", "'"))


def paper(client, family, kind="a4"):
    reply = client.get(f"/children/{family.nora}/card.pdf", query_string={"paper": kind})
    assert reply.mimetype == "application/pdf"
    return [words_of(page.extract_text()) for page in PdfReader(BytesIO(reply.data)).pages]


def test_h40_screen_and_both_papers_say_the_same_and_that_nobody_watches(ward, as_person):
    cleo = as_person("cleo")
    shown = screen(cleo, ward)
    a4, letter = paper(cleo, ward), paper(cleo, ward, "letter")
    assert len(a4) == len(letter) == 1
    for said in SAID:
        assert said in shown, said
        assert said in a4[0], said
        assert said in letter[0], said
    assert not forbidden_in(a4[0])


def test_h26_the_day_until_which_a_vaccine_waits_stands_on_card_and_record(
    ward, waiting, as_person
):
    """With a medicine of which no source names a day, the day of the immunoglobulin stays."""
    cleo = as_person("cleo")
    record = f"/children/{ward.nora}/papers/vaccines"
    record_pdf = PdfReader(BytesIO(cleo.get(f"{record}.pdf").data)).pages
    for shown in (
        screen(cleo, ward),
        paper(cleo, ward)[0],
        words_of(re.sub(r"<[^>]+>", "", cleo.get(record).text)),
        words_of(" ".join(page.extract_text() for page in record_pdf)),
        words_of(cleo.get(f"/api/v1/children/{ward.nora}/pocket").json["card"]["main"]),
    ):
        assert waiting in shown
        assert "Ask your team. Ask your team" not in shown


def test_h37_what_nobody_has_looked_at_since_a_discharge_says_so_on_the_card(ward, as_person, log):
    """Else an emergency department reads the dose of before as the present one."""
    moment = now()
    first, last = moment - timedelta(days=3), moment - timedelta(hours=2)
    stay = {"hospital": "St. Anna", "admitted": first.isoformat(), "discharged": last.isoformat()}
    unseen = "Not looked at since the discharge"
    assert unseen not in screen(as_person("cleo"), ward)
    log("stay", days_ago=3, at=first.isoformat(), **stay)
    cleo = as_person("cleo")
    for shown in (screen(cleo, ward), *paper(cleo, ward)):
        # Of the steroid, once more beside its dose.
        assert shown.count(unseen) == 3


def test_the_pocket_has_the_same_card_for_a_room_without_signal(ward, as_person):
    kept = as_person("ada").get(f"/api/v1/children/{ward.nora}/pocket").json["card"]["main"]
    assert "Fever: double, vomiting: injection in the blue bag" in kept
    assert "Port, left chest, since May" in kept
    assert "card.pdf" not in kept


def test_a_full_page_gives_up_results_and_vaccines_first_and_never_a_medicine(ward, as_person, log):
    results = [{"test": f"Test {n}", "value": str(n), "unit": "U/L"} for n in range(60)]
    log("draw", results=results)
    for number in range(14):
        ward.medicine(f"Syrup {number}")
    with ward.database.transaction() as session:
        child = session.get_one(Child, ward.nora)
        child.emergency_plan = "\n".join(f"Step {n} of our plan" for n in range(12))
    (page,) = paper(as_person("ada"), ward)
    for said in (
        *(f"Syrup {n} " for n in range(14)),
        *(f"Step {n} of" for n in range(12)),
        "Amoxicillin",
        "Fever: double",
    ):
        assert said in page, said
    assert "more in the journal" in page
    assert "Test 59" not in page


def test_what_must_not_be_cut_takes_a_second_page_with_the_name_on_it(ward, as_person):
    with ward.database.transaction() as session:
        child = session.get_one(Child, ward.nora)
        child.steroid_plan = "\n".join(f"Line {n} of the clinic's plan" for n in range(140))
    pages = paper(as_person("ada"), ward)
    assert len(pages) > 1
    assert all(f"Line {n} of" in " ".join(pages) for n in range(140))
    for number, page in enumerate(pages, 1):
        assert "Nora" in page
        assert f"page {number} of {len(pages)}" in page
        assert "Not watched by anyone" in page


def test_a_steroid_that_ended_lately_still_stands_there_and_a_cream_does_not(family, as_person):
    ended = now().date() - timedelta(days=40)
    medicine = family.medicine("Prednisone", first_on=ended - timedelta(days=300))
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        turn(session, actor, medicine, Turn.STOP, on=ended, reason="clinic", now=now())
    page = screen(as_person("ada"), family)
    assert "Prednisone: ended" in page
    family.medicine("Hydrocortisone cream", "1", "application", form="cream")
    assert "Hydrocortisone cream 1 application, every" not in screen(as_person("ada"), family)


def test_silence_is_not_none_on_an_empty_card(family, as_person):
    page = paper(as_person("ada"), family)[0]
    assert "Allergies nothing recorded" in page
    assert "No emergency telephone is recorded." in page
    assert "In an emergency call your local emergency number" in page
    assert "No medicine here is known to Sunhat as a steroid by its name." in page


def test_the_childs_form_keeps_steroid_plan_and_lines_as_typed(nora, as_person):
    ada = as_person("ada")
    address = f"/children/{nora.nora}/edit"
    form = {"name": "Nora", "born_on": "2017-05-03", "day_begins": "04:00", "colour": "clay"}
    form |= {"steroid_plan": STEROIDS, "lines": "PICC, right arm"}
    assert ada.post(address, data=form).status_code == 303
    for place in ("", "/edit", "/card"):
        page = ada.get(f"/children/{nora.nora}{place}").text
        assert "PICC, right arm" in page
        assert "injection in the blue bag" in page
