"""T1, T4, T5: by no other way than pages does anybody outside hear of Nora, or reach her rows.

Phones (decrypted), mail, calendars, links, papers, exports and the log.
"""

import logging
import uuid

import pytest

from journal.clock import now
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
from tests.web.test_foreign_ids import AT, journal_of, plain, words_of

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


# The path below Mia's, the body, and the field of it that names a row of Nora's.
BODIES = {
    "lab plan because": ("lab-plans", {"tests": ["1742-6"], "every_weeks": 4}, "medicine_id"),
    "lab plan id": ("lab-plans", {"tests": ["1742-6"], "every_weeks": 4}, "rule_id"),
    "supply package": ("medicines/{}/supply", {"what": "finished"}, "row_id"),
    "supply id": ("medicines/{}/supply", {"what": "opened"}, "row_id"),
    "receipt occurrence": ("push/receipts", {"shown_at": now().isoformat()}, "occurrence_id"),
}


def test_t1_b27_no_body_of_the_api_takes_an_id_of_noras(family, victim, mias, as_person):
    eve, before, wrong = as_person("eve"), journal_of(family, "ada"), []
    for what, (path, body, row) in BODIES.items():
        url = f"/api/v1/children/{family.children['mia']}/{path.format(mias['medicine_id'])}"
        url = f"/api/v1/{path}" if path.startswith("push") else url
        field = what.split()[-1]
        theirs, nobodys = (
            eve.post(url, json={**body, field: str(named)})
            for named in (victim.ids[row], uuid.uuid4())
        )
        # An id of one's own choice that is taken is answered as such; whose it is is not told.
        taken = field == "id" and theirs.status_code == 409 and theirs.json["error"] == "id_again"
        if not taken and (theirs.status_code, plain(theirs.text)) != (
            nobodys.status_code,
            plain(nobodys.text),
        ):
            wrong.append((what, theirs.status_code, nobodys.status_code, theirs.text[:200]))
        assert CANARY not in theirs.text
    assert wrong == []
    assert journal_of(family, "ada") == before
