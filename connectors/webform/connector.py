"""The web form as a connector: kept submissions to events, and answers by way of a mail channel."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings as site
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from connectors import mailed_by, registry, speaking
from connectors.base import Check, Send, Snippet
from connectors.fields import Field
from connectors.webform import confirm, preview, private_links, uploads
from connectors.webform.settings import FIELDS, problems, read
from connectors.webform.submission import PROVEN, TYPED, to_events
from inbox import moments
from inbox.envelope import (
    DeliveryClass,
    InboundEvent,
    InboundMessage,
    OutboundMessage,
    OutboundPart,
    SendResult,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Channel, Identity, Message, RawInbound, Ticket

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
MAX_ATTACHMENTS = 25 * 1024 * 1024
ADDRESS = r"[^\s@<>,;]+@[^\s@<>,;]+"


class WebformConnector:
    key = "webform"
    name = "Web form"
    fields: tuple[Field, ...] = FIELDS
    pages = ("form", "ticket")

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "network": "email",
            "delivery_class": DeliveryClass.UNSAFE.value,
            "visibilities": [Visibility.PRIVATE.value],
            "recipients": {"editable": True, "cc": True, "bcc": True, "max": 50, "pattern": ADDRESS},
            "attachments": {"max_size": MAX_ATTACHMENTS, "max_total": MAX_ATTACHMENTS},
            "quote_history": True,
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        slug = address.strip().lower()
        wrong = {f"settings.{name}": words for name, words in problems(settings).items()}
        if not SLUG.fullmatch(slug):
            wrong["address"] = "The last part of the form's address: small letters, digits and hyphens, as in contact."
        if wrong:
            raise InboxError("invalid_settings", "Some settings of the form are not usable.", fields=wrong)
        return slug

    def validate(self, channel: Channel) -> list[Check]:
        """The form needs no connection; its answers need one."""
        form = Check(
            name="Form", ok=True, detail=f"At {site.PUBLIC_URL}{reverse('webform:form', args=[channel.address])}"
        )
        mail = _mail_channel(channel)
        checks = registry.get(mail.kind).validate(mail)
        return [form, *(check for check in checks if check.name.startswith("Sending"))]

    def tend(self, channel: Channel) -> None:
        uploads.drop_held()

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return to_events(bytes(raw.body), received_at=raw.received_at)

    def explain(self, raw: RawInbound) -> list[dict[str, Any]]:
        return [_explained(event) for event in self.parse(raw)]

    def settled(self, raw: RawInbound, messages: Sequence[Message]) -> None:
        """A new request is confirmed, and a link that was asked for is sent."""
        confirm.after(raw, messages)

    def install(self, channel: Channel) -> list[Snippet]:
        place = f"{site.PUBLIC_URL}{reverse('webform:form', args=[channel.address])}"
        frame = (
            f'<iframe src="{place}?embed=1" title="Contact us" width="100%" height="900" style="border: 0"></iframe>'
        )
        return [
            Snippet(title="The address of the form, for links on your site and in mails", language="text", text=place),
            Snippet(
                title="Or inside a page of your site, which must be in the list of sites",
                language="html",
                text=frame,
            ),
            Snippet(
                title="A link can fill fields in",
                language="text",
                text=f"{place}?subject=My%20order&email=ada@example.org",
            ),
        ]

    def front(self, channel: Channel) -> str:
        return reverse("webform:form", args=[channel.address])

    def preview(self, channel: Channel, *, page: str, theme: str) -> str:
        return preview.html(channel, page=page, theme=theme)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        mail = _mail_channel(channel)
        return registry.get(mail.kind).own_id(mail, message)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        """Through the mail channel, whose reply address brings the customer's answer back to the ticket."""
        mail = _mail_channel(channel)
        with registry.get(mail.kind).sending(mail) as send:

            def forward(part: OutboundPart) -> SendResult:
                return send(dataclasses.replace(part, message=_as_mail(part.message)))

            yield forward


def _mail_channel(channel: Channel) -> Channel:
    settings = read(channel)
    return mailed_by.sender_of(channel, reply_channel_id=settings.reply_channel_id, from_address=settings.from_address)


def _as_mail(message: OutboundMessage) -> OutboundMessage:
    """A form's message has no Message-ID to refer to; our own mails have. People's answers to the customer
    name the private page.
    """
    references = tuple(known for known in message.references if not known.startswith((TYPED, PROVEN)))
    message = dataclasses.replace(
        message,
        references=references,
        in_reply_to="" if message.in_reply_to.startswith((TYPED, PROVEN)) else message.in_reply_to,
    )
    link = "" if message.automated else _link(message)
    if not link:
        return message
    with translation.override(_language(message)):
        words = _("Your request, with everything said so far:")
    return dataclasses.replace(
        message,
        body_text=f"{message.body_text}\n\n{words}\n{link}\n",
        body_html=f'{message.body_html}<p>{words}<br><a href="{link}">{link}</a></p>' if message.body_html else "",
    )


def _link(message: OutboundMessage) -> str:
    """The mailed link of its ticket; empty when anybody else reads this mail, or there is no page."""
    ticket = Ticket.objects.filter(pk=message.ticket_id, channel__kind="webform").first()
    if ticket is None:
        return ""
    theirs = set(
        Identity.objects.filter(contact_id=ticket.contact_id, network="email").values_list("handle", flat=True)
    )
    readers = {address.handle for address in (*message.to, *message.cc, *message.bcc)}
    return private_links.url(private_links.mailed(ticket)) if readers <= theirs else ""


def _language(message: OutboundMessage) -> str:
    """The customer's, as far as it is known and we have words in it."""
    ticket = Ticket.objects.select_related("contact").filter(pk=message.ticket_id).first()
    return (speaking.nearest(moments.language_of(ticket)) if ticket else "") or speaking.FALLBACK


def _explained(event: InboundEvent) -> dict[str, Any]:
    if not isinstance(event, InboundMessage):
        return {"type": "unparsed", "reason": getattr(event, "reason", "")}
    return {
        "type": "message",
        "external_id": event.external_id,
        "from": {"name": event.sender.name, "address": event.sender.handle},
        "subject": event.subject,
        "body_text": event.body_text,
        "custom": event.custom,
        "language": event.language,
        "reply_tokens": list(event.thread.tokens),
        "attachments": [
            {"filename": file.filename, "content_type": file.content_type, "size": file.size}
            for file in event.attachments
        ],
    }


connector = WebformConnector()
