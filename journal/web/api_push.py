"""What phones tell the server about push: subscriptions, receipts, and the buttons."""

import uuid
from typing import Annotated

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema

from journal.clock import now
from journal.entries import Result
from journal.records.columns import uuid7
from journal.reminders.actions import StaleAction, given, snooze
from journal.reminders.badge import due_count
from journal.reminders.phones import receipt, subscribe, unsubscribe
from journal.reminders.recorded import not_on_this_phone
from journal.reminders.subscriptions import read_subscription
from journal.web.changes import now_stands, why_not
from journal.web.errors import answer
from journal.web.extensions import database, sender, writing
from journal.web.json_body import read_body
from journal.web.language import said
from journal.web.own_phone import phone_here
from journal.web.signed_in import require_person, this_session
from journal.web.sync_body import validated

bp = Blueprint("api_push", __name__, url_prefix="/api/v1")
bp.before_request(require_person)


class Subscribed(BaseModel):
    """The browser's own PushSubscription as JSON."""

    model_config = ConfigDict(strict=True, extra="ignore", title="Subscription")

    endpoint: str = Field(max_length=4096)
    expiration_time: float | int | None = Field(default=None, alias="expirationTime")
    keys: dict[str, str]


class Ended(BaseModel):
    """Which subscription ends."""

    model_config = ConfigDict(strict=True, extra="forbid", title="SubscriptionEnd")

    endpoint: str


class Shown(BaseModel):
    """A notification that a phone has shown. The occurrence may be that of a test."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Receipt")

    occurrence: str = Field(max_length=60)
    # ISO 8601 with its zone, of which "date-time" is only a part.
    shown_at: Annotated[AwareDatetime, WithJsonSchema({"type": "string"})]


class Tapped(BaseModel):
    """A tap on a notification's button; its ids make two deliveries of one tap one dose."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Tap")

    change: uuid.UUID | None = None
    entry: uuid.UUID | None = None


@bp.post("/push/subscriptions")
def subscribed() -> ResponseReturnValue:
    """Keep this browser's subscription, or note that it still has it."""
    body = read_body()
    validated(Subscribed, body)
    # Looks up the host's name, so it comes before the transaction.
    subscription = read_subscription(body, sender().permitted)
    label = phone_here()
    # Whoever was signed in here before belongs to another household, perhaps: their phone ends.
    with database().for_all.transaction() as session:
        phone = subscribe(
            session,
            g.account_id,
            subscription,
            session_id=this_session(),
            label=label,
            now=now(),
        )
    return jsonify(id=str(phone.id), state=phone.state.value), 201


@bp.delete("/push/subscriptions")
def unsubscribed() -> ResponseReturnValue:
    """End this browser's subscription."""
    ended = validated(Ended, read_body())
    with writing() as (session, actor):
        unsubscribe(session, actor.account_id, ended.endpoint)
    return "", 204


@bp.post("/push/receipts")
def shown() -> ResponseReturnValue:
    """Note that this phone has shown a notification."""
    what = validated(Shown, read_body())
    session_id = this_session()
    if session_id is not None:
        with writing() as (session, actor):
            receipt(
                session,
                actor.account_id,
                session_id=session_id,
                occurrence_id=_as_uuid(what.occurrence),
                shown_at=what.shown_at,
                now=now(),
            )
    return "", 204


def _as_uuid(text: str) -> uuid.UUID | None:
    """Which occurrence it was; None for a test, whose tag is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@bp.post("/occurrences/<uuid:occurrence_id>/given")
def tapped_given(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """The button Given: 409 when somebody should look first, and nothing is written."""
    tap = validated(Tapped, read_body())
    moment = now()
    with writing() as (session, actor):
        change_id = tap.change or uuid7(moment)
        outcome = given(session, actor, occurrence_id, change_id, now=moment, entry_id=tap.entry)
        stands = now_stands(session, outcome, change_id)
        not_on_this_phone(session, occurrence_id, this_session())
        due = due_count(session, actor.account_id, now=moment)
    if not stands:
        why = outcome.warnings[0] if outcome.result is Result.ASKED else why_not(outcome)
        return answer(409, code=why.code, message=said(why))
    return jsonify(status=outcome.result.value, revision=outcome.revision, due=due)


@bp.post("/occurrences/<uuid:occurrence_id>/snooze")
def tapped_snooze(occurrence_id: uuid.UUID) -> ResponseReturnValue:
    """The button Snooze: this person's phones ring once more in half an hour."""
    validated(Tapped, read_body())
    with writing() as (session, actor):
        snoozed = snooze(session, actor, occurrence_id, now=now())
    return jsonify(until=snoozed.until.isoformat(), phones=snoozed.phones)


@bp.errorhandler(StaleAction)
def stale(error: StaleAction) -> ResponseReturnValue:
    """Too old, or the plan has changed: nothing was written."""
    return answer(409, code="stale_action", message=said(error.problems[0]))
