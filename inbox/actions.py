"""What agents do to messages that stand on a network: edit, delete, hide, like, react.

Committed first, then carried out. An Action row is the wish, the work and the audit in one. What it changes here
(``changes``) is changed when the network has done it, and not before. Carrying one out twice is harmless, so a lost one
is simply tried again.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from inbox import changes, disclosure, events, limits, markup, parts
from inbox.envelope import (
    ActionKind,
    Address,
    DeletedBy,
    MessageEdited,
    MessageHidden,
    OutboundAction,
    Reaction,
    SendError,
    TemporaryFailure,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Action, Channel, Message, User

ACT = "connectors.tasks.act_due"
LIGHT = (ActionKind.MARK_READ, ActionKind.TYPING)  # told in passing (``courtesies``), kept nowhere
MODERATION = (ActionKind.HIDE, ActionKind.DELETE)
LEASE = dt.timedelta(seconds=120)
GIVE_UP = dt.timedelta(hours=6)
State = Action.State


def request(
    message_id: int, kind: str, *, actor: User, text: str = "", emoji: str = "", reason: str = "", reveal: bool = False
) -> Action:
    """Ask for it; it is done a moment later. A reason is required to hide or delete what somebody else said.

    New words in public are checked as a new reply's are: 409 ``personal_data``, unless they may be known (``reveal``).
    """
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("channel", "ticket", "thread", "delivery")
            .get(pk=message_id)
        )
        wish = _allowed(message, kind, actor)
        own = _is_own(message)
        if wish in MODERATION and not own and not reason.strip():
            raise InboxError("invalid", _("Say why; it is kept for the record."), fields={"reason": _("Required.")})
        if wish is ActionKind.EDIT:
            text = markup.to_text(markup.clean(text)) if "<" in text else text.strip()
            if not text:
                raise InboxError("empty", _("There is nothing in it."), fields={"text": _("Write something.")})
            limits.check_text(text, limits.of(message.channel, message.surface))
            if message.visibility == Visibility.PUBLIC and not reveal:
                disclosure.check(text, message.ticket)
        if message.actions.filter(kind=wish.value, state__in=(State.QUEUED, State.DOING)).exists():
            raise InboxError("already_doing", _("That is being done already."), 409)
        now = timezone.now()
        action = Action.objects.create(
            message=message,
            kind=wish.value,
            text=text if wish is ActionKind.EDIT else "",
            emoji=emoji if wish is ActionKind.REACT else "",
            reason=reason.strip(),
            actor=actor,
            idempotency_key=uuid.uuid4(),
            next_attempt_at=now,
        )
        _tell(action)
        events.nudge(ACT, queue="delivery")
    return action


def due_channels() -> list[int]:
    now = timezone.now()
    rows = Action.objects.filter(state=State.QUEUED, next_attempt_at__lte=now, message__channel__active=True)
    rows = rows.filter(message__channel__paused_at=None)
    return list(rows.order_by().values_list("message__channel_id", flat=True).distinct())


def claim(channel_id: int) -> Action | None:
    """Take one due action for one attempt, oldest first: an edit and a deletion of one message keep their order."""
    now = timezone.now()
    with transaction.atomic():
        rows = Action.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
            "message__channel", "message__ticket", "message__thread", "actor"
        )
        action = (
            rows.filter(state=State.QUEUED, next_attempt_at__lte=now, message__channel_id=channel_id)
            .filter(message__channel__paused_at=None)
            .order_by("pk")
            .first()
        )
        if action is not None:
            action.state, action.attempt, action.lease_until = State.DOING, action.attempt + 1, now + LEASE
            action.save(update_fields=("state", "attempt", "lease_until"))
    return action


def compose(action: Action) -> list[OutboundAction]:
    """What the connector is to do: once, or for each part of a reply that left in several."""
    message = action.message
    ids = [message.external_id or ""]
    if action.kind == ActionKind.DELETE and _is_own(message) and (taken := _parts(message)):
        ids = taken
    return [
        OutboundAction(
            kind=ActionKind(action.kind),
            surface=message.surface,
            conversation=message.thread.key if message.thread is not None else "",
            external_id=external_id,
            own=_is_own(message),
            text=action.text,
            emoji=action.emoji,
            idempotency_key=str(action.idempotency_key),
        )
        for external_id in ids
    ]


def settle(action: Action, error: SendError | None) -> bool:
    """Write down what the attempt came to, and change the message when it was done. False: somebody took over."""
    now = timezone.now()
    with transaction.atomic():
        row = (
            Action.objects.select_for_update(of=("self",)).select_related("message__ticket", "actor").get(pk=action.pk)
        )
        if row.state != State.DOING or row.attempt != action.attempt:
            return False
        row.lease_until = None
        row.error_code, row.error = (error.code[:60], error.detail[:500]) if error is not None else ("", "")
        if isinstance(error, TemporaryFailure) and now - row.created_at < GIVE_UP:
            row.state = State.QUEUED
            pause = error.retry_after or random.uniform(0.5, 1.0) * min(10.0 * 2.0**row.attempt, 900.0)
            row.next_attempt_at = now + dt.timedelta(seconds=pause)
            row.save()
            return True
        row.state = State.DONE if error is None else State.FAILED
        row.settled_at = now
        row.save()
        if error is None:
            _change(row, now)
        _tell(row)
    return True


def sweep(now: dt.datetime) -> int:
    """Those whose process died are due again."""
    lost = Action.objects.filter(state=State.DOING, lease_until__lt=now)
    return lost.update(state=State.QUEUED, lease_until=None, next_attempt_at=now)


def possible(message: Message) -> list[str]:
    """What can be done to this message on its network, as data of its surface."""
    if message.deleted_at is not None or not message.external_id or message.direction == Message.Direction.INTERNAL:
        return []
    if message.surface not in limits.surfaces(message.channel):
        return []
    declared = limits.of(message.channel, message.surface).get("actions", {})
    kinds = [kind for kind in declared.get("own" if _is_own(message) else "theirs", ()) if kind not in LIGHT]
    hidden = message.hidden_at is not None
    wrong = ActionKind.HIDE if hidden else ActionKind.UNHIDE
    split = parts.total(message) > 1
    return [kind for kind in kinds if kind != wrong and not (split and kind == ActionKind.EDIT)]


def _allowed(message: Message, kind: str, actor: User) -> ActionKind:
    if kind not in possible(message):
        raise InboxError("unsupported", _("That cannot be done to this message on its network."), 409)
    theirs_alone = kind in (ActionKind.EDIT, ActionKind.DELETE) and message.author_user_id not in (None, actor.pk)
    if theirs_alone and not actor.sees_everything:
        raise InboxError("not_yours", _("Only who wrote it, or a supervisor, can change or delete it."), 403)
    return ActionKind(kind)


def _is_own(message: Message) -> bool:
    return message.direction == Message.Direction.OUTBOUND


def _parts(message: Message) -> list[str]:
    delivery = getattr(message, "delivery", None)
    return [] if delivery is None else list(parts.taken(delivery).values())


def _change(action: Action, at: dt.datetime) -> None:
    message, actor = action.message, action.actor
    match ActionKind(action.kind):
        case ActionKind.EDIT:
            new = MessageEdited(
                external_id=message.external_id or "",
                at=at,
                body_text=action.text,
                body_html="".join(f"<p>{escape(line)}</p>" for line in action.text.splitlines() if line.strip()),
            )
            changes.edit(message.pk, new, actor=actor)
        case ActionKind.DELETE:
            changes.delete(message.pk, by=DeletedBy.US, at=at, actor=actor, reason=action.reason)
        case ActionKind.HIDE | ActionKind.UNHIDE as kind:
            hidden = MessageHidden(external_id=message.external_id or "", at=at, hidden=kind is ActionKind.HIDE)
            changes.hide(message.pk, hidden, actor=actor, reason=action.reason)
        case ActionKind.LIKE | ActionKind.UNLIKE | ActionKind.REACT as kind:
            emoji = action.emoji if kind is ActionKind.REACT else "like"
            added = kind is ActionKind.LIKE or (kind is ActionKind.REACT and bool(emoji))
            changes.react(message.pk, _reaction(message, emoji, added, at), actor=actor)


def _reaction(message: Message, emoji: str, added: bool, at: dt.datetime) -> Reaction:
    channel = Channel.objects.get(pk=message.channel_id)
    us = Address(
        network=str(channel.capabilities.get("network", channel.kind)),
        handle=channel.address,
        name=channel.brand or channel.name,
    )
    return Reaction(external_id=message.external_id or "", sender=us, emoji=emoji, at=at, added=added)


def _tell(action: Action) -> None:
    message = action.message
    data = {"action_id": action.pk, "kind": action.kind, "state": action.state}
    data |= {name: value for name, value in (("reason", action.reason), ("error", action.error)) if value}
    events.record("action.changed", ticket=message.ticket, message=message, actor=action.actor, data=data)
