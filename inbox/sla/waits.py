"""Which words of the customer wait for an answer, and what answers them (R1 to R3, R5, R6). Reads, changes nothing.

A public comment is answered in public, or privately from that very comment; a private message is answered where it was
written. What somebody else says under the same post asks nothing of us here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from inbox.models import Message, PolicyVersion, Ticket, User

MOST = 500  # the newest words of a ticket that are looked at
PUBLIC = "public"
OUT = Message.Direction.OUTBOUND
NEVER_LEFT = ("failed", "cancelled")
NEEDED = (
    *("direction", "visibility", "automated", "author_user", "raw__received_at", "channel", "thread", "ticket"),
    *("extra", "created_at", "author_identity__contact", "author_identity__handle"),
    *("parent__thread", "parent__author_identity__contact"),
)


def said(ticket: Ticket, *, until: dt.datetime | None = None) -> list[Message]:
    """What the customer and we said to each other, in order: no notes, no machines, nothing that was taken back."""
    spoken = Message.objects.filter(ticket=ticket, automated=False, deleted_at__isnull=True)
    if until is not None:
        spoken = spoken.filter(created_at__lte=until)
    found = list(
        spoken.exclude(visibility="internal")
        .exclude(delivery__state__in=NEVER_LEFT)
        .select_related("raw", "author_identity", "parent__author_identity")
        .only(*NEEDED)
        .order_by("-created_at", "-id")[:MOST]
    )
    customers = Customers(ticket)
    return [message for message in reversed(found) if message.direction == OUT or customers.wrote(message)]


def unanswered(words: Iterable[Message], policy: PolicyVersion | None, *, after: dt.datetime | None) -> list[Message]:
    """What of ``said`` still waits, the oldest first. ``after``: before that it was decided that no reply is needed."""
    waiting: list[Message] = []
    for message in words:
        if message.direction != OUT:
            if after is None or message.created_at >= after:
                waiting.append(message)
        elif is_reply(message, policy):
            waiting = [asked for asked in waiting if not answers(message, asked, policy)]
    return waiting


def is_reply(message: Message, policy: PolicyVersion | None) -> bool:
    """Whether it is a reply to the ticket's customer that may stop a clock: by a person, or by a bot where the policy
    lets it count (R1, R2). Not to somebody else who commented under the same post."""
    if message.direction != OUT or message.automated:
        return False
    if not by_person(message) and not (policy is not None and policy.bot_counts):
        return False
    asked = message.parent.author_identity if message.parent is not None else None
    return asked is None or Customers(message.ticket).has(asked.contact_id)


def by_person(message: Message) -> bool:
    """By an agent here, or typed in the network's own app (then it came in raw); else by a bot."""
    return message.author_user_id is not None or message.raw_id is not None


def answers(reply: Message, asked: Message, policy: PolicyVersion | None) -> bool:
    """R3. Conversations are told apart where a network tells them apart; one that was merged in is answered here."""
    if asked.visibility == PUBLIC and reply.visibility != PUBLIC:
        return privately(reply, asked) and not (policy is not None and policy.public_only)
    if asked.visibility != PUBLIC and reply.visibility == PUBLIC:
        return False
    apart = None not in (reply.thread_id, asked.thread_id) and reply.channel_id == asked.channel_id
    return not apart or reply.thread_id == asked.thread_id


def privately(reply: Message, asked: Message) -> bool:
    """Whether it answers a public comment in private, sent from the comment's own conversation."""
    if not reply.extra.get("private_reply") or reply.parent is None:
        return False
    return reply.parent_id == asked.pk or (asked.thread_id is not None and reply.parent.thread_id == asked.thread_id)


def since(message: Message) -> dt.datetime:
    """When its wait began: when it was kept, not when a worker found the time for it."""
    return min(message.created_at, message.raw.received_at) if message.raw is not None else message.created_at


class Customers:
    """Whose words on this ticket are the customer's: who it was opened for, or one that was merged into it. On mail and
    forms that is whoever takes part from outside; a colleague in copy is not (R5)."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self._merged: set[int] | None = None

    def wrote(self, message: Message) -> bool:
        identity = message.author_identity
        if identity is None or identity.contact_id == self.ticket.contact_id:
            return True
        if message.thread_id is None:
            return not User.objects.filter(email__iexact=identity.handle, is_active=True).exists()
        return self.has(identity.contact_id)

    def has(self, contact_id: int) -> bool:
        if contact_id == self.ticket.contact_id:
            return True
        if self._merged is None:
            merged = Ticket.objects.filter(merged_into=self.ticket)
            self._merged = set(merged.values_list("contact_id", flat=True))
        return contact_id in self._merged


def first(words: Iterable[Message], policy: PolicyVersion | None, *, after: Message, visibility: str) -> Message | None:
    """The first reply since that one, as public as the wait was or by another way to answer it."""
    for message in words:
        later = (message.created_at, message.pk) >= (after.created_at, after.pk) and message.pk != after.pk
        fits = not visibility or (message.visibility == PUBLIC) == (visibility == PUBLIC)
        if later and is_reply(message, policy) and (fits or bool(message.extra.get("private_reply"))):
            return message
    return None
