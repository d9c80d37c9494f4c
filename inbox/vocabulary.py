"""What the values of fixed choices are called. Codes travel; these are for what the server says."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Clock, Delivery, Message, Ticket

NAMES: dict[type[TextChoices], dict[str, str]] = {
    Ticket.Status: {
        "open": gettext_noop("Open"),
        "waiting_customer": gettext_noop("Waiting for customer"),
        "on_hold": gettext_noop("On hold"),
        "solved": gettext_noop("Solved"),
        "closed": gettext_noop("Closed"),
        "spam": gettext_noop("Spam"),
    },
    Ticket.Priority: {
        "low": gettext_noop("Low"),
        "normal": gettext_noop("Normal"),
        "high": gettext_noop("High"),
        "urgent": gettext_noop("Urgent"),
    },
    Ticket.Outcome: {"": gettext_noop("None"), "community": gettext_noop("Answered by the community")},
    Ticket.Work: {"chat": gettext_noop("Chat"), "mail": gettext_noop("Mail"), "comment": gettext_noop("Comment")},
    Message.Direction: {
        "inbound": gettext_noop("From the customer"),
        "outbound": gettext_noop("From us"),
        "internal": gettext_noop("Among colleagues"),
    },
    Delivery.State: {
        "queued": gettext_noop("Queued"),
        "sending": gettext_noop("Being sent"),
        "sent": gettext_noop("Sent"),
        "delivered": gettext_noop("Delivered"),
        "read": gettext_noop("Read"),
        "failed": gettext_noop("Failed"),
        "unknown": gettext_noop("In doubt"),
        "cancelled": gettext_noop("Cancelled"),
    },
    Clock.Metric: {
        "first_reply": gettext_noop("First reply"),
        "next_reply": gettext_noop("Next reply"),
        "update": gettext_noop("Update"),
        "resolution": gettext_noop("Resolution"),
    },
}
VISIBILITIES = {
    "public": gettext_noop("Public"),
    "private": gettext_noop("Private"),
    "internal": gettext_noop("Internal note"),
}


def names(of: type[TextChoices]) -> dict[str, str]:
    """Of every value, in the language that is spoken."""
    return {value: _(name) for value, name in NAMES[of].items()}
