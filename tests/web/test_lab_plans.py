"""The pages of wanted tests, without a script."""

import html
import re
import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.care.knowledge.lab_templates import lab_templates, lab_templates_edition
from journal.clock import now
from journal.entries.record import record
from journal.plans.appointments import Visit, plan_appointment
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.lab_plans import Decision, LabRule
from journal.words import day_text
from tests.family import ZONE, change

WEEK = timedelta(weeks=1)
WEEKLY = {"every": "week", "on": ["monday"], "times": ["18:00"]}


def today() -> date:
    return now().astimezone(ZoneInfo(ZONE)).date()


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def url(family, *path, child="nora") -> str:
    return "/".join([f"/children/{family.children[child]}/lab-plans", *map(str, path)])


def rule(**changed) -> dict[str, object]:
    return {
        "row": str(uuid.uuid4()),
        "tests": ["1742-6", "2160-0"],
        "repeats": "again",
        "weeks_max": "12",
        "first_on": today().isoformat(),
        **changed,
    }


def done(test) -> dict[str, str]:
    return {"test": test, "change": str(uuid.uuid4()), "entry": str(uuid.uuid4())}


def rows(family, table=LabRule):
    with family.database.reading() as session:
        return session.exec(select(table)).all()


def made(ada, family, **changed) -> LabRule:
    before = {row.id for row in rows(family)}
    assert ada.post(url(family, "add"), data=rule(**changed)).status_code == 303
    (row,) = [row for row in rows(family) if row.id not in before]
    return row


def test_an_own_rule_is_planned_changed_and_ended_and_nothing_is_lost(ada, family):
    row = made(ada, family, other="Trace elements, My test", source="Dr. Okafor")
    assert (row.tests, row.weeks_max) == (["1742-6", "2160-0", "Trace elements", "My test"], 12)
    page = words_of(ada.get(url(family)).text)
    opens, by = today() + 11 * WEEK, today() + 12 * WEEK
    assert f"ALT, Creatinine, Trace elements, My test {day_text(opens)} to {day_text(by)}" in page
    assert "every 12 weeks" in page
    assert "Dr. Okafor" in page
    form = ada.get(url(family, row.id)).text
    assert 'value="Trace elements, My test"' in form
    assert ada.post(url(family, row.id), data=rule(weeks_max="8")).status_code == 303
    (standing,) = [row for row in rows(family) if row.ended_at is None]
    assert (standing.weeks_max, standing.follows) == (8, row.id)
    assert ada.post(url(family, standing.id, "end")).status_code == 303
    assert "No rules yet." in words_of(ada.get(url(family)).text)
    assert len(rows(family)) == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"weeks_max": ""}, "Write the weeks as a whole number"),
        ({"weeks_max": "2.5"}, "Write the weeks as a whole number"),
        ({"repeats": ""}, "Choose once, or again and again."),
        ({"tests": []}, "Choose at least one test"),
        ({"weeks_min": "13"}, "The first number of weeks is the smaller one."),
    ],
)
def test_a_form_that_says_no_window_comes_back_with_what_was_typed(ada, family, changed, sentence):
    answer = ada.post(url(family, "add"), data=rule(source="Dr. Okafor", **changed))
    assert answer.status_code == 422
    assert sentence in words_of(answer.text)
    assert 'value="Dr. Okafor"' in answer.text
    assert rows(family) == []


def test_h28_days_after_each_infusion_are_taken_from_the_source_and_changed(ada, family):
    every = {"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]}
    taken = family.medicine("Cyclophosphamide", "500", "mg", every, first_on=today() - 8 * WEEK)
    place = url(family, "medicines", taken.id, "cyclophosphamide-after")
    assert "day 7 to 10 after each infusion" in words_of(ada.get(place).text)
    answer = rule(tests=["cbc_with_diff"], position="0", repeats="", weeks_max="")
    assert ada.post(place, data=answer).status_code == 303
    (row,) = rows(family)
    assert (row.days_min, row.days_max, row.decision) == (7, 10, Decision.TAKEN)
    form = rule(tests=["cbc_with_diff"], repeats="", weeks_max="")
    typed = form | {"days_min": "10", "days_max": "12"}
    assert 'name="days_max"' in ada.get(url(family, row.id)).text
    assert ada.post(url(family, row.id), data=form | {"days_min": "1.5"}).status_code == 422
    assert ada.post(url(family, row.id), data=typed).status_code == 303
    (standing,) = [row for row in rows(family) if row.ended_at is None]
    said = (standing.days_min, standing.days_max, standing.decision)
    assert said == (10, 12, Decision.CHANGED)
    assert "day 10 to 12 after each infusion" in words_of(ada.get(url(family)).text)


def test_a_medicine_offers_its_tests_and_each_answer_is_remembered(ada, family):
    taken = family.medicine("Hydroxychloroquine", "200", first_on=today())
    shown = words_of(ada.get(f"/children/{family.nora}/medicines/{taken.id}").text)
    assert "Tests that belong to it not looked at yet" in shown
    assert "3 suggestions that nobody has answered" in words_of(ada.get(url(family)).text)
    place = ("medicines", taken.id)
    page = ada.get(url(family, *place))
    assert "every 52 weeks" in words_of(page.text)
    assert "eguideline.guidelinecentral.com" in page.text
    form = ada.get(url(family, *place, "hydroxychloroquine-regular")).text
    assert 'name="weeks_max" inputmode="decimal" autocomplete="off" value="52"' in form
    taking = rule(tests=["cbc_with_diff", "ast", "alt"], weeks_max="52")
    kept = ada.post(url(family, *place, "hydroxychloroquine-regular"), data=taking)
    assert kept.status_code == 303
    assert ada.post(url(family, *place, "hydroxychloroquine-eyes", "refuse")).status_code == 303
    by_template = {row.template: row for row in rows(family)}
    regular = by_template["hydroxychloroquine-regular"]
    assert (regular.decision, regular.source) == (Decision.TAKEN, "acr-jia-2021-gc")
    assert by_template["hydroxychloroquine-eyes"].decision == Decision.REFUSED
    page = words_of(ada.get(url(family, *place)).text)
    assert "every 52 weeks, as the source says" in page
    assert "not wanted Suggest it again" in page
    assert "Blood count (CBC), AST, ALT" in words_of(ada.get(url(family)).text)


def test_where_sources_disagree_nothing_is_chosen_and_each_stands_with_its_source(ada, family):
    taken = family.medicine("Methotrexate", "15", rhythm=WEEKLY, first_on=today())
    place = url(family, "medicines", taken.id, "methotrexate-regular")
    form = ada.get(place).text
    assert " checked" not in re.search(r'role="radiogroup".*?</fieldset>', form, re.S)[0]
    assert 'name="weeks_max" inputmode="decimal" autocomplete="off" value=""' in form
    assert form.count("every 3 to 4 months") == 1
    whole = {"tests": ["cbc_with_diff", "ast", "alt", "creatinine"]}
    sent = rule(weeks_max="", **whole)
    refused = ada.post(place, data=sent)
    assert refused.status_code == 422
    assert "Choose whose numbers to use." in words_of(refused.text)
    assert ada.post(place, data=sent | {"position": "0"}).status_code == 303
    (row,) = rows(family)
    assert (row.weeks_min, row.weeks_max, row.decision) == (13, 17, Decision.TAKEN)
    assert row.source == "acr-jia-2021"


def test_the_clinics_own_numbers_are_said_to_be_so(ada, family):
    taken = family.medicine("Methotrexate", "15", rhythm=WEEKLY, first_on=today())
    place = url(family, "medicines", taken.id, "methotrexate-early")
    sent = rule(tests=["alt"], weeks_min="2", weeks_max="4", position="own", source="Dr. Okafor")
    assert ada.post(place, data=sent | {"on_increase": "yes"}).status_code == 303
    (row,) = rows(family)
    assert (row.decision, row.source, row.on_increase) == (Decision.CHANGED, "Dr. Okafor", True)
    assert not row.repeats
    assert "your clinic's own numbers" in words_of(ada.get(url(family)).text)


def test_two_medicines_want_one_test_and_the_strictest_says_so(ada, family):
    hydroxy = family.medicine("Hydroxychloroquine", "200", first_on=today())
    mtx = family.medicine("Methotrexate", "15", rhythm=WEEKLY, first_on=today())
    for medicine, template, weeks in (
        (hydroxy, "hydroxychloroquine-regular", "52"),
        (mtx, "methotrexate-regular", "8"),
    ):
        sent = rule(tests=["alt"], weeks_max=weeks, position="own")
        ada.post(url(family, "medicines", medicine.id, template), data=sent)
    page = words_of(ada.get(url(family)).text)
    assert "Because of Methotrexate, the strictest. Wanted for Hydroxychloroquine too." in page


def test_h28_a_partial_report_leaves_what_is_still_missing(ada, family):
    made(ada, family, first_on=(today() - 12 * WEEK).isoformat())
    report = {"test": "1742-6", "value": "21", "unit": "U/L"}
    at = now() - timedelta(hours=1)
    with family.database.transaction() as session:
        sent = change(family.nora, "draw", made_at=at, results=[report])
        record(session, family.actor(session, "ben"), sent, now=now())
    page = words_of(ada.get(url(family)).text)
    assert "Still missing: Creatinine" in page
    assert (
        f"Other results of the same came on {day_text(at.astimezone(ZoneInfo(ZONE)).date())}"
        in page
    )


def test_what_is_overdue_stays_and_says_since_when_without_alarm(ada, family):
    made(ada, family, first_on=(today() - 20 * WEEK).isoformat())
    page = ada.get(url(family)).text
    assert f"ALT, Creatinine was wanted by {day_text(today() - 8 * WEEK)}" in words_of(page)
    assert "banner--needs" not in page


def test_what_is_missing_stands_on_today_from_the_last_day_on_until_its_result(ada, family):
    place = f"/children/{family.nora}/today"
    made(ada, family, tests=["2160-0"], first_on=(today() - 11 * WEEK).isoformat())
    assert "Tests that are wanted" not in ada.get(place).text
    made(ada, family, tests=["eye_exam"], first_on=(today() - 12 * WEEK).isoformat())
    page = ada.get(place).text
    assert f"Eye examination now, by {day_text(today())}" in words_of(page)
    assert f'href="{url(family)}"' in page
    # A rule whose window is over when it is made stands there at once, and in no colour of alarm.
    made(ada, family, tests=["1742-6"], first_on=(today() - 20 * WEEK).isoformat())
    page = ada.get(place).text
    assert f"ALT was wanted by {day_text(today() - 8 * WEEK)}" in words_of(page)
    assert "banner--needs" not in page
    assert ada.post(url(family, "done"), data=done("eye_exam")).status_code == 303
    assert "Eye examination now" not in words_of(ada.get(place).text)


def test_visits_are_pooled_with_the_infusion_that_is_planned(ada, family):
    made(ada, family, tests=["1742-6"], weeks_min="1", weeks_max="3")
    made(ada, family, tests=["2160-0"], weeks_min="1", weeks_max="2")
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        soon = Visit(kind=AppointmentKind.INFUSION, at=now() + timedelta(days=10))
        plan_appointment(session, family.actor(session, "ada"), child, soon, now=now())
    page = words_of(ada.get(url(family)).text)
    assert "ALT, Creatinine with the infusion, one needle instead of 3" in page


def test_an_examination_is_done_with_one_tap(ada, family):
    made(ada, family, tests=["eye_exam"], first_on=(today() - 12 * WEEK).isoformat())
    assert "Done today" in ada.get(url(family)).text
    sent = done("eye_exam")
    # A double tap is one report.
    for _time in range(2):
        assert ada.post(url(family, "done"), data=sent).status_code == 303
    (entry,) = rows(family, Entry)
    assert entry.kind == "draw"
    assert "Done today" not in ada.get(url(family)).text


def test_a_viewer_reads_the_rules_and_changes_none(as_person, ada, family):
    row = made(ada, family)
    cleo = as_person("cleo")
    page = cleo.get(url(family))
    assert "every 12 weeks" in words_of(page.text)
    assert "Write what your clinic said" not in page.text
    assert str(row.id) not in page.text


def test_a_template_of_another_medicine_and_a_rule_of_another_child_are_not_there(ada, family):
    taken = family.medicine("Methotrexate", "15", rhythm=WEEKLY, first_on=today())
    assert ada.get(url(family, "medicines", taken.id, "tnf-regular")).status_code == 404
    row = made(ada, family)
    assert ada.get(url(family, row.id, child="tom")).status_code == 404
    assert ada.post(url(family, row.id, "end", child="tom")).status_code == 404


def test_no_page_of_tests_reassures_or_alarms(ada, family):
    taken = family.medicine("Methotrexate", "15", rhythm=WEEKLY, first_on=today())
    pages = [url(family), url(family, "add"), url(family, "medicines", taken.id)]
    for place in pages:
        page = words_of(ada.get(place).text)
        assert not re.search(r"\b(safe|normal|ok to|should|overdue|urgent)\b", page, re.I)


def test_every_suggestion_stands_with_its_sources_on_one_page(family, as_person):
    page = as_person("cleo").get(url(family, "sources"))
    words = words_of(page.text)
    for template in lab_templates():
        for source in (*template.sources, *(s for one in template.positions for s in one.sources)):
            assert html.escape(source.url or source.title) in page.text, (template.id, source.id)
        for position in template.positions:
            assert position.text in words, template.id
    edition = lab_templates_edition()
    assert f"Suggestions of {edition.version}" in words
    assert day_text(edition.review_by) in words
    assert "/lab-plans/sources" in as_person("cleo").get(url(family)).text
