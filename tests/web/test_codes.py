"""One-time codes and recovery codes (ASVS 6.3.3, 6.5.1 to 6.5.5)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.records.factors import Authenticator, RecoveryCode
from journal.records.people import AuthSession
from tests.family import PASSPHRASE
from tests.web.signing_in import add_app, code_of, on_another_phone, sign_in, signed_in, type_code


@pytest.fixture
def app_of_ada(ada):
    return add_app(ada)


@pytest.fixture
def phone(app, app_of_ada):
    """A new phone on which Ada has typed her passphrase."""
    client = on_another_phone(app)
    client.page = sign_in(client)
    assert "authenticator app" in client.page.text
    return client


def test_passphrase_alone_signs_nobody_in_once_there_is_an_app(phone):
    assert not signed_in(phone)


def test_code_of_the_app_signs_in_and_goes_on_to_where_one_wanted(app, app_of_ada):
    client = on_another_phone(app)
    form = {"email": "ada@example.org", "passphrase": PASSPHRASE}
    page = client.post("/sign-in?next=/phones", data=form)
    assert type_code(client, page, code_of(app_of_ada[0])).location == "/phones"
    assert signed_in(client)


@pytest.mark.parametrize("steps", [0, 1])
def test_a_clock_that_is_half_a_minute_off_still_fits(phone, app_of_ada, steps):
    assert type_code(phone, phone.page, code_of(app_of_ada[0], steps)).status_code == 303


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_code_of_another_minute_does_not_fit(phone, app_of_ada, steps):
    wrong = type_code(phone, phone.page, code_of(app_of_ada[0], steps))
    assert wrong.status_code == 422
    assert "does not fit" in wrong.text
    assert not signed_in(phone)


def test_t6_a_code_works_once(app, phone, app_of_ada):
    code = code_of(app_of_ada[0])
    assert type_code(phone, phone.page, code).status_code == 303
    other = on_another_phone(app)
    assert type_code(other, sign_in(other), code).status_code == 422
    assert not signed_in(other)


def test_a_code_before_the_last_one_is_over_too(app, phone, app_of_ada):
    assert type_code(phone, phone.page, code_of(app_of_ada[0], 1)).status_code == 303
    other = on_another_phone(app)
    assert type_code(other, sign_in(other), code_of(app_of_ada[0])).status_code == 422


def test_each_recovery_code_works_once_however_it_is_typed(app, phone, app_of_ada, family):
    codes = app_of_ada[1]
    assert (len(codes), len(set(codes))) == (10, 10)
    typed = f" {codes[3].upper().replace('-', ' ')} "
    assert type_code(phone, phone.page, typed).status_code == 303
    other = on_another_phone(app)
    assert type_code(other, sign_in(other), codes[3]).status_code == 422
    assert "9 recovery codes are left" in phone.get("/account").text


def test_somebody_elses_recovery_code_does_not_fit(app, phone, as_person):
    bens = add_app(as_person("ben"))[1]
    assert type_code(phone, phone.page, bens[0]).status_code == 422


def test_t6_ten_codes_an_hour_then_even_the_right_one_waits(phone, app_of_ada):
    for _ in range(10):
        assert type_code(phone, phone.page, "000000").status_code == 422
    late = type_code(phone, phone.page, code_of(app_of_ada[0]))
    assert late.status_code == 429
    assert not signed_in(phone)


def test_a_made_up_ticket_lets_nobody_in(app, app_of_ada):
    client = on_another_phone(app)
    reply = client.post("/sign-in/code", data={"ticket": "made.up", "code": code_of(app_of_ada[0])})
    assert reply.location.startswith("/sign-in")
    assert not signed_in(client)


def test_an_app_that_was_never_confirmed_asks_for_nothing(app, ada):
    ada.post("/account/codes/begin")
    assert sign_in(on_another_phone(app)).status_code == 303


def test_a_wrong_first_code_confirms_nothing(ada, family):
    ada.post("/account/codes/begin")
    assert ada.post("/account/codes", data={"code": "000000"}).status_code == 422
    with family.database.reading() as session:
        assert session.exec(select(Authenticator)).one().confirmed_at is None
        assert session.exec(select(RecoveryCode)).all() == []


def test_new_recovery_codes_end_those_from_before(app, ada, phone, app_of_ada):
    assert ada.post("/account/codes/recovery").status_code == 200
    assert type_code(phone, phone.page, app_of_ada[1][0]).status_code == 422


def test_without_the_app_the_passphrase_is_enough_again(app, ada, app_of_ada):
    assert ada.post("/account/codes/remove").status_code == 303
    assert sign_in(on_another_phone(app)).status_code == 303


def test_another_app_is_not_put_over_one_that_counts(ada, app_of_ada):
    assert ada.post("/account/codes/begin").status_code == 422


def test_the_secret_lies_sealed_in_the_database(family, app_of_ada):
    with family.database.reading() as session:
        row = session.exec(select(Authenticator)).one()
        kept = [code.id for code in session.exec(select(RecoveryCode))]
    assert app_of_ada[0].secret not in row.sealed
    assert not set(kept) & set(app_of_ada[1])


@pytest.mark.parametrize(
    "path", ["/account/codes/begin", "/account/codes/remove", "/account/codes/recovery"]
)
def test_an_open_session_alone_changes_nothing_about_codes(ada, app_of_ada, family, path):
    with family.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            row.proved_at -= timedelta(hours=1)
    assert ada.post(path).status_code == 401
