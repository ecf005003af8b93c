"""What its person stands in front of nobody else sends for five seconds: they may be asked."""

import pytest

from tests.browser.home import SYNC
from tests.support.browser import ask
from tests.support.faulty import CUT

pytestmark = pytest.mark.browser

# Saved, left to whoever sends it, and saved once more as it was: whether it is left to them still.
TWICE = """async () => {
  const { keep, list, release } = await import("/s/any/js/phone/outbox.js");
  const { uuid7 } = await import("/s/any/js/phone/ids.js");
  const { person } = document.body.dataset;
  const change = { id: uuid7(), entry: uuid7(), base: null, values: { note: "A calm night" } };
  const fronts = async () => (await list(person)).map(({ front }) => front > 0);
  await keep(person, [change]);
  await release(person, [change.id]);
  const before = await fronts();
  await keep(person, [change]);
  return [...before, ...(await fronts())];
}"""


def test_what_is_saved_again_as_it_was_waits_for_its_person_again_and_is_one(home, phone):
    home.network.on(SYNC, CUT)
    page = home.sign_in(phone)
    assert ask(page, TWICE) == [False, True]
