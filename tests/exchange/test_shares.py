"""T10, H25: a link shows what went into it, as often and as long as was allowed, and no longer."""

import secrets
import uuid
import zipfile
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.exchange.sealed import LARGEST, NotOpened, new_key, seal, unseal
from journal.exchange.share_wishes import File, Wish, sealed_ready
from journal.exchange.shares import (
    ShareOver,
    WrongCode,
    end_share,
    fetch_file,
    handle_of,
    open_share,
    shares_of,
)
from journal.records.access import NotAllowed, Stranger
from journal.records.share_ends import ShareState, drop_over
from journal.records.shares import Share, SharedFile
from tests.exchange.sharing import PAGE, kept, shared
from tests.family import NOW, fresh_database, make_family

DAY = timedelta(days=1)
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def family(tmp_path):
    """The family without anything else."""
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    yield family
    family.database.close()


@pytest.fixture
def both(database_url):
    """The family on either database."""
    family = make_family(fresh_database(database_url))
    yield family
    family.database.close()


def opened(family, share, key, *, code=None, now=SOON, recipient=""):
    return open_share(family.database, share.id, key=key, code=code, recipient=recipient, now=now)


def state(family, share, key, **more) -> ShareState:
    with pytest.raises(ShareOver) as over:
        opened(family, share, key, **more)
    return over.value.state


def files(family) -> int:
    with family.database.reading() as session:
        return len(session.exec(select(SharedFile)).all())


def test_t10_a_link_shows_what_was_sealed_and_counts_that_it_was_opened(both):
    share, key = shared(both)
    found = opened(both, share, key, recipient="Clinic viewer")
    assert unseal(found["page"], key).decode() == PAGE
    now = kept(both, share)
    assert (now.opens, now.last_opened_at, now.last_recipient) == (1, SOON, "Clinic viewer")


def test_t10_the_journal_keeps_no_key_no_code_and_nothing_readable(family):
    _share, key = shared(family, code="4711-lemon")
    with family.database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM share").fetchall()
        rows += session.connection().exec_driver_sql("SELECT * FROM shared_file").fetchall()
    encoded = urlsafe_b64encode(key).decode().rstrip("=")
    for secret in (repr(key)[2:-1], key.hex(), encoded, "4711-lemon", "zitronenfalter"):
        assert secret not in repr(rows)


def test_another_key_opens_nothing_and_a_changed_file_is_noticed():
    key = new_key()
    sealed = seal(b"hers", key, "text/plain")
    assert sealed != seal(b"hers", key, "text/plain")  # never the same nonce
    with pytest.raises(NotOpened):
        unseal(sealed, new_key())
    head, _, tag = sealed.rpartition(b".")
    with pytest.raises(NotOpened):
        unseal(head + b"." + tag[::-1], key)


def test_a_large_pdf_is_sealed_and_opened_whole():
    key, large = new_key(), b"%PDF" + bytes(2_000_000)
    assert unseal(seal(large, key, "application/pdf"), key) == large


def test_t10_another_key_is_the_same_nothing_as_a_link_that_never_was(both):
    share, _key = shared(both)
    for share_id, key in ((share.id, new_key()), ("x" * 43, new_key())):
        with pytest.raises(Stranger):
            open_share(both.database, share_id, key=key, code=None, now=SOON)
    assert kept(both, share).opens == 0


def test_t10_an_expired_link_is_over_to_the_second(both):
    share, key = shared(both, days=1)
    opened(both, share, key, now=NOW + DAY - timedelta(seconds=1))
    assert state(both, share, key, now=NOW + DAY) is ShareState.EXPIRED


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_t35_either_parent_ends_what_the_other_made_and_its_files_go_at_once(both, who):
    share, key = shared(both, by="ada")
    with both.database.transaction() as session:
        actor = both.actor(session, who)
        assert end_share(session, actor, both.nora, handle_of(share), now=SOON)
        assert not end_share(session, actor, both.nora, handle_of(share), now=SOON)
    assert state(both, share, key) is ShareState.ENDED
    assert files(both) == 0
    assert kept(both, share).ended_by == both.people[who]


def test_t35_either_parent_sees_every_link_and_who_made_it(family):
    shared(family, by="ada")
    shared(family, by="ada", child="tom")
    for who in ("ada", "ben"):
        with family.database.reading() as session:
            (seen,) = shares_of(session, family.actor(session, who), family.nora)
        assert seen.made_by == family.people["ada"]


@pytest.mark.parametrize(("who", "raised"), [("cleo", NotAllowed), ("eve", Stranger)])
def test_t10_who_does_not_plan_makes_sees_and_ends_none(family, who, raised):
    share, _key = shared(family)
    with pytest.raises(raised):
        shared(family, by=who)
    with family.database.transaction() as session:
        actor = family.actor(session, who)
        with pytest.raises(raised):
            shares_of(session, actor, family.nora)
        with pytest.raises(raised):
            end_share(session, actor, family.nora, handle_of(share), now=SOON)
    assert kept(family, share).ended_at is None


def test_t10_a_link_is_not_ended_by_way_of_another_child(family):
    share, key = shared(family)
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        assert not end_share(session, actor, family.tom, handle_of(share), now=SOON)
    opened(family, share, key)


def test_t10_five_wrong_codes_end_a_link(both):
    share, key = shared(both, code="4711")
    left = []
    for _ in range(5):
        with pytest.raises(WrongCode) as wrong:
            opened(both, share, key, code="0815")
        left.append(wrong.value.left)
    assert left == [4, 3, 2, 1, 0]
    assert state(both, share, key, code="4711") is ShareState.GUESSED
    assert files(both) == 0


def test_a_link_with_a_code_asks_for_it_and_asking_costs_no_try(family):
    share, key = shared(family, code="4711")
    with pytest.raises(WrongCode) as asked:
        opened(family, share, key)
    assert (asked.value.left, asked.value.given) == (5, False)
    assert kept(family, share).tries == 5
    with pytest.raises(WrongCode):
        opened(family, share, key, code="0815")
    opened(family, share, key, code="4711")
    assert kept(family, share).tries == 4  # for the whole life of the link


def at_once(works):
    """What came of each, all begun together."""

    def one(work):
        try:
            return work()
        except (ShareOver, WrongCode, Refused) as error:
            return type(error)

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def test_t10_fifty_at_once_open_a_link_no_more_often_than_allowed(both):
    share, key = shared(both, most_opens=3)
    found = at_once([lambda: opened(both, share, key)] * 50)
    assert sum(isinstance(each, dict) for each in found) == 3
    assert found.count(ShareOver) == 47
    assert kept(both, share).opens == 3


def test_t10_fifty_wrong_codes_at_once_have_five_tries(both):
    share, key = shared(both, code="4711")
    found = at_once([lambda: opened(both, share, key, code="0815")] * 50)
    assert (found.count(WrongCode), found.count(ShareOver)) == (5, 45)
    assert kept(both, share).tries == 0


def test_one_form_sent_five_times_at_once_makes_one_link(both):
    name = uuid.uuid4()
    found = at_once([lambda: shared(both, form_id=name)] * 5)
    assert found.count(Refused) == 4
    assert files(both) == 3


def test_the_last_one_who_may_open_a_link_still_gets_its_pdf(family):
    share, key = shared(family, most_opens=1)
    opened(family, share, key)
    assert fetch_file(family.database, share.id, "a4", key=key, now=SOON)
    assert state(family, share, key) is ShareState.USED_UP
    with family.database.transaction() as session:
        end_share(session, family.actor(session, "ada"), family.nora, handle_of(share), now=SOON)
    with pytest.raises(ShareOver):
        fetch_file(family.database, share.id, "a4", key=key, now=SOON)


def test_what_links_showed_that_are_over_is_removed_and_no_more(family):
    expired, _ = shared(family, days=1)
    used_up, key = shared(family, most_opens=1)
    opened(family, used_up, key)
    shared(family, days=30)
    with family.database.transaction() as session:
        drop_over(session, now=SOON)
    assert files(family) == 9
    with family.database.transaction() as session:
        drop_over(session, now=NOW + DAY)
    with family.database.reading() as session:
        left = set(session.exec(select(SharedFile.share_id)))
    assert len(left) == 1
    assert left.isdisjoint({expired.id, used_up.id})
    assert kept(family, expired).label == "Dr. Okafor"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"code": "471"}, "code"),
        ({"most_opens": 0}, "most_opens"),
        ({"most_opens": 1001}, "most_opens"),
    ],
)
def test_t10_a_wish_beyond_what_is_allowed_is_refused(family, wish, field):
    with pytest.raises(Refused) as refused:
        shared(family, **wish)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert files(family) == 0


def test_ids_and_keys_are_long_enough_to_be_guessed_by_nobody(family):
    share, key = shared(family)
    assert (len(share.id), len(key)) == (43, 32)
    assert uuid.UUID(handle_of(share))
    assert handle_of(share) not in share.id


def test_t10_a_journal_that_came_back_from_a_backup_knows_its_links_and_shows_none(
    family, empty, tmp_path
):
    share, key = shared(family, code="4711")
    backup(family.database, tmp_path, tmp_path / "sunhat.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "sunhat.zip") as archive:
        assert "tables/shared_file.jsonl" not in archive.namelist()
        written = b"".join(archive.read(name) for name in archive.namelist())
    assert b"zitronenfalter" not in written
    assert urlsafe_b64encode(key).rstrip(b"=") not in written
    restore(empty, tmp_path / "empty", tmp_path / "sunhat.zip", now=NOW)
    with empty.reading() as session:
        assert session.get_one(Share, share.id).label == "Dr. Okafor"
    with pytest.raises(ShareOver):
        open_share(empty, share.id, key=key, code="4711", now=SOON)


def test_what_is_too_large_for_a_link_is_refused_before_anything_is_written():
    files = {"a4": File(b"x" * (LARGEST + 1), "application/pdf")}
    with pytest.raises(Refused) as refused:
        sealed_ready(Wish(label="Dr. Okafor"), files)
    assert refused.value.problems[0].code == "too_large"


def test_the_largest_file_of_a_link_opens_again():
    content = secrets.token_bytes(LARGEST)
    ready = sealed_ready(Wish(label="Dr. Okafor"), {"a4": File(content, "application/pdf")})
    assert unseal(ready.files["a4"][0], ready.key) == content
