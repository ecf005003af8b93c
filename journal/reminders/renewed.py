"""A subscription that is known already: what may renew it, and who."""

import uuid
from secrets import compare_digest

from journal.care.problems import N_, Problem, Refused
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.reminders.recipients import ON_PURPOSE
from journal.reminders.subscriptions import Subscription


def check_not_over(phone: PushSubscription, account_id: uuid.UUID) -> None:
    """Refuse what no renewal may bring back (H18); a new sign-in brings back what the last took."""
    if phone.state is PhoneState.GONE and phone.detail not in ON_PURPOSE:
        text = N_("The push service knows this phone no more. Switch reminders on again here.")
        raise Refused(Problem("subscription_gone", "subscription", text))
    if phone.account_id == account_id and phone.detail == Ended.TURNED_OFF:
        text = N_("Reminders were switched off for this phone.")
        raise Refused(Problem("turned_off", "subscription", text))


def check_same_browser(phone: PushSubscription, subscription: Subscription) -> None:
    """Refuse somebody who knows the address of another person's phone and not its keys: they would
    silence it. A browser keeps both together, and makes other ones when it is told to."""
    known, shown = f"{phone.p256dh} {phone.auth}", f"{subscription.p256dh} {subscription.auth}"
    if not compare_digest(known.encode(), shown.encode()):
        text = N_("This phone's address is known with other keys. Switch reminders on again here.")
        raise Refused(Problem("subscription_gone", "subscription", text))
