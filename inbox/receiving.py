"""The second half of the inbound story: what the kept bytes say becomes messages, changes and news.

``settle`` applies what the connector made of one raw row, in one transaction. ``receive`` is the ten-minute tour of the
product: person, ticket, message, files, event, promise.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from inbox import (
    attachments,
    changes,
    contacts,
    conversations,
    early,
    echoes,
    events,
    ingest,
    languages,
    media,
    posts,
    threads,
    tickets,
)
from inbox.envelope import (
    ChannelChanged,
    DeliveryReceipt,
    IdentityChanged,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostChanged,
    Reaction,
    ReadUpTo,
    Unparsed,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Channel, Event, Identity, Message, RawInbound
from inbox.sla import clocks, waits
from inbox.threads import Place

DEADLOCK = "40P01"
STARTS = 4
State = RawInbound.State
# What a message may change on its ticket; a save of all would write every index anew.
CHANGED = (
    "status",
    "outcome",
    "snoozed_until",
    "solved_at",
    "preview",
    "message_count",
    "last_message_at",
    "last_message_id",
    "last_inbound_id",
    "last_customer_at",
    "due_at",
    "language",
    "version",
)


def settle(raw: RawInbound, parsed: Sequence[InboundEvent]) -> list[Message]:
    """Apply everything that one raw row says, or nothing of it; the row is done in the same transaction.

    Returns the messages that are new. Two workers that bring the same message at once meet at the unique key: the
    second starts over and finds it there. So does a batch of changes that crossed another one.
    """
    for _ in range(STARTS):
        try:
            return _settle(raw, parsed)
        except (IntegrityError, OperationalError) as error:
            crossed = getattr(error.__cause__, "sqlstate", "") == DEADLOCK
            if not crossed and "one_message_per_external_id" not in str(error):
                raise
    return _settle(raw, parsed)


def receive(raw: RawInbound, message: InboundMessage) -> Message | None:
    """One message, from person to promise; None if it is here already. In ``settle``'s transaction."""
    channel = raw.channel
    if message.own and echoes.confirm(channel, message):
        return None
    external_id = _identity_of(channel, message)
    if external_id is None:
        return None
    identity = _who(message)
    place = _where(channel, message, identity)
    if place is None:
        return None
    ticket, new = place.ticket, place.is_new
    row = Message.objects.create(
        ticket=ticket,
        channel=channel,
        direction=Message.Direction.OUTBOUND if message.own else Message.Direction.INBOUND,
        visibility=message.visibility,
        author_identity=None if message.own else identity,
        author_name=_name(channel, message, identity)[:200],
        external_id=external_id,
        fingerprint=message.fingerprint,
        raw=raw,
        thread=place.thread,
        surface=message.surface,
        parent=conversations.said(channel, message.parent_id),
        parent_external_id=message.parent_id,
        url=message.url[:1000],
        network_version=message.version[:200],
        subject=message.subject[:500],
        body_text=message.body_text,
        body_html=message.body_html,
        reply_text=message.reply_text,
        recipients={
            kind: [{"network": a.network, "handle": a.handle, "name": a.name} for a in found]
            for kind, found in (("to", message.to), ("cc", message.cc), ("reply_to", message.reply_to))
        },
        automated=message.automated,
        extra={**message.extra, "joined_by": place.how.value},
        # A sender's clock may be wrong; what has not been received cannot have been written later than now.
        sent_at=min(message.sent_at, timezone.now()),
        hidden_at=timezone.now() if message.hidden else None,
    )
    attachments.keep(row, message.attachments)
    media.wait_for(row, message.media)
    if place.thread is not None:
        conversations.joined(place.thread, row)
    tickets.add_message(ticket, row)
    told = events.record(
        "ticket.created" if new else "message.created", ticket=ticket, message=row, data={"how": place.how.value}
    )
    if not message.automated:
        _promise(place, row, told, language=message.language)
    ticket.version += 0 if new else 1
    ticket.save(update_fields=CHANGED)
    if place.thread is not None and early.apply(row, external_id):
        row.refresh_from_db()
    return row


def _who(message: InboundMessage) -> Identity | None:
    """The person it is from, or whom our own private word went to; nobody for what we said in public."""
    if message.own and message.visibility == Visibility.PUBLIC:
        return None
    return contacts.match(
        message.sender, verified=message.sender_verified, also=message.also, unknown=bool(message.conversation)
    )


def _where(channel: Channel, message: InboundMessage, identity: Identity | None) -> Place | None:
    """A network says what belongs together; mail and forms have to prove it. None: our own word to nobody."""
    if message.conversation:
        post = posts.note(channel, message.post, at=message.sent_at) if message.post is not None else None
        return conversations.place(channel, message, identity, post=post)
    return None if identity is None else threads.find_or_open(channel, message, identity)


def _promise(place: Place, row: Message, told: Event, *, language: str) -> None:
    """What it does to status and clocks: the customer opens and waits, our word answers, a bystander and a colleague in
    copy do neither."""
    ticket = place.ticket
    if row.direction == Message.Direction.OUTBOUND:
        if place.is_new:
            clocks.start(ticket, row, event=told)
        else:
            clocks.agent_replied(ticket, row)
    elif place.is_new or waits.Customers(ticket).wrote(row):
        ticket.last_customer_at = row.sent_at
        languages.hear(ticket, row, given=language)
        if place.is_new:
            clocks.start(ticket, row, event=told)
        else:
            tickets.customer_wrote(ticket, row)


def _name(channel: Channel, message: InboundMessage, identity: Identity | None) -> str:
    if message.own or identity is None:
        return channel.brand or channel.name
    return message.sender.name or identity.contact.name or identity.handle


def _identity_of(channel: Channel, message: InboundMessage) -> str | None:
    """The external id to store it under; None for a message that is already here.

    On a network the id decides, whatever the text: a changed one comes as an edit. Two different mails that claim one
    id (a broken or a lying client) are both kept: the later one under an id that carries its fingerprint.
    """
    external_id = message.external_id[:900]
    apart = f"{external_id}#{message.fingerprint[:16]}"
    known = dict(
        Message.objects.filter(channel=channel, external_id__in=(external_id, apart)).values_list(
            "external_id", "fingerprint"
        )
    )
    if not known:
        return external_id
    if message.conversation or apart in known or known.get(external_id) in (message.fingerprint, ""):
        return None
    return apart


def _settle(raw: RawInbound, parsed: Sequence[InboundEvent]) -> list[Message]:
    new: list[Message] = []
    with transaction.atomic():
        conversations.queue_up(raw.channel, [event for event in parsed if isinstance(event, InboundMessage)])
        unreadable: list[str] = []
        known = 0
        for event in parsed:
            match event:
                case InboundMessage():
                    message = receive(raw, event)
                    known += message is None and not event.own
                    new += [message] if message is not None else []
                case MessageEdited() | MessageDeleted() | MessageHidden() | Reaction() | DeliveryReceipt():
                    early.settle(raw, event)
                case ReadUpTo():
                    changes.read_up_to(raw.channel, event)
                case IdentityChanged():
                    contacts.follow(event)
                    conversations.follow(raw.channel, event)
                case PostChanged():
                    changes.change_post(raw.channel, event)
                case ChannelChanged():
                    pass  # connectors/intake.py writes it to the channel's health
                case Unparsed():
                    unreadable.append(event.reason)
        if unreadable:
            ingest.quarantine(raw, "; ".join(unreadable))
            return new
        settled = RawInbound.objects.filter(pk=raw.pk, attempts=raw.attempts).update(
            state=State.DUPLICATE if known and not new else State.DONE,
            lease_until=None,
            settled_at=timezone.now(),
            error="",
        )
        if not settled:  # somebody else holds a later lease: what we did must not be done twice
            raise InboxError("lease_lost", f"Raw item {raw.pk} was taken over by another worker.", 409)
        if _is_spent(raw.channel, parsed, new):
            changes.forget([raw.pk])
    return new


def _is_spent(channel: Channel, parsed: Sequence[InboundEvent], new: Sequence[Message]) -> bool:
    """Whether the bytes may hold words that were taken back, or only a second copy of what a network said before."""
    if any(isinstance(each, MessageDeleted) for each in parsed):
        return True
    edited = [each.external_id for each in parsed if isinstance(each, MessageEdited)]
    copies = [each for each in parsed if isinstance(each, InboundMessage) and each.conversation and not each.own]
    gone = Message.objects.filter(channel=channel, external_id__in=edited, deleted_at__isnull=False)
    return (bool(copies) and not new) or (bool(edited) and gone.exists())
