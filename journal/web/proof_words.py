"""What became of a reminder, in plain words: who was told when, or why nobody was."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.records.reminders import About
from journal.reminders.ends import End
from journal.reminders.proof import Proof, Try
from journal.web.medicine_names import Names
from journal.words import clock_text, moment_text

SERVICES = {
    "fcm.googleapis.com": "Google",
    "push.services.mozilla.com": "Mozilla",
    "push.apple.com": "Apple",
    "notify.windows.com": "Microsoft",
}


def matter_text(
    proof: Proof, names: Names, subjects: Mapping[uuid.UUID, str], day: datetime
) -> str:
    """What it was about, in full: the page is the family's own, no lock screen."""
    named = names.get(proof.medicine_id) if proof.medicine_id else None
    medicine = named.on(day.date()).whole if named else ""
    own = subjects.get(proof.subject_id, "") if proof.subject_id else ""
    match proof.about:
        case About.STEP:
            return _("%(medicine)s: its plan changes", medicine=medicine)
        case About.TAPER_END:
            return _("%(medicine)s: its plan comes to its end", medicine=medicine)
        case About.REVIEW:
            return _("%(medicine)s: its pause is to be looked at", medicine=medicine)
        case About.REFILL:
            return _("%(medicine)s: its supply runs low", medicine=medicine)
        case About.APPOINTMENT:
            return _("Appointment: %(what)s", what=own) if own else _("Appointment")
        case About.PREPARE:
            return _("Prepare for the infusion")
        case About.FOLLOW_UP:
            return _("After the infusion")
        case About.LABS:
            return _("Tests: %(what)s", what=own) if own else _("Tests that are wanted")
        case About.CHECK_IN:
            return _("Evening check-in")
        case About.VACCINE:
            return _("The waiting time of a vaccine ends")
        case About.SEASON:
            return _("Influenza and COVID-19 season")
    return medicine or own or _("Reminder")


def told_texts(proof: Proof, zone: ZoneInfo, *, now: datetime) -> list[str]:
    """One sentence for each phone and mailbox; what holds for all of them alone when none was
    tried."""
    said = [try_text(one, proof, zone, now=now) for one in proof.tries]
    if proof.outcome in _nobody() or not said:
        said = [whole_text(proof, zone, now=now), *said]
    if proof.noted is not None and proof.outcome != End.RECORDED:
        said.append(_noted_text(proof, zone))
    if proof.has_no_record(now=now):
        said.append(_("No record."))
    return [each for each in said if each]


def whole_text(proof: Proof, zone: ZoneInfo, *, now: datetime) -> str:
    """Why nobody was told, or that nobody could be yet; "" when the phones say all there is."""
    if proof.outcome == End.RECORDED:
        return _noted_text(proof, zone)
    if proof.outcome is None:
        return "" if proof.due_at > now else _("It is due and waits to be sent.")
    return _nobody().get(proof.outcome, "")


def _nobody() -> dict[str, str]:
    """Why nobody was told, by how the whole ended."""
    return {
        End.PLAN_CHANGED: _("Not sent: the plan had changed by then."),
        End.LATE: _(
            "Nobody was told: it was more than two hours late when the server could send again."
        ),
        End.NO_PHONE: _("Nobody was told: no phone was set up for it when it fell due."),
        End.FAILED: _("Nobody was told: no phone could be reached."),
        End.UNWANTED: _("Not sent: everybody chose not to be told."),
        End.QUIET: _("Not sent: it fell into quiet hours."),
        End.IN_HOSPITAL: _("Not sent: in hospital reminders of doses are silent."),
        End.UNREVIEWED: _(
            "Not sent: nobody had looked at this medicine since the discharge from hospital."
        ),
    }


def try_text(one: Try, proof: Proof, zone: ZoneInfo, *, now: datetime) -> str:
    """What became of it on one phone or in one mailbox, whose it is first."""
    what = _ended_text(one, proof, zone) if one.waits is None else _waits_text(one, zone, now=now)
    return _("%(who)s: %(what)s", who=_who(one), what=what)


def _who(one: Try) -> str:
    if not one.person:
        return (
            _("A mailbox no longer of this family")
            if one.by_mail
            else _("A phone no longer of this family")
        )
    if one.by_mail:
        return _("%(person)s, by e-mail", person=one.person)
    return _("%(person)s, %(phone)s", person=one.person, phone=one.phone or _("a browser"))


def _waits_text(one: Try, zone: ZoneInfo, *, now: datetime) -> str:
    if one.in_hand or one.waits is None or (one.waits <= now and not one.attempts):
        return _("it is being sent.")
    at = clock_text(max(one.waits, now), zone)
    if one.attempts:
        times = _times(one.attempts)
        return _("tried %(times)s without success, next at %(time)s.", times=times, time=at)
    if one.nudge:
        return _("is told at %(time)s unless somebody records it first.", time=at)
    return _("is told at %(time)s.", time=at)


def _ended_text(one: Try, proof: Proof, zone: ZoneInfo) -> str:
    if one.outcome == End.ACCEPTED:
        return _taken_text(one, zone)
    if one.outcome == End.RECORDED:
        return _not_needed(proof, zone)
    if one.outcome == End.FAILED:
        tried = _("tried %(times)s without success", times=_times(one.attempts))
        return f"{tried}{_answer(one)}."
    if one.outcome == End.GONE:
        return _gone_text(one)
    if one.outcome == End.CONFIG:
        return _(
            "%(service)s refused it%(answer)s: whoever runs the server looks at its settings.",
            service=_service(one),
            answer=_answer(one),
        )
    return _why_not(one)


def _why_not(one: Try) -> str:
    match one.outcome:
        case End.PLAN_CHANGED:
            return _("not sent: the plan had changed by then.")
        case End.LATE:
            return _("not sent: it was more than two hours late.")
        case End.TOO_LARGE:
            return _("%(service)s found it too long.", service=_service(one))
        case End.SIGNED_OUT:
            return _("not sent: nobody of the family was signed in there any more.")
        case End.UNWANTED:
            return _("not sent: this person chose not to be told.")
        case End.QUIET:
            return _("not sent: quiet hours.")
        case End.IN_HOSPITAL:
            return _("not sent: in hospital reminders of doses are silent.")
        case End.UNREVIEWED:
            return _("not sent: nobody had looked at this medicine since the discharge.")
    return _("not sent.")


def _taken_text(one: Try, zone: ZoneInfo) -> str:
    sent = clock_text(one.sent_at, zone) if one.sent_at else ""
    taken = _("%(service)s took it at %(time)s", service=_service(one), time=sent)
    if one.attempts > 1:
        taken = _("%(taken)s, tried %(times)s", taken=taken, times=_times(one.attempts))
    if one.by_mail:
        return f"{taken}."
    if one.shown_at is None:
        return _("%(taken)s; the phone has not said that it showed it.", taken=taken)
    shown = clock_text(one.shown_at, zone)
    return _("%(taken)s; the phone showed it at %(time)s.", taken=taken, time=shown)


def _gone_text(one: Try) -> str:
    if one.signed_out:
        return _("not sent: it was signed out there.")
    if one.turned_off:
        return _("not sent: reminders were switched off there.")
    if one.by_mail:
        return _("the address was refused%(answer)s.", answer=_answer(one))
    return _(
        "%(service)s knows this phone no more%(answer)s: switch reminders on there again.",
        service=_service(one),
        answer=_answer(one),
    )


def _answer(one: Try) -> str:
    return _(" (answer %(status)s)", status=one.status) if one.status else ""


def _times(attempts: int) -> str:
    return ngettext("%(num)s time", "%(num)s times", attempts)


def _service(one: Try) -> str:
    if one.by_mail:
        return _("The mail server")
    for ending, name in SERVICES.items():
        if one.host == ending or one.host.endswith(f".{ending}"):
            return _("%(company)s's push service", company=name)
    return _("The push service %(host)s", host=one.host) if one.host else _("The push service")


def _not_needed(proof: Proof, zone: ZoneInfo) -> str:
    if proof.noted is None:
        return _("not sent: somebody had recorded it by then.")
    by, at = proof.noted.by, _known(proof, zone)
    return _("not sent: %(by)s had recorded it, known here since %(time)s.", by=by, time=at)


def _noted_text(proof: Proof, zone: ZoneInfo) -> str:
    if proof.noted is None:
        return _("Somebody had recorded it by then.")
    by, at = proof.noted.by, _known(proof, zone)
    return _("Recorded by %(by)s, known here since %(time)s.", by=by, time=at)


def _known(proof: Proof, zone: ZoneInfo) -> str:
    """Since when the server knows of the dose: a phone without signal tells it later."""
    if proof.noted is None:
        return ""
    same = proof.noted.at.astimezone(zone).date() == proof.due_at.astimezone(zone).date()
    return clock_text(proof.noted.at, zone) if same else moment_text(proof.noted.at, zone)
