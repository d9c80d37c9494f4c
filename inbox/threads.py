"""Choose the ticket a mail or a form belongs to, or open one. Takes the ticket's row lock.

On networks it is the conversation that decides: ``conversations.py``. A mail joins a ticket only by proof: our reply
token, an id that we minted and signed, or a reference to a stored message by somebody who already takes part. A subject
or a number proves nothing. Anything else opens a ticket, linked as "maybe related" where a reference pointed somewhere.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from django.db.models import Q
from django.utils import timezone

from inbox import custom, limits
from inbox.envelope import InboundMessage
from inbox.models import Channel, Identity, Message, Organisation, Thread, Ticket


class How(enum.StrEnum):
    TOKEN = "token"  # noqa: S105 (a word, no secret)
    OWN_ID = "own_id"
    REFERENCE = "reference"
    NEW = "new"
    FOLLOW_UP = "follow_up"
    THREAD = "thread"  # the network's own conversation
    CASE = "case"  # the private half of a public case, or the reverse


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs: the ticket, row-locked, why it is the one, and the thread on its network."""

    ticket: Ticket
    how: How
    thread: Thread | None = None

    @property
    def is_new(self) -> bool:
        return self.how in (How.NEW, How.FOLLOW_UP)


def find_or_open(channel: Channel, message: InboundMessage, identity: Identity) -> Place:
    """The ticket, row-locked, and why it is the one. Inside the caller's transaction.

    A solved ticket is joined while it may still reopen; later, and for a closed one, a new ticket follows it.
    """
    found, how = _proven(message)
    stranger_to: Ticket | None = None
    if found is None and message.thread.references:
        found = _referenced(channel, message)
        how = How.REFERENCE
        if found is not None and not _takes_part(found, identity):
            stranger_to, found = found, None
    if found is None:
        return Place(open_ticket(channel, message, identity, maybe_related=stranger_to), How.NEW)
    ticket = lock_survivor(found.pk)
    if is_over(ticket):
        return Place(open_ticket(channel, message, identity, follows=ticket), How.FOLLOW_UP)
    return Place(ticket, how)


def lock_survivor(ticket_id: int) -> Ticket:
    """Lock a ticket, or the one that it was merged into (and so on)."""
    ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=ticket_id)
    while ticket.merged_into_id is not None:
        ticket = (
            Ticket.objects.select_for_update(no_key=True, of=("self",))
            .select_related("channel")
            .get(pk=ticket.merged_into_id)
        )
    return ticket


def _proven(message: InboundMessage) -> tuple[Ticket | None, How]:
    if message.thread.tokens:
        by_token = Ticket.objects.filter(reply_token__in=message.thread.tokens).first()
        if by_token is not None:
            return by_token, How.TOKEN
    if message.thread.own_ids:
        ours = (
            Message.objects.select_related("ticket")
            .filter(external_id__in=message.thread.own_ids, direction=Message.Direction.OUTBOUND)
            .order_by("-id")
            .first()
        )
        if ours is not None:
            return ours.ticket, How.OWN_ID
    return None, How.NEW


def _referenced(channel: Channel, message: InboundMessage) -> Ticket | None:
    """The newest message on this channel that the references name."""
    stored = (
        Message.objects.select_related("ticket")
        .filter(channel=channel, external_id__in=message.thread.references)
        .order_by("-id")
        .first()
    )
    return stored.ticket if stored else None


def _takes_part(ticket: Ticket, identity: Identity) -> bool:
    """The customer, anybody who wrote on it before, or somebody an agent wrote to."""
    if ticket.contact_id == identity.contact_id:
        return True
    handle = [{"handle": identity.handle}]
    addressed = Q(direction=Message.Direction.OUTBOUND) & (
        Q(recipients__to__contains=handle) | Q(recipients__cc__contains=handle) | Q(recipients__bcc__contains=handle)
    )
    return Message.objects.filter(Q(author_identity=identity) | addressed, ticket=ticket).exists()


def is_customer(ticket: Ticket, identity: Identity) -> bool:
    """Whether the ticket is theirs: opened for them, or joined by one that was."""
    mine = ticket.contact_id == identity.contact_id
    return mine or Ticket.objects.filter(merged_into=ticket, contact_id=identity.contact_id).exists()


def is_over(ticket: Ticket) -> bool:
    """Closed, or solved for longer than it may reopen: what comes now is a new ticket that follows it. So is what comes
    after its words were removed."""
    if ticket.status == Ticket.Status.CLOSED or ticket.removed_at is not None:
        return True
    if ticket.status != Ticket.Status.SOLVED or ticket.solved_at is None:
        return False
    ours = Organisation.objects.first() or Organisation()
    return ticket.solved_at < timezone.now() - dt.timedelta(days=ours.reopen_days)


def open_ticket(
    channel: Channel,
    message: InboundMessage,
    identity: Identity,
    *,
    follows: Ticket | None = None,
    maybe_related: Ticket | None = None,
    subject: str = "",
    status: str = Ticket.Status.OPEN,
) -> Ticket:
    """On the channel's team, for this person; ``subject`` where the message has none. What somebody begins whose
    handle was marked as spam is spam."""
    if identity.spam_at is not None and status in Ticket.UNSOLVED:
        status = Ticket.Status.SPAM
    return Ticket.objects.create(
        subject=(subject or message.subject)[:500],
        status=status,
        channel=channel,
        contact=identity.contact,
        team_id=channel.team_id,
        follows=follows,
        maybe_related=maybe_related,
        custom=custom.answered(message.custom),
        language=message.language[:20],
        work=limits.work(channel, message.surface, message.visibility),
        last_message_at=message.sent_at,
    )
