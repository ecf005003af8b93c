"""T1, T4, T5: by no other way than pages does anybody outside hear of Nora either.

Phones (decrypted), mail, calendars, links, papers, exports and the log.
"""

import logging
import uuid

import pytest

from tests.web import daily
from tests.web.conftest import browser
from tests.web.lived_in import lived_in
from tests.web.matrix import CANARY
from tests.web.outside import (
    Outside,
    a_day_of_reminders,
    feed_of,
    listening,
    make_dora_again,
    over_links,
    plant,
)
from tests.web.signing_in import on_another_phone, sign_in, told
from tests.web.syncing import change
from tests.web.test_erasing import ERASE
from tests.web.test_foreign_ids import AT, words_of

MIAS_PHOTO = uuid.UUID(int=0x0199BBBB << 96)


@pytest.fixture
def mias(family, victim, settings):
    """Eve's own journal of Mia, as full as Nora's."""
    more = {"child": "mia", "by": "eve", "diarist": "eve"}
    return lived_in(family, settings.data, word="birke", photo=MIAS_PHOTO, **more)


@pytest.mark.slow
def test_t1_t4_t5_no_phone_mail_calendar_link_file_or_log_tells_of_nora(
    app, family, victim, mias, as_person, sync, caplog
):
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "journal")
    outside, eve, ada = Outside(), as_person("eve"), as_person("ada")
    for child, by in (("nora", "ada"), ("mia", "eve")):
        family.medicine("Folic acid", child=child, by=by, rhythm=daily.daily_at(30))
    addresses = [*make_dora_again(family, as_person("dora"), ada), *over_links(family)]
    planted = plant(family)
    assert len({table for table, _column in planted}) >= 17, sorted(planted)
    # Refused, and kept: of Eve's, not of Nora's, and it stands in nobody's way.
    assert sync(change(family, "note", fields={**AT, "note": "eve was here"}), who="eve").json
    with listening(app, family, outside) as (sender, mailer):
        a_day_of_reminders(family, sender, mailer)
        sign_in(on_another_phone(app), "ada")
        erase = {**ERASE, "typed": f"Nora {CANARY}"}
        assert ada.post(f"/children/{family.nora}/erase", data=erase).status_code == 303
        told()
    # Whoever has an address that has ended, and a calendar of one's own.
    for path in addresses:
        client = browser(app)
        reply = client.post(path, json={"recipient": "x"}) if "shl" in path else client.get(path)
        assert reply.status_code in {404, 410}
        outside.heard["dora"].append(reply.text)
    for who, client, child in (("ada", ada, "nora"), ("eve", eve, "mia")):
        url = f"/children/{family.children[child]}"
        feed = browser(app).get(feed_of(client, family.children[child]))
        files = [client.get(f"{url}/{path}") for path in ("visit.pdf", "card.pdf", "numbers.zip")]
        replies = [feed, *files, *([client.post(f"{url}/taken-out")] if who == "eve" else [])]
        assert {reply.status_code for reply in replies} == {200}
        outside.heard[who] += [words_of(reply.data) for reply in replies]
    # Eve heard of Mia, and nobody outside of Nora; each way tells her family.
    assert "mia" in " ".join(outside.heard["eve"]).lower()
    assert [outside.tells(who) for who in ("eve", "dora", "fay")] == [[], [], []]
    assert len(outside.tells("ada")) >= 6, outside.heard["ada"]
    # The mail server is the test's own.
    lines = [record for record in caplog.records if record.name != "mail.log"]
    for line in map(caplog.handler.format, lines):
        for word in (CANARY, "nora", "ada@example.org", "folic"):
            assert word not in line.lower()
