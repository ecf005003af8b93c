"""T10: a link as a clinic's own program takes it: SMART Health Links, word for word."""

import json
import logging
import re
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.exchange.health_links import address_of, read_address
from journal.exchange.sealed import new_key, unseal
from journal.exchange.shares import open_share
from journal.records.shares import Share, SharedFile
from tests.browser.home import served_home
from tests.exchange.sharing import kept, shared
from tests.support.once import built_once
from tests.web.conftest import browser
from tests.web.other_programs import install, open_link

ASKED = {"recipient": "Clinic viewer"}
# {"resourceType": "Bundle"}, sealed by the npm package jose, which the journal does not use.
OURS = (
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiYXBwbGljYXRpb24vZmhpcitqc29uIn0."
    ".ggHbD3cWbBzR3Wrr.NdOEjNIkG_KRg3Nh5IQqMSu92-sRNW4QyQ.1tt6lvPCuhB9Kvfcf7w20w"
)


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    """The folder of other people's programs."""
    return built_once(tmp_path_factory, "health-links", install)[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A server with the family on it."""
    with served_home(tmp_path_factory.mktemp("links") / "data") as home:
        yield home


def address(home, share, key) -> str:
    return address_of(
        home.server.url,
        share.id,
        key,
        label=share.label,
        expires_at=share.expires_at,
        has_code=share.code_hash is not None,
    )


def elsewhere(app):
    """A page of another site: no cookie, and a browser that says where it comes from."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    client.environ_base["HTTP_ORIGIN"] = "https://clinic.example"
    return client


def asked(app, share, **more):
    return elsewhere(app).post(f"/shl/{share.id}", json={**ASKED, **more})


@pytest.mark.parametrize("code", [None, "4711"])
@pytest.mark.parametrize("longest", [None, 10], ids=["embedded", "by an address"])
def test_t10_a_program_of_others_opens_the_link_and_unseals_the_bundle(
    home, programs, code, longest
):
    share, key = shared(home.family, code=code, now=now())
    more = {"embeddedLengthMax": longest} if longest else {}
    found = open_link(programs, address(home, share, key), passcode=code or "", **more)
    assert found == {
        "label": "Dr. Okafor",
        "requiresPasscode": code is not None,
        "exp": int(share.expires_at.timestamp()),
        "fhirResources": [{"resourceType": "Bundle"}],
    }
    there = kept(home.family, share)
    assert (there.opens, there.last_recipient) == (1, "Clinic viewer")


def test_t10_a_program_of_others_is_told_of_a_wrong_code_an_end_and_another_key(home, programs):
    share, key = shared(home.family, code="4711", now=now())
    wrong = open_link(programs, address(home, share, key), passcode="0815")
    assert wrong["error"] == "SHLInvalidPasscodeError"
    other = open_link(programs, address(home, share, new_key()), passcode="4711")
    assert other["error"] == "SHLDecryptionError"
    with home.family.database.transaction() as session:
        session.get_one(Share, share.id).ended_at = now()
    ended = open_link(programs, address(home, share, key), passcode="4711")
    assert ended["error"] == "SHLManifestNotFoundError"


def test_the_list_of_files_is_as_the_specification_wants_it(app, family):
    share, _key = shared(family, now=now())
    reply = asked(app, share)
    assert reply.status_code == 200
    assert reply.mimetype == "application/json"
    (file,) = reply.json["files"]
    assert file.keys() == {"contentType", "embedded", "fhirVersion", "status"}
    assert file["contentType"] == "application/fhir+json"
    assert file["embedded"].count(".") == 4


def test_a_file_too_long_for_the_list_has_an_address_of_its_own(app, family, settings):
    share, _key = shared(family, now=now())
    (file,) = asked(app, share, embeddedLengthMax=10).json["files"]
    path = file["location"].removeprefix(settings.url)
    reply = elsewhere(app).get(path)
    assert (reply.status_code, reply.mimetype) == (200, "application/jose")
    (embedded,) = asked(app, share).json["files"]
    assert reply.text == embedded["embedded"]
    assert kept(family, share).opens == 2
    other, _key = shared(family, now=now())
    assert elsewhere(app).get(path.replace(share.id, other.id)).status_code == 404
    with family.database.transaction() as session:
        session.get_one(Share, share.id).ended_at = now()
    assert elsewhere(app).get(path).status_code == 404


def test_t10_wrong_codes_are_counted_for_the_life_of_the_link(app, family):
    share, _key = shared(family, code="4711", now=now())
    missing = asked(app, share)
    assert (missing.status_code, missing.json) == (401, {"remainingAttempts": 5})
    for left in (4, 3, 2, 1, 0):
        reply = asked(app, share, passcode="0815")
        assert (reply.status_code, reply.json) == (401, {"remainingAttempts": left})
    assert asked(app, share, passcode="4711").status_code == 404
    with family.database.reading() as session:
        assert session.exec(select(SharedFile)).all() == []


def test_t10_a_link_without_a_summary_is_not_used_up_by_a_program(app, family):
    share, key = shared(family, code="4711", most_opens=1, now=now())
    with family.database.transaction() as session:
        session.delete(session.get_one(SharedFile, (share.id, "ips")))
    for code in ("4711", "0815", ""):
        reply = asked(app, share, passcode=code)
        assert (reply.status_code, reply.json["error"]) == (404, "no_file")
    there = kept(family, share)
    assert (there.opens, there.tries, there.last_recipient) == (0, 5, "")
    assert "page" in open_share(family.database, share.id, key=key, code="4711", now=now())


@pytest.mark.parametrize("why", ["ended", "expired", "opened out", "never was"])
def test_t10_a_link_that_is_over_is_404_as_the_specification_wants_it(app, family, why):
    share, _key = shared(family, most_opens=1 if why == "opened out" else None, now=now())
    if why == "opened out":
        assert asked(app, share).status_code == 200
    with family.database.transaction() as session:
        row = session.get_one(Share, share.id)
        if why == "ended":
            row.ended_at = now()
        elif why == "expired":
            row.expires_at = now()
    if why == "never was":
        share.id = "A" * 43
    reply = asked(app, share)
    assert reply.status_code == 404
    assert "files" not in reply.json
    assert reply.json["message"].endswith(".")


def test_every_site_may_ask_and_no_cookie_has_a_part_in_it(app, family, ada):
    share, _key = shared(family, now=now())
    before = elsewhere(app).options(f"/shl/{share.id}")
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert before.headers["Access-Control-Allow-Headers"] == "Content-Type"
    for reply in (asked(app, share), ada.post(f"/shl/{share.id}", json=ASKED)):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in reply.headers
        assert "Set-Cookie" not in reply.headers
        assert reply.headers["Cache-Control"] == "no-store"
    gone = elsewhere(app).post("/shl/" + "A" * 43, json=ASKED)
    assert gone.headers["Access-Control-Allow-Origin"] == "*"


def test_t9_nothing_else_lets_other_sites_in(app, as_person, family):
    share, _key = shared(family, now=now())
    asked_of = {f"{rule.rule}" for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    client = as_person("ada")
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    client.environ_base["HTTP_ORIGIN"] = "https://clinic.example"
    let_in = set()
    for rule in asked_of:
        path = rule.replace("<uuid:child_id>", str(family.nora)).replace("<share_id>", share.id)
        path = path.replace("<", "").replace(">", "")
        reply = client.post(path, json=ASKED)
        assert "Access-Control-Allow-Origin" not in reply.headers or rule == "/shl/<share_id>"
        if reply.status_code not in {403, 404, 405}:
            let_in.add(rule)
    assert let_in == {"/shl/<share_id>"}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'"x"', b"{", b'{"recipient": "x"', b"[" * 19_000, b'{"x": "' + b"x" * 20_000],
    ids=["nothing", "list", "text", "cut", "cut later", "deep", "long"],
)
def test_what_is_no_json_object_is_refused_in_words_and_opens_nothing(app, family, body):
    share, _key = shared(family, now=now())
    headers = {"Content-Type": "application/json"}
    reply = elsewhere(app).post(f"/shl/{share.id}", data=body, headers=headers)
    assert (reply.status_code, reply.json["error"]) == (400, "bad_request")
    assert kept(family, share).opens == 0


def test_t13_a_recipient_is_one_short_line_of_text(app, family, ada):
    share, _key = shared(family, now=now())
    asked(app, share, recipient="<b>Evil\x00\r\nHeader</b>" + "x" * 500)
    told = kept(family, share).last_recipient
    assert told.startswith("<b>EvilHeader</b>")
    assert len(told) == 200
    page = ada.get(f"/children/{family.nora}/share").text
    assert "<b>Evil" not in page
    asked(app, share, recipient=["not", "text"])
    assert kept(family, share).last_recipient == ""


def test_t10_guesses_are_stopped_and_a_link_that_works_goes_on(app, family):
    share, _key = shared(family, now=now())
    guess = f"/shl/{'A' * 43}"
    statuses = [elsewhere(app).post(guess, json=ASKED).status_code for _ in range(61)]
    assert set(statuses[:60]) == {404}
    assert statuses[60] == 429
    assert asked(app, share).status_code == 200


def test_t10_the_passcode_stands_in_no_log(app, family, caplog):
    caplog.set_level(logging.DEBUG)
    share, _key = shared(family, code="zitrone-4711", now=now())
    asked(app, share, passcode="zitrone-4711")
    asked(app, share, passcode="zitrone-0815")
    assert "zitrone" not in caplog.text


def test_an_address_reads_back_to_what_it_was_made_of():
    key = new_key()
    until = now() + timedelta(days=7)
    said = {"label": "Dr. Ókafor", "expires_at": until, "has_code": False}
    whole = address_of("https://sunhat.example", "A" * 43, key, **said)
    assert whole.startswith("https://sunhat.example/shared#shlink:/")
    for text in (whole, whole.partition("#")[2], f" {whole[:60]}\n{whole[60:]} "):
        named = read_address(text)
        assert (named.share_id, named.key) == ("A" * 43, key)
    assert len("https://sunhat.example/shl/" + "A" * 43) <= 128


def test_the_example_of_the_specification_is_unsealed_with_its_key(real_data):
    """Without the specification at hand, one of ours, made by another hand than the journal's."""
    if real_data is None:
        sealed, key, says = OURS, "A" * 43, {"resourceType"}
    else:
        (text,) = (path.read_text("utf-8") for path in real_data.rglob("links-specification.md"))
        sealed = re.search(r'^const fileEncrypted = "([\w.-]+)"', text, re.MULTILINE)[1]
        key = re.search(r'"key": "([\w-]{43})"', text)[1]
        says = {"verifiableCredential"}
    found = json.loads(unseal(sealed.encode(), urlsafe_b64decode(key + "=")))
    assert found.keys() == says


def test_a_browser_with_a_session_learns_no_more_than_one_without(app, ada, family):
    share, _key = shared(family, now=now())
    mine, nobodys = (
        ada.post(f"/shl/{share.id}", json=ASKED),
        browser(app).post(f"/shl/{share.id}", json=ASKED),
    )
    assert mine.json == nobodys.json
