"""What reaches people by other ways than pages: phones, mail, calendars, links, files, the log.

Nora's family is told of everything it can be told of. Eve is of another household, Dora was
removed, Fay waits to be let in: each has a phone, mail, and choices about Nora that do not count.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import sqlalchemy as sa
from sqlmodel import AutoString

from journal.clock import now
from journal.records.columns import table_of
from journal.records.people import Membership, Role
from journal.records.reminder_choices import Mailbox, PersonChoice, Place, Wording
from journal.records.reminders import About, PushSubscription
from journal.records.shares import Share
from journal.reminders.endpoints import Permitted
from journal.reminders.mail import Mailer
from journal.reminders.push import Sender
from journal.reminders.tick import tick
from journal.reminders.vapid import VapidKey
from journal.reminders.wording import Words
from tests.exchange.sharing import shared
from tests.exchange.test_t33_everywhere import of_the_household
from tests.family import Family
from tests.reminders.world import phone
from tests.support.mail_server import Inbox, mail_server
from tests.support.push_service import Phone, PushService
from tests.web.matrix import CANARY

HOUR = timedelta(hours=1)
WHO = ("ada", "eve", "dora", "fay")
# The columns in which somebody writes their own words; lists of them have the word already.
WORDED = re.findall(
    r"\w+",
    """
    admitted advised_by agent allergies answer answered_by ask by contact detail diagnosis
    emergency_plan fluids given_by hospital insurance label licence lines lot meant name next_steps
    note ordered_by pack part place present product reason steroid_plan team_member text title told
    told_by treated ward who whom why with_whom
    """,
)


@dataclass
class Outside:
    """What was heard outside, by whom: what a phone or a mailbox got, what an address gave."""

    heard: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def tells(self, who: str) -> list[str]:
        """What of the family this person heard."""
        found = [
            text for text in self.heard[who] if CANARY in text.lower() or "nora" in text.lower()
        ]
        return [text[:300] for text in found]


def plant(family: Family) -> set[tuple[str, str]]:
    """Write the word into every text of the household where somebody writes; return where.

    Not into entries, which have it: another word than their revisions' would be a damaged journal.
    """
    planted = set()
    with family.database.transaction() as session:
        for table, theirs in of_the_household(family):
            for column in table.c if "entry_id" not in table.c and table.name != "entry" else ():
                if column.name in WORDED and type(column.type) in {sa.String, sa.Text, AutoString}:
                    # Beside what stands there: people are known by their names.
                    longer = sa.func.coalesce(column + " ", "") + CANARY
                    wrote = session.execute(sa.update(table).where(theirs).values({column: longer}))
                    planted |= {(table.name, column.name)} if wrote.rowcount else set()
    return planted


def make_dora_again(family: Family, client, remover) -> list[str]:
    """Let Dora belong to the household, make what leads outside, and be removed by an owner.

    Return the paths of her calendar and of her link.
    """
    key = {"household_id": family.households["lindqvist"], "account_id": family.people["dora"]}
    with family.database.transaction() as session:
        session.add(Membership(role=Role.OWNER, created_at=now(), **key))
    calendar = feed_of(client, family.nora)
    link = shared(family, by="dora", label=CANARY, now=now())[0]
    with family.database.transaction() as session:
        # Who wrote here is told for seven days that it is to be erased (T35); who looked is not.
        session.get_one(Membership, tuple(key.values())).role = Role.VIEWER
    url = f"/children/{family.nora}/people/{family.people['dora']}/remove"
    assert remover.post(url, data={"sure": "yes"}).status_code == 303
    return [calendar, f"/shl/{link.id}"]


def feed_of(client, child) -> str:
    """A calendar of a child, worded in full; its path."""
    page = client.post(f"/children/{child}/calendars", data={"wording": "full", "label": "x"})
    assert page.status_code == 200
    return re.search(r"/calendar/[\w-]{43}\.ics", unescape(page.text))[0]


def over_links(family: Family) -> list[str]:
    """Two links of Nora's that have ended: one was taken back, one is too old."""
    ended, old = (shared(family, label=CANARY, now=now())[0] for _ in "ab")
    with family.database.transaction() as session:
        session.get_one(Share, ended.id).ended_at = now()
        session.get_one(Share, old.id).expires_at = now() - HOUR
    return [f"/shl/{one.id}" for one in (ended, old)]


@contextmanager
def listening(
    app, family: Family, outside: Outside, service: PushService | None = None, refuse: str = ""
) -> Iterator[tuple[Sender, Mailer]]:
    """Everybody's phone and mailbox, in full for everything; what came is heard at the end.

    service, refuse  what the push service and the mail server say instead
    """
    inbox, keys = Inbox(), {who: Phone() for who in WHO}
    inbox.refuse = refuse or None
    with service or PushService() as service, mail_server(inbox) as address:
        for who in WHO:
            where = f"{service.endpoint}/{who}"
            phone(family, who, endpoint=where, keys=keys[who], now=now() - 2 * HOUR)
        with family.database.transaction() as session:
            session.execute(sa.update(table_of(PushSubscription)).values(wording=Wording.FULL))
            for who in WHO:
                session.merge(Mailbox(account_id=family.people[who], wording=Wording.FULL))
                for child in (family.nora, family.children["mia"])[: 1 + (who == "eve")]:
                    for about in About:
                        mine = {"account_id": family.people[who], "child_id": child}
                        chosen = {"place": Place.FIRST, "email": True, "about": about}
                        at = now() - 2 * HOUR
                        session.merge(PersonChoice(changed_at=at, **mine, **chosen))
        sender = Sender(VapidKey.generate(contact="mailto:x@y.example"), Permitted([service.host]))
        mailer = Mailer.read(f"smtp://{address}", contact=None, name="journal.example")
        before = {name: app.extensions[name] for name in ("journal_sender", "journal_mailer")}
        app.extensions |= {"journal_sender": sender, "journal_mailer": mailer}
        try:
            yield sender, mailer
        finally:
            app.extensions |= before
            sender.close()
    for request in service.requests:
        who = request.target.rpartition("/")[2]
        outside.heard[who].append(keys[who].decrypt(request.body).decode())
    for letter in inbox.letters:
        outside.heard[letter["To"].partition("@")[0]].append(f"{letter}\n{letter.get_content()}")


def a_day_of_reminders(family: Family, sender: Sender, mailer: Mailer) -> None:
    words, begins = Words(url="https://journal.example"), now()
    for hours in range(1, 26, 2):
        tick(family.database, sender, words, now=begins + hours * HOUR, mailer=mailer)
