"""Choose the ticket of what came over a network: there ``(channel, surface, conversation)`` is one thread.

A thread points to its newest ticket. The customer of a ticket is whoever it was opened for; others who speak under the
same root join it while it is unsolved, as messages of their own, and neither start nor reopen anything. Once it is
solved their next words open a ticket of their own, so that a question under an old post is not lost; each person who
comes back finds their own ticket again.

A public comment and the private message that follows (or the other way round) are one case with two threads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from inbox import threads
from inbox.envelope import IdentityChanged, InboundMessage, Visibility
from inbox.models import Channel, Identity, Message, Part, Post, Thread, Ticket
from inbox.threads import How, Place

ONE_CASE = dt.timedelta(days=7)  # between the public and the private half of one case


def queue_up(channel: Channel, messages: Iterable[InboundMessage]) -> None:
    """Whoever brings words of the same people, conversations and posts at the same time goes one after the other.

    Batches name them in any order; without this two of them would wait for each other's rows. Until the end of the
    caller's transaction.
    """
    names = {
        name
        for message in messages
        if message.conversation
        for name in (
            f"{message.sender.network} {message.sender.handle}",
            f"{channel.pk} {message.surface} {message.conversation}",
            f"{channel.pk} {message.post.external_id}" if message.post else "",
            *(f"{also.network} {also.handle}" for also in message.also),
        )
    }
    if names:
        digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
        keys = sorted(int.from_bytes(digest, signed=True) for digest in digests)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def place(channel: Channel, message: InboundMessage, identity: Identity | None, *, post: Post | None) -> Place | None:
    """The ticket, row-locked, and its thread. ``identity`` None: our own public word, which opens nothing (None)."""
    thread = _find(channel, message)
    if thread is None:
        return None if identity is None else _begin(channel, message, identity, post=post)
    if thread.post_id is None and post is not None:
        thread.post = post
    return _go_on(thread, message, identity)


def keep(
    channel: Channel, surface: str, key: str, *, ticket: Ticket, post: Post | None = None, who: Identity | None = None
) -> Thread | None:
    """A thread for this ticket; None when the conversation has one. The unique key decides, as with identities."""
    made = Thread(channel=channel, surface=surface, key=key[:300], ticket=ticket, post=post, identity=who)
    Thread.objects.bulk_create([made], ignore_conflicts=True)
    stored = Thread.objects.get(channel=channel, surface=surface, key=key[:300])
    return stored if stored.ticket_id == ticket.pk else None


def joined(thread: Thread, message: Message) -> None:
    """Keep the thread's pointers: its newest ticket, its post, and when a person there last wrote."""
    thread.ticket_id = message.ticket_id
    if message.direction == Message.Direction.INBOUND and not message.automated:
        before = thread.last_customer_at
        thread.last_customer_at = max(before, message.sent_at) if before else message.sent_at
    thread.save(update_fields=("ticket", "post", "last_customer_at"))


def follow(channel: Channel, event: IdentityChanged) -> None:
    """Somebody's conversation goes on under their new handle, where it is named by the old one.

    Where the network names another handle than the conversation does (a number, and not the user id), it is the only
    conversation of this person that a handle of theirs names. After ``contacts.follow``.
    """
    new = event.new[0]
    if Thread.objects.filter(channel=channel, key=new.handle).exists():
        return
    people = Identity.objects.filter(network__in=(event.old.network, new.network), contact__identities__in=_any(event))
    handles = set(people.values_list("handle", flat=True)) - {new.handle}
    named = {thread.key: thread for thread in Thread.objects.filter(channel=channel, key__in=handles).order_by("pk")}
    thread = named.get(event.old.handle) or (next(iter(named.values())) if len(named) == 1 else None)
    if thread is not None:
        thread.key = new.handle
        thread.save(update_fields=("key",))


def said(channel: Channel, external_id: str) -> Message | None:
    """The message of this id, ours by one of its parts included."""
    if not external_id:
        return None
    found = Message.objects.filter(channel=channel, external_id=external_id).first()
    if found is None:
        part = Part.objects.select_related("delivery__message").filter(channel=channel, external_id=external_id).first()
        found = part.delivery.message if part else None
    return found


def adopt(message: Message, external_id: str) -> None:
    """What answers this message may have come before it."""
    orphans = Message.objects.filter(channel_id=message.channel_id, parent_external_id=external_id, parent=None)
    orphans.exclude(pk=message.pk).update(parent=message)


def _begin(channel: Channel, message: InboundMessage, identity: Identity, *, post: Post | None) -> Place:
    ticket, how = _other_half(channel, message, identity), How.CASE
    if ticket is None:
        ticket, how = _open(channel, message, identity, post=post), How.NEW
    thread = keep(channel, message.surface, message.conversation, ticket=ticket, post=post, who=identity)
    if thread is not None:
        return Place(ticket, how, thread)
    if how is How.NEW:  # another worker was first
        ticket.delete()
    return _go_on(Thread.objects.select_related("ticket").get(**_key(channel, message)), message, identity)


def _go_on(thread: Thread, message: InboundMessage, identity: Identity | None) -> Place:
    if identity is None or message.own:
        return Place(threads.lock_survivor(thread.ticket_id), How.THREAD, thread)
    theirs = _own_ticket(thread, identity)
    ticket = threads.lock_survivor(theirs or thread.ticket_id)
    stays = not threads.is_over(ticket) if theirs else ticket.status in Ticket.UNSOLVED
    if stays:
        return Place(ticket, How.THREAD, thread)
    return Place(_open(thread.channel, message, identity, post=thread.post, follows=ticket), How.FOLLOW_UP, thread)


def _own_ticket(thread: Thread, identity: Identity) -> int | None:
    """The newest ticket in this thread whose customer this person is."""
    if threads.is_customer(thread.ticket, identity):
        return thread.ticket_id
    spoken = Message.objects.filter(thread=thread).values("ticket_id")
    own = Ticket.objects.filter(contact_id=identity.contact_id, pk__in=spoken)
    return own.order_by("-pk").values_list("pk", flat=True).first()


def _other_half(channel: Channel, message: InboundMessage, identity: Identity) -> Ticket | None:
    """This person's unsolved case on the channel, begun in public if this is private, and the reverse. Row-locked."""
    recent = (
        Thread.objects.filter(
            channel=channel,
            ticket__contact_id=identity.contact_id,
            ticket__status__in=Ticket.UNSOLVED,
            last_customer_at__gte=message.sent_at - ONE_CASE,
        )
        .exclude(surface=message.surface)
        .order_by("-last_customer_at", "-pk")
    )
    public = message.visibility == Visibility.PUBLIC
    for thread in recent[:20]:
        if _is_public(channel, thread.surface) != public:
            ticket = threads.lock_survivor(thread.ticket_id)
            return ticket if ticket.status in Ticket.UNSOLVED else None
    return None


def _is_public(channel: Channel, surface: str) -> bool:
    declared = channel.capabilities.get("surfaces", {}).get(surface, {})
    return bool(declared.get("visibility") == Visibility.PUBLIC)


def _open(
    channel: Channel, message: InboundMessage, identity: Identity, *, post: Post | None, follows: Ticket | None = None
) -> Ticket:
    """Named without the customer's words, which they may take back. What we began ourselves waits for them."""
    status = Ticket.Status.WAITING_CUSTOMER if message.own else Ticket.Status.OPEN
    subject = message.subject or _subject(channel, message, identity, post)
    return threads.open_ticket(channel, message, identity, follows=follows, subject=subject, status=status)


def _subject(channel: Channel, message: InboundMessage, identity: Identity, post: Post | None) -> str:
    label = channel.capabilities.get("surfaces", {}).get(message.surface, {}).get("label", "Message")
    about = (post.title or " ".join(post.text.split())[:80]) if post is not None else ""
    name = message.sender.name or identity.contact.name or identity.handle
    return f"{label} from {name} on “{about}”" if about else f"{label} from {name}"


def _key(channel: Channel, message: InboundMessage) -> dict[str, object]:
    return {"channel": channel, "surface": message.surface, "key": message.conversation[:300]}


def _find(channel: Channel, message: InboundMessage) -> Thread | None:
    """By its key; else, in public, where that hangs which it answers: not every network names the root of a tree."""
    threads_here = Thread.objects.select_related("ticket", "post")
    found = threads_here.filter(**_key(channel, message)).first()
    if found is None and message.visibility == Visibility.PUBLIC:
        parent = said(channel, message.parent_id)
        if parent is not None and parent.surface == message.surface and parent.thread_id is not None:
            found = threads_here.get(pk=parent.thread_id)
    return found


def _any(event: IdentityChanged) -> QuerySet[Identity]:
    wanted = Q()
    for address in (event.old, *event.new):
        wanted |= Q(network=address.network, handle=address.handle)
    return Identity.objects.filter(wanted)
