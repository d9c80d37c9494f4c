"""What an endpoint is told.

``thin`` makes the part that is kept on the row: ids, states and times, nothing that anybody wrote. ``full`` adds words
and names when it is sent, for endpoints that asked for them; so what was deleted meanwhile is told to nobody, and the
log holds no customer's words.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from inbox.models import Contact, Event, Message, Ticket, User, WebhookDelivery

Json = dict[str, Any]
TEST, BY_RULE = "endpoint.test", "rule.matched"
KINDS = {
    "ticket.created": gettext_noop("A ticket is opened"),
    "ticket.changed": gettext_noop("A ticket changes: status, priority, team, assignee, labels"),
    "ticket.merged": gettext_noop("Two tickets become one"),
    "message.created": gettext_noop("Somebody writes: a customer, an agent, an automation"),
    "message.edited": gettext_noop("A message is edited"),
    "message.deleted": gettext_noop("A message is deleted"),
    "delivery.changed": gettext_noop("A reply is sent, delivered, read or refused"),
    "sla.warning": gettext_noop("A promise is about to be missed"),
    "sla.breach": gettext_noop("A promise is missed"),
    "survey.answered": gettext_noop("A customer says how it was"),
    "contact.merged": gettext_noop("Two contacts become one"),
    "channel.changed": gettext_noop("A channel's state or settings change"),
    BY_RULE: gettext_noop("A rule calls this webhook"),
}
# What of an event's own data goes along: states and ids, never words.
DETAILS = {
    "ticket.merged": ("source_id", "into_id"),
    "delivery.changed": ("state", "previous"),
    "sla.warning": ("clock_id", "metric", "visibility", "left", "at"),
    "sla.breach": ("clock_id", "metric", "visibility", "at", "cause"),
    "survey.answered": ("survey_id", "score"),
    "contact.merged": ("source_id", "into_id"),
    "channel.changed": ("channel_id", "fields", "health"),
}
WORDS = ("subject", "custom")  # changes of these hold what people wrote


def thin(event: Event, ticket: Ticket | None, message: Message | None) -> Json:
    """Of ``event``: who did it, on which ticket and message, and what changed."""
    data: Json = {"event_id": event.pk, "actor_id": event.actor_id, "channel_id": event.channel_id}
    if ticket is not None:
        data["ticket"] = of_ticket(ticket)
    if message is not None:
        data["message"] = _message(message)
    if event.kind == "ticket.changed":
        changes = event.data.get("changes", {})
        data["changes"] = {name: None if name in WORDS else change for name, change in changes.items()}
    return data | {name: event.data[name] for name in DETAILS.get(event.kind, ()) if name in event.data}


def of_ticket(ticket: Ticket) -> Json:
    """As it was when the event was read."""
    return {
        "id": ticket.pk,
        "reference": ticket.reference,
        "url": f"{settings.PUBLIC_URL}/inbox/all/{ticket.pk}",
        "status": ticket.status,
        "priority": ticket.priority,
        "channel_id": ticket.channel_id,
        "team_id": ticket.team_id,
        "assignee_id": ticket.assignee_id,
        "contact_id": ticket.contact_id,
        "labels": ticket.labels,
    }


def _message(message: Message) -> Json:
    return {
        "id": message.pk,
        "direction": message.direction,
        "visibility": message.visibility,
        "automated": message.automated,
        "surface": message.surface,
        "sent_at": message.sent_at.isoformat().replace("+00:00", "Z"),
    }


def full(row: WebhookDelivery) -> Json:
    """What is sent now. Words only where the endpoint asked for them, and of notes only where it asked for these."""
    data: Json = dict(row.payload)
    if not row.endpoint.with_content:
        return data
    if ticket := data.get("ticket"):
        subject = Ticket.objects.filter(pk=ticket["id"]).values_list("subject", flat=True).first()
        name = Contact.objects.filter(pk=ticket["contact_id"]).values_list("name", flat=True).first()
        data["ticket"] = ticket | {"subject": subject or "", "contact_name": name or ""}
    if message := data.get("message"):
        data["message"] = message | _said(message["id"], notes=row.endpoint.with_notes)
    if actor_id := data.get("actor_id"):
        data["actor_name"] = User.objects.filter(pk=actor_id).values_list("name", flat=True).first()
    return data


def _said(message_id: int, *, notes: bool) -> Json:
    """Nothing of what was deleted."""
    message = Message.objects.filter(pk=message_id, deleted_at=None).first()
    if message is None or (message.visibility == "internal" and not notes):
        return {"text": "", "author_name": ""}
    return {"text": message.reply_text or message.body_text, "author_name": message.author_name}
