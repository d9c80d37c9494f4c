"""What a customer may see of a ticket, in their words."""

from __future__ import annotations

import dataclasses
import datetime as dt

import nh3
from django.db.models import Prefetch, QuerySet
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from inbox.models import Attachment, Delivery, Identity, Message, Ticket

TAGS = {
    "p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "a", "blockquote", "pre", "code",
    "h1", "h2", "h3", "h4", "hr",
}  # fmt: skip
SHOWN = (Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.DELIVERED, Delivery.State.READ)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One message on the page. ``body`` is safe HTML."""

    id: int
    ours: bool
    who: str
    at: dt.datetime
    when: str
    body: SafeString
    files: tuple[Attachment, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where the ticket stands: a word for its badge, what that means, and whether it is over."""

    badge: str
    meaning: str
    tone: str  # plain, ask, done
    over: bool = False
    unanswered: bool = False


def survivor(ticket: Ticket) -> Ticket | None:
    """The ticket to show: itself, or what it was merged into, unless that is somebody else's."""
    shown = ticket
    for _step in range(20):
        if shown.merged_into_id is None:
            return shown if shown.contact_id == ticket.contact_id else None
        shown = Ticket.objects.select_related("contact", "channel").get(pk=shown.merged_into_id)
    return None


def visible(ticket: Ticket) -> list[Message]:
    """Messages to and from this contact, oldest first.

    Never internal ones, never what went to somebody else, nothing an agent can still take back; what other people
    wrote on the ticket stays with the agents, because it was not said to this customer.
    """
    handles = set(Identity.objects.filter(contact_id=ticket.contact_id).values_list("handle", flat=True))
    return [message for message in _candidates(ticket) if _for_contact(message, ticket.contact_id, handles)]


def attachment(ticket: Ticket, token: str) -> Attachment | None:
    """A file of a visible message."""
    for message in visible(ticket):
        for file in message.attachments.all():
            if file.token == token:
                return Attachment.objects.select_related("blob").get(pk=file.pk)
    return None


def body(message: Message) -> SafeString:
    """Ours with its formatting, cleaned once more; theirs as text with links."""
    if message.direction == Message.Direction.OUTBOUND and message.body_html:
        cleaned = nh3.clean(
            message.body_html,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer nofollow ugc",
        )
        return mark_safe(cleaned)  # noqa: S308 - by nh3 just above
    words = (message.reply_text or message.body_text).strip()
    return mark_safe(f'<div class="plain">{urlize(words, nofollow=True, autoescape=True)}</div>')  # noqa: S308


def standing(ticket: Ticket, messages: list[Message]) -> Standing:
    answered = any(message.direction == Message.Direction.OUTBOUND for message in messages)
    match ticket.status:
        case Ticket.Status.SOLVED:
            return Standing(badge=_("Solved"), meaning=_("We consider this done."), tone="done", over=True)
        case Ticket.Status.CLOSED:
            return Standing(badge=_("Closed"), meaning=_("This request is closed."), tone="done", over=True)
        case Ticket.Status.WAITING_CUSTOMER if messages and messages[-1].direction == Message.Direction.OUTBOUND:
            return Standing(badge=_("Waiting for you"), meaning=_("We need an answer from you to go on."), tone="ask")
    if answered:
        return Standing(badge=_("In progress"), meaning=_("We are working on it."), tone="plain")
    meaning = _("We have it, and will answer by e-mail and on this page.")
    return Standing(badge=_("Received"), meaning=meaning, tone="plain", unanswered=True)


def _candidates(ticket: Ticket) -> QuerySet[Message]:
    return (
        Message.objects.filter(ticket=ticket, visibility__in=("public", "private"), deleted_at__isnull=True)
        .exclude(direction=Message.Direction.OUTBOUND, automated=True)
        .select_related("author_identity", "delivery")
        .prefetch_related(Prefetch("attachments", Attachment.objects.order_by("id")))
        .order_by("sent_at", "id")
    )


def _for_contact(message: Message, contact_id: int, handles: set[str]) -> bool:
    if message.direction == Message.Direction.INBOUND:
        return message.author_identity is not None and message.author_identity.contact_id == contact_id
    delivery = getattr(message, "delivery", None)
    if delivery is None:
        return False
    past_undo = delivery.state in SHOWN or (delivery.attempt > 0 and delivery.state != Delivery.State.CANCELLED)
    named = {address["handle"] for kind in ("to", "cc") for address in delivery.recipients.get(kind, ())}
    return past_undo and bool(named & handles)
