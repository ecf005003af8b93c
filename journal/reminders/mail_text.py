"""What a reminder says by e-mail: no more than a lock screen, unless the person asked for it."""

import uuid

from journal.care.problems import N_
from journal.reminders.letters import Letter
from journal.reminders.mail import Mail
from journal.reminders.mailboxes import Mailto
from journal.reminders.wording import BODY, NOTICES, PLAIN, Words

FULL_TITLE = N_("Reminder for %(name)s")
FULL_TITLE_WHAT = N_("Reminder for %(name)s: %(what)s")
OPEN = N_("Open it in Sunhat:")
WHY = N_("You get this letter because you chose it, or because no phone of yours can be reached.")
CHOOSE = N_("How you are told:")


def mail_for(words: Words, letter: Letter, to: Mailto) -> Mail:
    """Return the letter to a person about one occurrence."""
    say = words.translate
    body = say(NOTICES.get(letter.about, BODY)) % words.times(letter.slot)
    text = "\n".join(
        [
            f"{body}.",
            "",
            say(OPEN),
            f"{words.url}/due/{letter.occurrence_id}",
            "",
            say(WHY),
            f"{say(CHOOSE)} {words.url}/reminders/mine",
            "",
        ]
    )
    key = uuid.uuid5(letter.occurrence_id, str(to.account_id)).hex
    return Mail(to=to.address, subject=_subject(words, letter), text=text, key=key)


def _subject(words: Words, letter: Letter) -> str:
    if letter.in_full is None:
        return words.private(letter.child_name)
    if not letter.child_name:
        return letter.in_full or words.translate(PLAIN)
    title = FULL_TITLE_WHAT if letter.in_full else FULL_TITLE
    return words.translate(title) % {"name": letter.child_name, "what": letter.in_full}
