"""A forgotten passphrase: by mail, or by the operator's command (T37; ASVS 6.4.3, 6.3.8, 6.5.5)."""

import re
from datetime import timedelta
from threading import Event

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.acts import latest
from journal.records.audit import Act
from journal.records.factors import Passkey, ResetLink
from journal.records.passphrases import KEPT_OUT
from journal.records.people import Account
from journal.records.resets import make_reset
from journal.records.tokens import make_token
from tests.support.mail_server import Inbox
from tests.web.signing_in import add_app, on_another_phone, sign_in, signed_in, told

ADA = {"email": "ada@example.org"}
NEW = "vier neue zufällige Wörter hier"


def link_in(letter):
    return re.search(r"https?://[^/]+(/reset/\S+)", letter.get_content())[1]


def ask(client, email="ada@example.org"):
    reply = client.post("/sign-in/forgotten", data={"email": email})
    told()
    return reply


def choose(client, link, new=NEW, **more):
    reply = client.post(link, data={"passphrase_new": new, **more})
    told()
    return reply


@pytest.fixture
def link(anonymous, inbox):
    assert ask(anonymous).status_code == 200
    return link_in(inbox.letters[-1])


def test_t37_a_link_by_mail_lets_one_choose_another_passphrase(app, link):
    client = on_another_phone(app)
    assert client.get(link).status_code == 200
    assert choose(client, link).location == "/sign-in"
    assert sign_in(client).status_code == 422
    assert sign_in(client, passphrase=NEW).status_code == 303


def test_t37_a_link_works_once_for_half_an_hour(anonymous, link, family):
    assert choose(anonymous, link).status_code == 303
    assert anonymous.get(link).status_code == 410
    assert choose(anonymous, link, new=NEW + "!").status_code == 410
    with family.database.transaction() as session:
        row = session.exec(select(ResetLink)).one()
        row.used_at, row.expires_at = None, now() - timedelta(seconds=1)
    assert choose(anonymous, link).status_code == 410


def test_t4_who_is_kept_out_after_a_restore_comes_back_by_no_mail_but_by_the_operator(
    anonymous, family, inbox
):
    with family.database.transaction() as session:
        session.get_one(Account, family.people["ada"]).passphrase_hash = KEPT_OUT
    assert ask(anonymous).text == ask(anonymous, "nobody@example.org").text
    assert "/reset/" not in inbox.letters[-1].get_content()
    assert "Whoever runs this Sunhat can give you a link" in inbox.letters[-1].get_content()
    assert sign_in(anonymous, passphrase=KEPT_OUT).status_code == 422
    with family.database.transaction() as session:
        assert session.exec(select(ResetLink)).all() == []
        token = make_reset(session, family.people["ada"], now=now())
    assert choose(anonymous, f"/reset/{token}").status_code == 303
    ask(anonymous)
    assert link_in(inbox.letters[-1])


def test_t37_a_new_link_ends_the_one_before(anonymous, link, inbox):
    ask(anonymous)
    assert anonymous.get(link).status_code == 410
    assert anonymous.get(link_in(inbox.letters[-1])).status_code == 200


def test_t37_a_made_up_link_is_nothing(anonymous):
    assert anonymous.get("/reset/guess").status_code == 404
    assert choose(anonymous, "/reset/guess").status_code == 404


def test_t37_a_link_is_half_an_hour_long_and_its_token_is_nowhere_kept(link, family):
    with family.database.reading() as session:
        row = session.exec(select(ResetLink)).one()
    token = link.rpartition("/")[2]
    assert row.expires_at - row.made_at == timedelta(minutes=30)
    assert len(token) >= 22  # 128 bits in base64
    assert token not in row.id


def test_t37_all_sessions_end_and_a_passphrase_that_is_refused_changes_nothing(
    as_person, link, anonymous
):
    ada = as_person("ada")
    assert choose(anonymous, link, new="password12345").status_code == 422
    assert signed_in(ada)
    choose(anonymous, link)
    assert not signed_in(ada)


def test_t37_a_reset_ends_keys_of_programs_and_each_passkey_that_is_not_kept_expressly(
    anonymous, link, family
):
    """ASVS 7.4.3: whoever knew the old passphrase may have cut a key to come back with."""
    with family.database.transaction() as session:
        who = {"account_id": family.people["ada"], "public_key": b"", "made_at": now()}
        session.add_all(
            [Passkey(id="own", name="my phone", **who), Passkey(id="x", name="?", **who)]
        )
        keys = [
            make_token(session, family.people[one], name="script", may_write=True, now=now())
            for one in ("ada", "ben")
        ]
    page = anonymous.get(link).text
    assert "Which passkeys do you keep?" in page
    assert 'value="own" id="keep">' in page  # not ticked
    assert choose(anonymous, link, new="password12345", keep=["own"]).status_code == 422
    medicines = f"/api/v1/children/{family.nora}/medicines"
    asked = [
        lambda key=key: anonymous.get(medicines, headers={"Authorization": f"Bearer {key}"})
        for key in keys
    ]
    assert [ask().status_code for ask in asked] == [200, 200]
    choose(anonymous, link, keep=["own", "nobodys"])
    assert [ask().status_code for ask in asked] == [401, 200]
    with family.database.reading() as session:
        assert session.exec(select(Passkey.name)).all() == ["my phone"]
        acts = latest(session, family.households["lindqvist"])
    assert [(act.what, words.get("name")) for act, words in acts][:3] == [
        ("passphrase_reset", None),
        ("factor_removed", "?"),
        ("token_ended", "script"),
    ]


def test_t37_the_answer_is_the_same_for_an_address_that_nobody_knows(anonymous, inbox, family):
    known, unknown = ask(anonymous), ask(anonymous, "nobody@example.org")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert [letter["To"] for letter in inbox.letters] == ["ada@example.org"]


class Hesitant(Inbox):
    """A mail server that takes no letter before it is told to."""

    def __init__(self):
        super().__init__()
        self.may_go_on = Event()

    async def handle_RCPT(self, *said):
        self.may_go_on.wait(60)
        return await super().handle_RCPT(*said)


@pytest.mark.parametrize("inbox", [Hesitant()], indirect=True)
def test_t37_nobody_waits_for_the_mail_server(anonymous, inbox):
    """How long it takes would tell who is known here."""
    assert anonymous.post("/sign-in/forgotten", data=ADA).status_code == 200
    assert inbox.letters == []
    inbox.may_go_on.set()
    told()
    assert len(inbox.letters) == 1


def test_t37_three_links_an_hour(anonymous, inbox):
    for _ in range(3):
        assert ask(anonymous).status_code == 200
    assert ask(anonymous).status_code == 429
    assert len(inbox.letters) == 3


def test_t37_a_reset_is_told_by_mail_and_stands_in_the_acts(anonymous, inbox, link, family):
    choose(anonymous, link)
    assert "was reset by a link" in inbox.letters[-1].get_content()
    with family.database.reading() as session:
        assert session.exec(select(Act.what)).all() == ["passphrase_reset"]


def test_t37_the_code_is_still_asked_for_after_a_reset(app, ada, link):
    add_app(ada)
    client = on_another_phone(app)
    choose(client, link)
    assert "authenticator app" in sign_in(client, passphrase=NEW).text
    assert not signed_in(client)


def test_t37_without_mail_the_page_says_whom_to_ask(anonymous):
    assert "Ask whoever runs it" in anonymous.get("/sign-in/forgotten").text
    assert "Send me a link" not in ask(anonymous).text


def run(app, *words):
    """What the operator's command prints, and warns of."""
    done = app.test_cli_runner().invoke(args=["journal", "reset-link", *words])
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_t37_without_mail_the_operator_prints_a_link(app, anonymous):
    printed, _ = run(app, "ada@example.org")
    path = re.search(r"/reset/\S+", printed)[0]
    assert choose(anonymous, path).status_code == 303
    assert sign_in(anonymous, passphrase=NEW).status_code == 303


def test_t37_only_the_operators_word_takes_a_lost_code_away_and_the_acts_say_so(
    app, ada, family, anonymous
):
    add_app(ada)
    run(app, "ada@example.org")
    assert "authenticator app" in sign_in(anonymous).text
    _, warned = run(app, "ada@example.org", "--without-code")
    assert "Be sure that it is really Ada" in warned
    assert sign_in(anonymous).status_code == 303
    with family.database.reading() as session:
        acts = session.exec(select(Act).where(Act.what == "factor_removed")).all()
    assert [(act.account_id, act.about) for act in acts] == [(None, str(family.people["ada"]))]
