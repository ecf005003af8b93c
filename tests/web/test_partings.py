"""T35, T39: an owner does not go silently, and one always remains."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.clock import now
from journal.exchange.erase import carry_out_erasures
from journal.records.access import NotAllowed, Stranger
from journal.records.acts import latest
from journal.records.erasures_asked import ask_to_erase
from journal.records.members import change_role, remove_member
from journal.records.partings import carry_out_partings
from journal.records.people import AuthSession, Membership, Parting, Role
from journal.records.who_records import DELAY, who_recorded
from tests.family import fresh_family, make_owner
from tests.support.racing import racing
from tests.web.signing_in import told


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/people"


@pytest.fixture
def two_owners(family):
    """Ben owns the household too."""
    make_owner(family, "ben")
    return family


def role_of(family, who):
    with family.database.reading() as session:
        found = session.get(Membership, (family.households["lindqvist"], family.people[who]))
        return found.role if found else None


def acts(family):
    with family.database.reading() as session:
        return [act.what for act, _words in latest(session, family.households["lindqvist"])]


@pytest.mark.parametrize(
    ("what", "data"), [("remove", {"sure": "yes"}), ("role", {"role": "viewer"})]
)
def test_t35_an_owner_whom_another_wants_out_stays_a_week_and_everybody_is_told(
    two_owners, ada, as_person, url, inbox, what, data
):
    family = two_owners
    family_ben = family.people["ben"]
    ben = as_person("ben")
    for _ in range(2):  # told once, however often it is asked
        assert ada.post(f"{url}/{family_ben}/{what}", data=data).status_code == 303
        told()
    assert sorted(letter["To"] for letter in inbox.letters) == [
        "ada@example.org",
        "ben@example.org",
    ]
    ended = "that Ben leaves." if what == "remove" else "that Ben is no owner any more."
    assert f"Ada asked {ended} It happens in seven days" in inbox.letters[0].get_content()
    assert role_of(family, "ben") is Role.OWNER
    assert "Ben is to" in ben.get(f"/children/{family.nora}/today").text
    assert "take everything out" in ben.get(url).text
    assert ben.get(f"{url}/{family.people['cleo']}").status_code == 200
    with family.database.transaction() as session:
        carry_out_partings(session, now=now() + DELAY - timedelta(minutes=1))
    assert role_of(family, "ben") is Role.OWNER
    with family.database.transaction() as session:
        carry_out_partings(session, now=now() + DELAY)
        carry_out_partings(session, now=now() + DELAY)
    assert role_of(family, "ben") is (None if what == "remove" else Role.VIEWER)
    ended = "removed" if what == "remove" else "role_changed"
    assert acts(family)[:2] == [ended, "removal_asked"]


def test_t35_a_caregiver_reads_which_owner_is_to_go(two_owners, ada, as_person, url):
    with two_owners.database.transaction() as session:
        house = two_owners.households["lindqvist"]
        actor = two_owners.actor(session, "ada")
        change_role(session, actor, house, two_owners.people["cleo"], Role.CAREGIVER, now=now())
    ada.post(f"{url}/{two_owners.people['ben']}/remove", data={"sure": "yes"})
    page = as_person("cleo").get(f"/children/{two_owners.nora}/today").text
    assert "Ben is to leave this household" in page
    assert "Take it back" not in page


def test_t35_whoever_asked_takes_it_back_and_the_one_concerned_cannot(
    two_owners, ada, as_person, url
):
    person = f"{url}/{two_owners.people['ben']}"
    ada.post(f"{person}/remove", data={"sure": "yes"})
    assert as_person("ben").post(f"{person}/stay").status_code == 403
    assert ada.post(f"{person}/stay").status_code == 303
    assert ada.post(f"{person}/stay").status_code == 409
    with two_owners.database.reading() as session:
        assert session.exec(select(Parting)).first() is None


def test_t35_asking_twice_moves_no_day_and_what_a_former_owner_asked_lapses(two_owners):
    family, moment = two_owners, now()
    house, ben = family.households["lindqvist"], family.people["ben"]
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        first = remove_member(session, ada, house, ben, now=moment)
        again = remove_member(session, ada, house, ben, now=moment + timedelta(days=3))
        assert again.due_at == first.due_at
        change_role(session, ada, house, family.people["ada"], Role.VIEWER, now=moment)
        carry_out_partings(session, now=moment + DELAY)
    assert role_of(family, "ben") is Role.OWNER


def test_t35_an_owner_is_asked_who_they_are_before_another_is_to_go(two_owners, ada, url):
    with two_owners.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            row.proved_at = now() - timedelta(minutes=11)
    reply = ada.post(f"{url}/{two_owners.people['ben']}/remove", data={"sure": "yes"})
    assert reply.status_code == 401
    with two_owners.database.reading() as session:
        assert session.exec(select(Parting)).first() is None


@pytest.mark.parametrize(
    ("how", "data"),
    [("remove", {"sure": "yes"}), ("role", {"role": "viewer"}), ("leave", {"sure": "yes"})],
)
def test_t35_t39_without_the_other_parent_a_moment_ago_an_erasure_waits_and_they_are_told(
    family, settings, ada, as_person, url, inbox, how, data
):
    """Nobody removes the other parent first and erases at once: whoever wrote within seven days."""
    ben, erase = family.people["ben"], f"/children/{family.nora}/erase"
    if how == "leave":
        assert as_person("ben").post(f"{url}/leave", data=data).status_code == 303
    else:
        assert ada.post(f"{url}/{ben}/{how}", data=data).status_code == 303
    assert "did until a few days ago: Ben." in ada.get(erase).text
    assert ada.post(erase, data={"what": "household", "typed": "Nora"}).status_code == 303
    told()
    (letter,) = [each for each in inbox.letters if each["To"] == "ben@example.org"]
    # To who belongs no more nobody is named.
    assert ("Ada" in letter.get_content()) is (how == "role")
    assert (
        carry_out_erasures(family.database, settings.data, now=now() + DELAY - timedelta(minutes=1))
        == 0
    )
    assert carry_out_erasures(family.database, settings.data, now=now() + DELAY) == 1


def test_t35_an_owner_who_parted_a_moment_ago_is_waited_for_too(family, ada, url):
    make_owner(family, "ben")
    ada.post(f"{url}/{family.people['ben']}/remove", data={"sure": "yes"})
    with family.database.transaction() as session:
        carry_out_partings(session, now=now() + DELAY)
    house, nora = family.households["lindqvist"], family.nora
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        first = ask_to_erase(session, actor, house, nora, now=now() + DELAY)
        assert first.due_at == first.asked_at + DELAY
        session.delete(first)
        later = ask_to_erase(
            session, actor, house, nora, now=now() + 2 * DELAY + timedelta(minutes=1)
        )
        assert later.due_at == later.asked_at
        # A grandmother who only looked keeps nobody waiting.
        remove_member(session, actor, house, family.people["cleo"], now=now() + 3 * DELAY)
        assert who_recorded(session, house, now=now() + 3 * DELAY) == {family.people["ada"]}


def test_t39_of_fifty_owners_who_leave_at_once_one_remains(database_url):
    family = fresh_family(database_url)
    house = family.households["lindqvist"]
    names = ["ada", "ben", "cleo", "eve"]
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        session.add(
            Membership(
                household_id=house,
                account_id=family.people["eve"],
                role=Role.CAREGIVER,
                created_at=now(),
            )
        )
        session.flush()
        for name in names[1:]:
            change_role(session, ada, house, family.people[name], Role.OWNER, now=now())

    def leave(number):
        name = names[number % 4]

        def run():
            try:
                with family.database.transaction() as session:
                    actor = family.actor(session, name)
                    if number % 3:
                        remove_member(session, actor, house, family.people[name], now=now())
                    else:
                        mine = family.people[name]
                        change_role(session, actor, house, mine, Role.VIEWER, now=now())
            except (Refused, Stranger, NotAllowed):
                pass

        return run

    racing(*map(leave, range(50)))
    with family.database.reading() as session:
        rows = session.exec(select(Membership).where(Membership.household_id == house)).all()
    assert [row.role for row in rows].count(Role.OWNER) == 1
    family.database.close()
