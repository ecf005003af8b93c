"""T27, T28: of a family's day, its faults and its strangers the log has no name and no word."""

import logging
import re

import pytest

from journal import upkeep
from journal.clock import now
from journal.exchange.health_links import address_of
from journal.records.columns import uuid7
from journal.records.medicines import Medicine
from journal.web.extensions import writing
from tests.exchange.sharing import shared
from tests.support.push_service import PushService, answering
from tests.web import daily
from tests.web.conftest import browser
from tests.web.handing_in import post, sending
from tests.web.matrix import CANARY
from tests.web.outside import Outside, a_day_of_reminders, feed_of, listening
from tests.web.signing_in import on_another_phone, sign_in, told
from tests.web.syncing import change, form_change
from tests.web.test_keys import make, secret_on

# Nobody's name is a part of another word here.
NAMES = re.compile(r"\b(nora|tom|ada|ben|cleo|eve|dora|fay|lindqvist)\b|@example\.org")
TYPED = "birkenspanner"
SAID = f"{TYPED} of ada@example.org"
PAGES = ["today", "journal", "medicines", "trends", "labs", "people", "planned", "visit", "share"]


@pytest.fixture
def lines(caplog):
    """What has been logged: of ours everything, of others what they say without being asked."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "journal")

    def read():
        # The mail server is the test's own.
        return [
            caplog.handler.format(record).lower()
            for record in caplog.records
            if record.name != "mail.log" and not record.name.startswith("alembic")
        ]

    return read


def stumbles(child_id):
    """A page that fails over what the database says, and says more."""
    try:
        with writing() as (session, _actor):
            session.add(Medicine(id=uuid7(now()), name=TYPED, child_id=child_id))
    except Exception as error:
        raise ValueError(SAID) from error


@pytest.mark.slow
def test_t27_t28_no_line_of_the_log_of_a_day_has_a_name_a_word_or_a_secret(
    app, family, victim, settings, as_person, sync, lines, monkeypatch
):
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    ada, secrets = as_person("ada"), [str(victim.ids["token"])]
    family.medicine(TYPED, rhythm=daily.daily_at(30))
    secrets.append(feed_of(ada, family.nora).removeprefix("/calendar/").removesuffix(".ics"))
    secrets.append(secret_on(make(ada, children=[str(family.nora), str(family.tom)])))
    share, key = shared(family, label=TYPED, now=now())
    address = address_of(
        settings.url, share.id, key, label=TYPED, expires_at=share.expires_at, has_code=False
    )
    secrets += [share.id, key.hex()]
    # What a family does in a day, and what comes of it.
    for page in PAGES:
        ada.get(f"/children/{family.nora}/{page}?q={TYPED}&on={TYPED}")
    note = {"at": now().isoformat(), "note": TYPED}
    sync(change(family, "note", fields=note), form_change(family, "symptom", symptom=TYPED))
    # The push service and the mail server quote in their answers what they were told.
    service = PushService(answering(400, body=SAID.encode()))
    refuse = f"550 nobody is {SAID}"
    with listening(app, family, Outside(), service, refuse) as (sender, mailer):
        sign_in(on_another_phone(app))
        told()
        a_day_of_reminders(family, sender, mailer)
    # What goes wrong: guesses, broken bodies, pictures that are none, addresses that are none.
    for number in range(3):
        sign_in(browser(app), passphrase=f"{TYPED} {number}", remember=TYPED)
        browser(app).get(f"/calendar/{secrets[1][:-2]}xx.ics")
        browser(app).post("/shared", data={"address": address[:-number] if number else address})
        browser(app).post(f"/shl/{share.id}", json={"recipient": TYPED})
    for body in (f'{{"note": "{TYPED}', f'["{TYPED}"]', f'{{"person": "{TYPED}"}}'):
        ada.post("/api/v1/sync", data=body, content_type="application/json")
    post(ada, "/api/v1/photos", sending(family, TYPED.encode(), name=f"{TYPED}.jpg"))
    monkeypatch.setitem(app.view_functions, "journal.index", stumbles)
    assert ada.get(f"/children/{family.nora}/journal?q={TYPED}").status_code == 500
    for part in (upkeep.tidy, upkeep.part, upkeep.back_up):
        part(settings, family.database)
    found = lines()
    for fault in ("/journal failed: builtins.valueerror", "a reminder was not accepted"):
        assert any(fault in line for line in found), fault
    for line in found:
        assert NAMES.search(line) is None, line
        for word in (CANARY, TYPED, *(secret.lower() for secret in secrets)):
            assert word not in line, line
