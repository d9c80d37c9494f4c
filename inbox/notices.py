"""Mails that the machine sends on a ticket: a confirmation, a link that was asked for.

They go out like replies and stand in the history, but they answer nothing: no clock stops, no status changes, nobody
is held up by them, and the customer's own words never travel in one.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.html import urlize

from inbox import brands, events, tickets
from inbox.envelope import Address
from inbox.models import AutomaticMessage, Delivery, Message


def send(ticket_id: int, *, to: Address, subject: str, body_text: str) -> Message:
    """Write it and queue it for now. Locks the ticket."""
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        now = timezone.now()
        recipients = {"to": [{"network": to.network, "handle": to.handle, "name": to.name}], "cc": [], "bcc": []}
        message = Message.objects.create(
            ticket=ticket,
            channel=ticket.channel,
            direction=Message.Direction.OUTBOUND,
            visibility="private",
            author_name=brands.name_of(ticket.channel)[:200],
            subject=subject[:500],
            body_text=body_text,
            body_html=urlize(body_text, autoescape=True).replace("\n", "<br>"),
            reply_text=body_text,
            recipients=recipients,
            automated=True,
            sent_at=now,
        )
        Delivery.objects.create(
            message=message,
            channel=ticket.channel,
            recipients=recipients,
            idempotency_key=uuid.uuid4(),
            next_attempt_at=now,
        )
        AutomaticMessage.objects.create(network=to.network, handle=to.handle, message=message, at=now)
        ticket.message_count += 1
        ticket.last_message_id = message.pk
        ticket.version += 1
        ticket.save()
        events.record("message.created", ticket=ticket, message=message)
        events.nudge("connectors.tasks.deliver_due", queue="delivery")
    return message
