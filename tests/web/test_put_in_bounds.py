"""T18, T19: who may send a large file is known before it is read, and what it costs is bounded."""

import io
import os
import shutil
import tracemalloc
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from waitress.adjustments import Adjustments

from journal.clock import now
from journal.exchange import bounds, put_in_own
from journal.exchange.backup import NotABackup
from journal.exchange.bounds import TooMuch, refuse_too_much
from journal.records.people import AuthSession
from journal.web.large_bodies import FROM_ANYBODY, channels
from journal.web.proving import LASTS
from journal.web.putting_in import FILES_PER_HOUR, MOST_BODY
from journal.web.security import large_files_of
from tests.web.put_in import address, send, taken, words

LARGE = 200 << 20
FORM = "multipart/form-data; boundary=x"


class Sent(io.RawIOBase):
    """A large body that counts what is read of it."""

    def __init__(self):
        self.read_so_far = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        some = min(len(buffer), LARGE - self.read_so_far)
        buffer[:some] = bytes(some)
        self.read_so_far += some
        return some


def send_large(client, url):
    """The answer, and how much of the body was read for it."""
    body = Sent()
    sent = {"wsgi.input": body, "CONTENT_LENGTH": str(LARGE), "CONTENT_TYPE": FORM}
    client.application.config["WTF_CSRF_ENABLED"] = True  # the token stands in the body
    reply = client.post(url, environ_overrides=sent)
    client.application.config["WTF_CSRF_ENABLED"] = False
    return reply, body.read_so_far


def test_t19_who_may_not_put_a_file_in_is_told_before_it_is_read(family, as_person, anonymous):
    """Neither by the app, nor by the server, which hears of it first."""
    url = address(family)
    told = {"ben": 403, "cleo": 403, "eve": 404}
    for who, status in told.items():
        reply, read = send_large(as_person(who), url)
        assert (reply.status_code, read) == (status, 0), who
    reply, read = send_large(anonymous, url)
    assert (reply.status_code, read) == (413, 0)
    ada = as_person("ada")
    for _ in range(FILES_PER_HOUR):
        assert ada.post(url, data={}).status_code == 422
    reply, read = send_large(ada, url)
    assert (reply.status_code, read) == (429, 0)
    assert "Too many tries" in words(reply)
    long_ago = now() - LASTS - timedelta(minutes=1)
    with family.database.transaction() as session:
        session.execute(sa.update(AuthSession).values(proved_at=long_ago))
    reply, read = send_large(ada, url)
    assert (reply.status_code, read) == (401, 0)
    assert f'value="{url}"' in reply.text, "afterwards she is where a file is chosen"


def zipped(names, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.comment = comment
        for name, content in names:
            target.writestr(name, content)
        target.writestr("photos/pad.jpg", os.urandom(200_000))  # so that no ratio gives it away
    return out.getvalue()


LISTS = b"[" * 800 + b"]" * 800
HOSTILE = {
    "values": (zipped([("tables/change.jsonl", LISTS * 7_000)]), TooMuch),
    "manifest": (zipped([("manifest.json", LISTS * 2_000)]), TooMuch),
    "names": (zipped((f"photos/{number}", b"") for number in range(40_000)), TooMuch),
    "a word behind the names": (zipped([], comment=b"!"), NotABackup),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_t18_a_file_that_would_fill_the_memory_is_refused_before_it_does(what, tmp_path):
    content, refused = HOSTILE[what]
    file = tmp_path / "hostile.zip"
    file.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(refused):
            refuse_too_much(file)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held < 16 << 20, held


def test_t18_t19_what_a_page_cannot_take_is_said_and_nothing_waits(
    family, settings, elsewhere, ada, monkeypatch
):
    url = address(family)
    page = send(ada, url, HOSTILE["values"][0])
    assert (page.status_code, "some twenty years of entries" in words(page)) == (413, True)
    content = taken(family, elsewhere)
    monkeypatch.setattr(put_in_own, "MOST_SECONDS", 0.01)
    with put_in_own._one_at_a_time:
        page = send(ada, url, content)
    assert (page.status_code, "Choose yours again in a minute" in words(page)) == (503, True)
    monkeypatch.setattr(bounds, "FREE", shutil.disk_usage(settings.data).total)
    page = send(ada, url, content)
    assert (page.status_code, "disk has no room to read" in words(page)) == (507, True)
    assert list(settings.data.glob(".restore-*")) == []


def heard(app, client, path, length=LARGE):
    """What the server says to these headers alone; None: it goes on reading."""
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    sent = f"Cookie: {cookie.key}={cookie.value}\r\n" if cookie else ""
    parser = channels(app).parser_class(Adjustments(max_request_body_size=FROM_ANYBODY + 1))
    said = f"POST {path} HTTP/1.1\r\n{sent}Content-Length: {length}\r\n\r\n"
    parser.received(said.encode())
    return parser.error.code if parser.completed else None


def test_t19_the_server_reads_no_large_body_but_of_an_owner_who_puts_a_file_in(
    app, family, as_person, anonymous
):
    url = address(family)
    with app.app_context():  # the server runs within one, and hears everybody in turn
        assert heard(app, anonymous, url) == 413
        assert heard(app, as_person("ada"), url) is None
        assert heard(app, as_person("ada"), url, MOST_BODY + 1) == 413
        for who in ("ben", "cleo", "eve"):
            assert heard(app, as_person(who), url) == 413, who
        ada = as_person("ada")
        for path in (
            "/sign-in",
            f"/children/{family.nora}",
            f"{url}/confirm",
            "/api/v1/sync",
            "//[",
        ):
            assert heard(app, ada, path) == 413, path
        assert heard(app, anonymous, url) == 413
        assert heard(app, anonymous, url, FROM_ANYBODY) is None, "a page says that it is too large"


def test_no_view_takes_more_than_the_server_reads_of_anybody_without_naming_whose_it_is(app):
    large = {
        name: large_files_of(view)
        for name, view in app.view_functions.items()
        if large_files_of(view)[0] > FROM_ANYBODY
    }
    assert set(large) == {"putting_in.look"}
    assert all(right is not None for _most, right in large.values())
