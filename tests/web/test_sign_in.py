"""Getting in, getting out, and who else may not."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.invitations import invite, make_setup_link
from journal.records.people import AuthSession, Role
from journal.records.reminders import PhoneState, PushSubscription
from journal.web.signed_in import hashed
from tests.family import PASSPHRASE, fresh_database

NEW = {"name": "Ada", "email": "ada@home.example", "passphrase": PASSPHRASE}


def test_passphrase_opens_the_journal(anonymous, family):
    reply = anonymous.post("/sign-in", data={"email": "ada@example.org", "passphrase": PASSPHRASE})
    assert reply.status_code == 303
    assert anonymous.get("/").status_code == 303


@pytest.mark.parametrize("who", ["ada@example.org", "nobody@example.org"])
def test_wrong_passphrase_says_the_same_with_and_without_an_account(anonymous, family, who):
    reply = anonymous.post("/sign-in", data={"email": who, "passphrase": "five wrong words here"})
    assert reply.status_code == 422
    assert "do not match" in reply.text
    assert f'value="{who}"' in reply.text


def test_t8_copied_cookie_is_worth_nothing_after_signing_out(app, as_person):
    ada = as_person("ada")
    with ada.session_transaction() as cookie:
        copied = dict(cookie)
    assert ada.post("/sign-out").status_code == 303
    thief = as_person("ben")
    with thief.session_transaction() as cookie:
        cookie.clear()
        cookie.update(copied)
    reply = thief.get("/")
    assert reply.location.startswith("/sign-in")


def test_t6_twenty_tries_an_hour_then_wait(anonymous, family):
    for _ in range(20):
        anonymous.post("/sign-in", data={"email": "ada@example.org", "passphrase": "x" * 12})
    reply = anonymous.post("/sign-in", data={"email": "ada@example.org", "passphrase": PASSPHRASE})
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0


def test_t6_the_owners_own_browser_still_gets_in(anonymous, app, family):
    good = {"email": "ada@example.org", "passphrase": PASSPHRASE}
    anonymous.post("/sign-in", data=good)
    anonymous.post("/sign-out")
    stranger = app.test_client()
    stranger.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    for _ in range(21):
        stranger.post("/sign-in", data={"email": "ada@example.org", "passphrase": "x" * 12})
    assert stranger.post("/sign-in", data=good).status_code == 429
    assert anonymous.post("/sign-in", data=good).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "\\\\evil.example",
        "/%2f%2fevil.example",
        "/\tevil",
        "javascript:alert(1)",
        "/no-such-page",
        "evil.example",
        "",
    ],
)
def test_t23_signing_in_lands_only_on_pages_of_ours(anonymous, family, target):
    good = {"email": "ada@example.org", "passphrase": PASSPHRASE}
    reply = anonymous.post("/sign-in", query_string={"next": target}, data=good)
    assert reply.location == "/"


def test_t7_no_set_up_without_the_link(anonymous):
    assert anonymous.get("/set-up/").status_code == 404
    assert anonymous.get("/set-up/guess").status_code == 404


def test_opening_the_set_up_link_does_not_use_it_up_finishing_does(settings, tmp_path):
    from journal import create_app
    from tests.web.conftest import browser

    database = fresh_database(settings.database)
    with database.transaction() as session:
        token = make_setup_link(session, now=now())
    app = create_app(settings)
    client = browser(app)
    for _ in range(3):
        assert client.get(f"/set-up/{token}").status_code == 200
    assert client.post(f"/set-up/{token}", data=NEW).status_code == 303
    assert client.get(f"/set-up/{token}").status_code == 410
    with database.transaction() as session:
        assert make_setup_link(session, now=now()) is None
    database.close()
    app.extensions["journal_database"].close()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("passphrase", "short", "Use 12 characters or more"),
        ("passphrase", "password12345", "easy to guess"),
        ("passphrase", "qwertyuiop12", "easy to guess"),
        ("email", "ada", "Write an e-mail address"),
        ("name", "", "Fill this in"),
    ],
)
def test_set_up_says_what_to_mend_and_keeps_the_rest(settings, field, typed, sentence):
    from journal import create_app
    from tests.web.conftest import browser

    database = fresh_database(settings.database)
    with database.transaction() as session:
        token = make_setup_link(session, now=now())
    app = create_app(settings)
    reply = browser(app).post(f"/set-up/{token}", data={**NEW, field: typed})
    assert reply.status_code == 422
    assert sentence in reply.text
    assert PASSPHRASE not in reply.text
    database.close()
    app.extensions["journal_database"].close()


def test_t5_invitation_lets_one_person_in_with_the_role_it_names(app, family, anonymous):
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        token = invite(session, actor, family.households["lindqvist"], Role.VIEWER, now=now())
    form = {**NEW, "email": "dora@home.example", "role": "owner"}
    assert anonymous.post(f"/join/{token}", data=form).status_code == 303
    assert anonymous.get(f"/join/{token}").status_code == 410


@pytest.fixture
def bens_phone(as_person, family):
    """A browser in which Ben is signed in, and is reminded."""
    client = as_person("ben")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with family.database.transaction() as session:
        session.add(
            PushSubscription(
                account_id=family.people["ben"],
                session_id=hashed(token),
                endpoint="https://push.example/1",
                p256dh="k",
                auth="a",
                created_at=now(),
                seen_at=now(),
                state=PhoneState.WORKS,
            )
        )
    return client


def reminded(family):
    """What is known of the one phone, and whether the session it belongs to is there."""
    with family.database.reading() as session:
        push = session.exec(select(PushSubscription)).one()
        return push.state, session.get(AuthSession, push.session_id) is not None


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=40)], ids=["open", "expired"])
def test_t8_somebody_else_who_signs_in_ends_the_session_and_its_reminders(bens_phone, family, age):
    with family.database.transaction() as session:
        (row,) = session.exec(select(AuthSession)).all()
        row.seen_at -= age
    good = {"email": "ada@example.org", "passphrase": PASSPHRASE}
    assert bens_phone.post("/sign-in", data=good).status_code == 303
    with family.database.reading() as session:
        (row,) = session.exec(select(AuthSession)).all()
        assert row.account_id == family.people["ada"]
    assert reminded(family) == (PhoneState.GONE, False)


def test_t8_who_signs_in_once_more_keeps_the_reminders_of_the_phone(bens_phone, family):
    good = {"email": "ben@example.org", "passphrase": PASSPHRASE}
    assert bens_phone.post("/sign-in", data=good).status_code == 303
    assert reminded(family) == (PhoneState.WORKS, True)
    with family.database.reading() as session:
        assert len(session.exec(select(AuthSession)).all()) == 1


def test_t8_a_wrong_passphrase_ends_nothing(bens_phone, family):
    wrong = {"email": "ada@example.org", "passphrase": "five wrong words here"}
    assert bens_phone.post("/sign-in", data=wrong).status_code == 422
    assert reminded(family) == (PhoneState.WORKS, True)
