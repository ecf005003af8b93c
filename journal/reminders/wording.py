"""What a lock screen shows: whose reminder, and when or of what sort. No medicine (T21).

Unless the owner of the phone has chosen that it may say more.
"""

import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from journal.care.dates import MONTHS
from journal.care.problems import N_
from journal.records.reminders import About
from journal.reminders.message import GIVEN, SNOOZE, Action, message

Translate = Callable[[str], str]

TITLE = N_("Reminder for %(initial)s.")
OWN_TITLE = N_("A reminder for you.")
FULL_TITLE = N_("%(name)s: %(what)s")
BODY = N_("Due at %(time)s")
RECORDED = N_("Recorded at %(time)s")
PLAIN = N_("Reminder")
NOTICES = {
    About.STEP: N_("A plan changes tomorrow"),
    About.TAPER_END: N_("A plan comes to its end"),
    About.REVIEW: N_("A pause is to be looked at"),
    About.REFILL: N_("A supply runs low"),
    About.OWN: N_("Your own reminder, %(time)s"),
    # When, but neither what nor where.
    About.APPOINTMENT: N_("An appointment on %(day)s, %(time)s"),
    About.PREPARE: N_("Something to prepare for tomorrow"),
    About.FOLLOW_UP: N_("How is it today? A question to answer"),
    # Neither that it is about blood nor which test.
    About.LABS: N_("Something to plan ahead"),
    About.CHECK_IN: N_("The evening's question: how was today?"),
    About.VACCINE: N_("A date in the journal to look at"),
    About.SEASON: N_("A reminder of every year"),
}
GIVEN_TITLE = N_("Given")
SNOOZE_TITLE = N_("Snooze 30 min")
TEST_TITLE = N_("Test")
TEST_BODY = N_("Reminders reach this phone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The language of this server's notifications, and the public address they lead to.

    A worker thread has no request and so no language of its own: `translate` is given to it.
    """

    url: str
    lang: str = "en"
    direction: str = "ltr"
    translate: Translate = str

    def reminder(
        self,
        occurrence_id: uuid.UUID,
        child_name: str,
        slot: str,
        *,
        about: About = About.DOSE,
        badge: int | None = None,
        in_full: str | None = None,
        again: bool = False,
        snooze: bool = True,
    ) -> bytes:
        """Return the message for one occurrence. `slot` is its wall time, "2026-11-22T08:00".

        child_name  "" where who reads it is the child
        in_full  what it is about, for who wants to read it on the lock screen; None: private
        badge  how many doses are due, for the app's icon
        again  it is the second time: it rings though the first one still stands there
        snooze  whether the phone may ring once more (H21): otherwise it has no such button
        Only a dose has buttons: nothing can be given for a notice (H6).
        """
        due = f"{self.url}/due/{occurrence_id}"
        body = self.translate(NOTICES.get(about, BODY))
        actions = [
            # Opening these addresses writes nothing; it only preselects the button of the page.
            Action(GIVEN, self.translate(GIVEN_TITLE), f"{due}?do=given"),
            Action(SNOOZE, self.translate(SNOOZE_TITLE), f"{due}?do=snooze"),
        ]
        return message(
            title=self._title(child_name, in_full),
            body=body % self.times(slot),
            navigate=due,
            tag=str(occurrence_id),
            lang=self.lang,
            direction=self.direction,
            data={"occurrence": str(occurrence_id)},
            actions=actions[: 2 if snooze else 1] if about is About.DOSE else [],
            badge=badge,
            again=again,
        )

    def recorded(
        self, occurrence_id: uuid.UUID, child_name: str, at: str, *, badge: int | None = None
    ) -> bytes:
        """Return what takes the place of a reminder whose dose somebody recorded, without a sound.

        at  the wall time of the dose, "08:03"
        """
        return message(
            title=self._title(child_name, None),
            body=self.translate(RECORDED) % {"time": at},
            navigate=f"{self.url}/due/{occurrence_id}",
            tag=str(occurrence_id),
            lang=self.lang,
            direction=self.direction,
            data={"occurrence": str(occurrence_id)},
            badge=badge,
            silent=True,
        )

    def _title(self, child_name: str, in_full: str | None) -> str:
        if in_full is None:
            return self.private(child_name)
        what = in_full or self.translate(PLAIN)
        if not child_name:
            return what
        return self.translate(FULL_TITLE) % {"name": child_name, "what": what}

    def private(self, child_name: str) -> str:
        """Return whose reminder it is, and no more; "you" for the child itself, named ""."""
        if not child_name:
            return self.translate(OWN_TITLE)
        return self.translate(TITLE) % {"initial": initial(child_name)}

    def times(self, slot: str) -> dict[str, str]:
        """What a sentence may say of a slot's wall time: "09:30", and "24 Nov"."""
        on = date.fromisoformat(slot[:10])
        return {"time": slot[-5:], "day": f"{on.day} {self.translate(MONTHS[on.month - 1])[:3]}"}

    def smallest(self, occurrence_id: uuid.UUID) -> bytes:
        """Return the same with as little as a phone can show, for a service that takes no more."""
        return message(
            title=self.translate(PLAIN),
            navigate=f"{self.url}/due/{occurrence_id}",
            tag=str(occurrence_id),
            lang=self.lang,
            direction=self.direction,
        )

    def test(self, tag: str, *, silent: bool = False) -> bytes:
        """Return what "Send a test" sends, and without a sound what each week brings.

        A phone must show something for every push: iPhones take the right away otherwise.
        """
        return message(
            title=self.translate(TEST_TITLE),
            body=self.translate(TEST_BODY),
            navigate=f"{self.url}/",
            tag=tag,
            lang=self.lang,
            direction=self.direction,
            silent=silent,
        )


def initial(name: str) -> str:
    """Return the first letter of a name with its accents, as a capital."""
    text = unicodedata.normalize("NFC", name.strip())
    length = 1
    while length < len(text) and unicodedata.combining(text[length]):
        length += 1
    return text[:length].upper()[:length]
