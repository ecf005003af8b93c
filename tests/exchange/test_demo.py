"""The demo family is there, whole, believable, and the same every time."""

import stat
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from journal.entries.alerts import open_alerts
from journal.entries.infused import told_of
from journal.entries.lots import lots_of
from journal.exchange.demo import DemoRefused, load_demo
from journal.exchange.demo_people import NORA, TOM
from journal.exchange.verify import verify
from journal.plans.expected import expected, medicines_of
from journal.plans.reviewing import after_stay
from journal.records.children import Child, TeamMember
from journal.records.database import Database
from journal.records.entries import Entry, Kind, Revision
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds import (
    CheckInRow,
    CheckpointRow,
    DoseRow,
    InfusionRow,
    QuestionRow,
    ReviewRow,
    ScoreRow,
    StayRow,
)
from journal.records.medicines import DosePlan, Medicine
from journal.records.passphrases import matches
from journal.records.people import Account
from tests.exchange.conftest import TODAY
from tests.family import fresh_database, make_family

ZONE = ZoneInfo("America/New_York")
ENOUGH = 3000


def all_of(demo, query):
    with demo.database.reading() as session:
        return session.exec(query).all()


def doses_of(demo, name):
    return all_of(
        demo,
        select(DoseRow)
        .join(Medicine, col(Medicine.id) == col(DoseRow.medicine))
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(Medicine.name == name, col(Entry.deleted).is_(False))
        .order_by(col(DoseRow.at)),
    )


def test_the_owner_comes_first_and_nora_before_tom(demo):
    told = demo.family.as_json()
    assert [(one["name"], one["role"]) for one in told["accounts"]] == [
        ("Ada", "owner"),
        ("Ben", "caregiver"),
        ("Cleo", "viewer"),
    ]
    assert [child["name"] for child in told["children"]] == ["Nora", "Tom"]
    assert told["children"][0].keys() == {"id", "name", "born"}
    assert told["accounts"][0].keys() == {"id", "name", "email", "password", "role"}


def test_t9_every_demo_has_passwords_of_its_own_that_only_its_owner_can_read(demo):
    kept = demo.data / "demo.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for account in demo.family.accounts:
        (stored,) = all_of(demo, select(Account.passphrase_hash).where(Account.id == account.id))
        assert matches(stored, account.password)
        assert account.password in kept.read_text(encoding="utf-8")
    assert len({account.password for account in demo.family.accounts}) == 3


def test_a_demo_that_was_killed_half_way_is_finished_and_loading_it_again_changes_nothing(demo):
    before = verify(demo.database, demo.data)
    again = load_demo(demo.database, now=TODAY + timedelta(days=40), secrets_dir=demo.data)
    assert again == demo.family
    assert verify(demo.database, demo.data) == before
    assert before.ok
    assert before.entries > ENOUGH


@pytest.mark.nightly
def test_the_demo_of_a_day_is_the_same_on_every_machine_and_either_database(
    demo, postgres, tmp_path
):
    other = fresh_database(postgres())
    load_demo(other, now=TODAY, secrets_dir=tmp_path)
    assert verify(other, tmp_path) == verify(demo.database, demo.data)
    other.close()


def test_it_covers_eighteen_months_up_to_now_and_nothing_of_the_future(demo):
    # The card of vaccinations is older than the journal.
    at = select(Entry.at).where(Entry.kind != Kind.VACCINATION)
    moments = [*all_of(demo, at), *all_of(demo, select(Revision.received_at))]
    assert TODAY - timedelta(days=549) < min(moments) < TODAY - timedelta(days=547)
    assert TODAY - timedelta(days=1) < max(moments) < TODAY


def test_tom_is_healthy_and_has_no_medicines(demo):
    assert not all_of(demo, select(Medicine).where(Medicine.child_id == TOM))
    kinds = set(all_of(demo, select(Entry.kind).where(Entry.child_id == TOM)))
    assert kinds == {Kind.MEASUREMENT}


def test_noras_infusion_has_its_whole_plan(demo):
    (plan,) = all_of(demo, select(InfusionPlan))
    (medicine,) = all_of(demo, select(Medicine).where(Medicine.id == plan.medicine_id))
    last = max(all_of(demo, select(InfusionRow)), key=lambda row: row.at)
    assert (medicine.name, plan.product, plan.amount) == ("IVIG", last.product, last.amount)
    assert plan.volume_ml == last.volume_ml
    assert plan.ended_at is None
    assert (len(plan.before), bool(plan.pack), bool(plan.ask)) == (2, True, True)
    rates = [each["ml_h"] for each in plan.steps]
    assert rates == sorted(rates, key=Decimal)
    assert [each["minutes"] is None for each in plan.steps] == [False] * (len(rates) - 1) + [True]


def test_h4_h5_methotrexate_is_given_on_tuesdays_and_never_twice_within_five_days(demo):
    taken = [dose for dose in doses_of(demo, "Methotrexate") if dose.outcome == "given"]
    assert {dose.at.astimezone(ZONE).strftime("%A") for dose in taken} == {"Tuesday"}
    gaps = [b.at - a.at for a, b in pairwise(taken)]
    assert min(gaps) > timedelta(days=5)
    assert len(taken) > 60


def test_folic_acid_is_never_planned_for_a_tuesday(demo):
    slots = {dose.slot for dose in doses_of(demo, "Folic acid")}
    weekdays = {(TODAY.fromisoformat(slot)).weekday() for slot in slots}
    assert weekdays == {0, 2, 3, 4, 5, 6}


def test_h11_the_steroid_goes_down_in_steps_each_a_plan_of_its_own(demo):
    plans = all_of(
        demo,
        select(DosePlan)
        .join(Medicine, col(Medicine.id) == col(DosePlan.medicine_id))
        .where(Medicine.name == "Prednisolone", col(DosePlan.replaced).is_(False))
        .order_by(col(DosePlan.first_on)),
    )
    amounts = [plan.amount for plan in plans]
    assert sum(b < a for a, b in pairwise(amounts)) >= 15
    assert sum(b > a for a, b in pairwise(amounts)) == 3
    assert plans[-1].first_on > TODAY.date()


def test_the_last_months_have_evenings_with_gaps_that_carry_what_was_known(demo):
    evenings = all_of(demo, select(CheckInRow).order_by(col(CheckInRow.at)))
    days = [one.at.astimezone(ZONE).date() for one in evenings]
    assert 140 < len(days) == len(set(days)) < 200
    assert {one.day for one in evenings} == {"usual", "better", "worse"}
    assert sum(bool(one.carried) for one in evenings) > 100
    faces = all_of(demo, select(ScoreRow).where(ScoreRow.by == "child"))
    assert len(faces) > 10


def test_there_are_two_stays_monthly_infusions_and_one_reaction(demo):
    stays = all_of(demo, select(StayRow))
    assert len(stays) == 2
    assert all(stay.discharged for stay in stays)
    infusions = all_of(demo, select(InfusionRow).order_by(col(InfusionRow.at)))
    ivig = [one for one in infusions if one.medicine]
    assert len(ivig) >= 17
    assert len(infusions) - len(ivig) == 6
    with demo.database.reading() as session:
        told = told_of(session, [one.entry_id for one in ivig])
    (reacted,) = [one for one in ivig if told[one.entry_id].reactions]
    assert TODAY - reacted.at < timedelta(days=90)


def test_the_last_infusions_were_written_down_as_they_went(demo):
    ivig = all_of(demo, select(InfusionRow).order_by(col(InfusionRow.at).desc()).limit(3))
    with demo.database.reading() as session:
        lots = lots_of(session, [one.entry_id for one in ivig])
        told = told_of(session, [one.entry_id for one in ivig])
    for one in ivig:
        assert len(lots[one.entry_id]) == 2
        assert told[one.entry_id].before == ("Acetaminophen", "Diphenhydramine")
        assert told[one.entry_id].rate
    seen = all_of(demo, select(CheckpointRow).where(CheckpointRow.infusion == ivig[1].entry_id))
    assert len(seen) >= 20
    assert {one.hours for one in seen if one.what == "after"} == {24, 48, 72}


def test_h37_the_last_stay_was_looked_at_medicine_by_medicine(demo):
    with demo.database.reading() as session:
        child = session.get_one(Child, NORA)
        ids = [one.id for one in medicines_of(session, NORA)]
        reviewed = {row.medicine for row in session.exec(select(ReviewRow))}
        found = after_stay(session, child, ids, now=TODAY)
    assert len(reviewed) == 7
    assert found is None or not found.missing


def test_h43_doses_were_given_partly_refused_vomited_skipped_or_have_no_record(demo):
    doses = all_of(demo, select(DoseRow).where(col(DoseRow.slot).is_not(None)))
    assert {dose.outcome for dose in doses} == {
        "given",
        "partly",
        "refused",
        "vomited",
        "skipped",
    }
    assert all(dose.reason for dose in doses if dose.outcome == "skipped")
    with demo.database.reading() as session:
        child = session.get_one(Child, NORA)
        planned = expected(session, child, TODAY - timedelta(days=90), TODAY)
    recorded = {(dose.medicine, dose.slot) for dose in doses}
    silent = [one for one in planned if one.key not in recorded]
    assert 0.02 < len(silent) / len(planned) < 0.2


def test_both_parents_write_and_some_entries_were_changed_by_the_other(demo):
    writers = all_of(demo, sa.select(Revision.by, sa.func.count()).group_by(col(Revision.by)))
    assert all(count > 500 for _, count in writers)
    assert len(writers) == 2
    changed = all_of(demo, select(Entry).where(Entry.made_by != Entry.changed_by))
    assert len(changed) > 5


def test_h1_the_one_double_record_was_settled_and_no_question_is_open(demo):
    with demo.database.reading() as session:
        assert not open_alerts(session, [NORA, TOM])
    (deleted,) = all_of(demo, select(Entry).where(col(Entry.deleted)))
    assert deleted.kind is Kind.DOSE


def test_some_questions_are_answered_and_some_wait_for_the_next_visit(demo):
    answers = [question.answer for question in all_of(demo, select(QuestionRow))]
    assert answers.count(None) == 4
    assert len(answers) == 17


def test_the_childs_record_is_filled_in(demo):
    (nora,) = all_of(demo, select(Child).where(Child.id == NORA))
    assert nora.allergies
    assert nora.emergency_plan
    team = all_of(demo, select(TeamMember).where(TeamMember.child_id == NORA))
    assert all(member.telephone for member in team)


def test_a_familys_own_journal_never_receives_the_demo(tmp_path):
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    with pytest.raises(DemoRefused, match="belongs to a family"):
        load_demo(family.database, now=TODAY, secrets_dir=tmp_path)
    assert not (tmp_path / "demo.json").exists()
    family.database.close()


def test_without_its_passwords_the_demo_says_what_to_do(demo, tmp_path):
    database = Database(str(demo.database.engine.url))
    with pytest.raises(DemoRefused, match="passwords are gone"):
        load_demo(database, now=TODAY, secrets_dir=tmp_path)
    database.close()
