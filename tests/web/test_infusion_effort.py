"""The demo's last infusion, read from its printed sheet, is written down by a thumb.

Taps and letters are counted on the pages that the server draws, by the same model as those of
tests/browser/test_moderate_plan.py.
"""

import re
from decimal import Decimal

from sqlmodel import select

from journal.clock import now
from journal.exchange.demo_calendar import Calendar
from journal.exchange.demo_events import happenings
from journal.records.kinds.checkpoint import CheckpointRow
from journal.records.kinds.infusion import InfusionRow
from tests.support.thumb import Effort
from tests.web.daily import form_to, send, when

MOST_SECONDS = 180
# What its sheet says of the day itself: rates, one round of vital signs, the two bottles.
RATES = ("30", "60", "120")
VITALS = {"pulse": "92", "systolic": "104", "diastolic": "66", "temperature": "98.4"}


class Hand:
    """Opens pages, taps and types in them, and sends their forms; everything is counted."""

    def __init__(self, client):
        self.client, self.effort, self.typed = client, Effort(), {}

    def open(self, address):
        self.effort.taps += 1
        self.effort.pages += 1
        self.page, self.typed = self.client.get(address).text, {}

    def follow(self, label):
        """Tap the link or the tile with these words."""
        found = re.search(rf'href="([^"]+)"[^>]*>(?:(?!</a>).)*{label}', self.page, re.DOTALL)
        self.open(found[1].replace("&amp;", "&"))

    def tap(self, name, value, several=False):
        """Tap a tile, which must stand on the page."""
        assert re.search(rf'name="{name}" value="{value}"', self.page), (name, value)
        self.effort.taps += 1
        self.typed[name] = [*self.typed.get(name, []), value] if several else value

    def write(self, name, text):
        assert f'name="{name}"' in self.page, name
        self.effort.taps += 1
        self.effort.letters += len(text)
        self.typed[name] = text

    def save(self, ending):
        fields = r'<input class="field__input[^>]*name="([^"]+)"[^>]*value="([^"]*)"'
        stands = dict(re.findall(fields, self.page))
        stands |= dict(re.findall(r'name="([^"]+)" value="([^"]*)"[^>]* checked', self.page))
        sent = {**stands, **self.typed}
        reply = send(self.client, form_to(self.page, ending), **sent)
        assert reply.status_code == 303, re.findall("field__error.*", reply.text)
        self.open(reply.location)


def last_of_the_demo():
    infusions = [one for one in happenings(Calendar(now())) if one.kind == "infusion"]
    return max(infusions, key=lambda one: one.at).fields


def test_the_demos_last_infusion_is_written_in_under_three_minutes(family, ada):
    sheet = last_of_the_demo()
    hand = Hand(ada)
    hand.open(f"/children/{family.nora}/today")
    hand.follow("Infusion day")
    hand.write("product", sheet["product"])
    hand.write("amount", sheet["amount"])
    hand.effort.taps += 1  # the fold with the weight
    hand.write("weight_kg", sheet["weight_kg"])
    for name, text in when(-375).items():
        hand.write(name, text)
    hand.save("/log/infusion")
    for rate in RATES:
        hand.follow("Another rate")
        hand.write("rate_ml_h", rate)
        hand.save("/log/rate")
    for lot in sheet["lots"]:
        hand.follow("Bottle, lot")
        hand.write("lot", lot)
        hand.save("/log/bottle")
    hand.follow("Vital signs")
    for name, text in VITALS.items():
        hand.write(name, text)
    hand.tap("temperature_unit", "°F")
    hand.save("/log/vitals")
    hand.follow("Reaction")
    hand.tap("reaction", "Headache", several=True)
    hand.save("/log/reaction")
    hand.follow("Write the end")
    hand.save("/edit")
    with family.database.reading() as session:
        kept = session.exec(select(InfusionRow)).one()
        seen = session.exec(select(CheckpointRow).order_by(CheckpointRow.entry_id)).all()
    assert (kept.product, kept.amount, kept.ended is not None) == (
        sheet["product"], Decimal(sheet["amount"]), True,
    )  # fmt: skip
    assert [row.lot for row in seen if row.lot] == sheet["lots"]
    assert [str(row.rate_ml_h) for row in seen if row.rate_ml_h] == list(RATES)
    assert hand.effort.seconds < MOST_SECONDS, hand.effort
