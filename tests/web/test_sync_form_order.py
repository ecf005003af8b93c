"""Forms of phones, in whatever order and however often they come, make the journal of the pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import create_app
from journal.entries import ChangeRequest
from journal.records.columns import uuid7
from journal.settings import Settings
from journal.web.log.readings import read_form
from tests.family import NOW, ZONE, fresh_database, make_family
from tests.support.arriving import digest_after, programs
from tests.web.daily import daily_at, ids, slot_at, when
from tests.web.syncing import form_change

FIRST = {
    "at_on": "2026-11-21",
    "at_time": "08:00",
    "symptom": "fatigue",
    "other_name": "",
    "severity": "5",
    "sites": [],
    "note": "",
}


typed = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from(["1", "9", ""]),
        "note": st.sampled_from(["a", "b", ""]),
        "sites": st.sampled_from([["mouth"], ["chest", "scalp"], []]),
        "at_time": st.sampled_from(["07:00", "09:30"]),
    },
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The cast and an app to read forms in."""
    folder = tmp_path_factory.mktemp("forms")
    set_up = Settings.from_environment({"JOURNAL_DATA": str(folder)})
    family = make_family(fresh_database(set_up.database))
    app = create_app(set_up)
    yield family, app
    app.extensions["journal_database"].close()
    family.database.close()


def changes(family, steps, seed) -> list[ChangeRequest]:
    """The changes of these forms. Each was opened as its writer saw it: the form before, mended."""
    moments = [NOW - timedelta(seconds=(seed * (n + 7)) % 9973) for n in range(len(steps))]
    known = [uuid7(moment) for moment in moments]
    entries = [uuid7(NOW), uuid7(NOW)]
    stands: list[dict] = []
    made = []
    for number, step in enumerate(steps):
        before = FIRST if step.after is None else stands[step.after]
        stands.append({**before, **step.said})
        whole = ChangeRequest(
            id=known[number],
            entry=entries[step.entry],
            child=family.nora,
            kind="symptom",
            base=None if step.after is None else known[step.after],
            delete=step.delete,
            made_at=moments[number],
            zone=ZONE,
        )
        form = None if step.delete else {"what": "symptom", "values": stands[number]}
        made.append(replace(whole, form=form))
    return made


def digest_of(whole, steps, made, order) -> str:
    family, app = whole
    with app.test_request_context():
        return digest_after(family, steps, made, order, read=read_form)


PATIENT = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
any_order = given(program=programs(typed, 6), seed=st.integers(1, 10**6))


@settings(PATIENT, max_examples=25)
@any_order
def test_f6_forms_in_any_order_with_repeats_lead_to_the_same_digest(whole, program, seed):
    leads_to_the_same_digest(whole, program, seed)


@pytest.mark.nightly
@settings(PATIENT, max_examples=500)
@any_order
def test_f6_long_forms_in_any_order_with_repeats_lead_to_the_same_digest(whole, program, seed):
    leads_to_the_same_digest(whole, program, seed)


def leads_to_the_same_digest(whole, program, seed):
    steps, order = program
    made = changes(whole[0], steps, seed)
    written = digest_of(whole, steps, made, list(range(len(steps))))
    assert digest_of(whole, steps, made, order) == written


FORMS = [
    ("symptom", {"symptom": "fatigue", "severity": "6", "sites": ["mouth"], "note": "x"}),
    ("temperature", {"temperature": "38,5", "temperature_unit": "°C"}),
    ("weight", {"weight": "31", "weight_unit": "kg", "height": "140", "height_unit": "cm"}),
    ("infusion", {"product": "Privigen", "lots": "A1\nB2", "amount": "20", "unit": "g"}),
    ("stay", {"hospital": "St. Mary", "reason": "fever"}),
    ("infection", {"which": "exposure:measles", "contact": "a cousin, an afternoon"}),
    ("infection", {"which": "germ:other", "other_name": "ESBL", "place": "Riverside"}),
    ("visit", {"team_member": "Dr. Okafor", "told": "come again"}),
    ("question", {"text": "How long?", "answer": ""}),
    ("note", {"note": "first line\nsecond"}),
    ("vaccination", {"vaccine": "MMR", "at_time": "", "lot": "A12"}),
    ("dose", {"medicine": "", "slot": "", "outcome": "given", "amount": "12.5", "unit": "mg"}),
    ("dose", {"medicine": "", "slot": "", "outcome": "refused", "why": "asleep", "reason": "y"}),
]


@pytest.mark.parametrize(("what", "values"), FORMS)
@pytest.mark.usefixtures("midday")
def test_posted_page_and_kept_form_write_the_same(family, as_person, sync, what, values):
    """Tom's is posted, Nora's is sent by a phone."""
    pills = {who: family.medicine(rhythm=daily_at(-10), child=who) for who in ("nora", "tom")}
    by_page, by_phone = dict(values), dict(values)
    if what == "dose":
        by_page |= {"medicine": str(pills["tom"].id), "slot": slot_at(-10)}
        by_phone |= {"medicine": str(pills["nora"].id), "slot": slot_at(-10)}
    # A day without a time is noon, or now before noon: of yesterday it is noon whenever this runs.
    moment = when(-10 if "at_time" not in values else -24 * 60)
    page = f"/children/{family.tom}/log/{what}"
    assert as_person("ada").post(page, data={**moment, **by_page, **ids()}).status_code == 303
    reply = sync(form_change(family, what, **{**moment, **by_phone})).json
    assert reply["results"][0]["status"] == "applied"
    written = {str(family.tom): [], str(family.nora): []}
    for each in reply["entries"] + sync().json["entries"]:
        told = {n: v for n, v in each["fields"].items() if n != "medicine"}
        if (each["kind"], each["zone"], told) not in written[each["child"]]:
            written[each["child"]].append((each["kind"], each["zone"], told))
    tom, nora = written.values()
    assert sorted(map(str, tom)) == sorted(map(str, nora))
    assert tom
