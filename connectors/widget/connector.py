"""The chat as a connector: kept messages to events, and answers into the visitor's stream."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils import timezone

from connectors import registry
from connectors.base import Check, Send, Snippet
from connectors.errors import NotFound, Unsupported
from connectors.fields import Field
from connectors.widget import by_mail, install, kept, preview, stream
from connectors.widget.models import Visitor
from connectors.widget.settings import FIELDS, problems, read
from inbox.envelope import (
    ActionKind,
    DeliveryClass,
    InboundEvent,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Attachment, Channel, RawInbound

LONGEST = 4000
LARGEST = 25 * 2**20


class WidgetConnector:
    key = "widget"
    name = "Website chat"
    fields: tuple[Field, ...] = FIELDS
    pages = ("chat",)

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """``delivery_class`` at the top is that of mails to visitors who have left."""
        return {
            "network": kept.NETWORK,
            "delivery_class": DeliveryClass.UNSAFE.value,
            "visibilities": [Visibility.PRIVATE.value],
            "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
            "attachments": {"max_size": LARGEST, "max_total": LARGEST},
            "surfaces": {
                kept.SURFACE: {
                    "label": "Chat",
                    "work": "chat",
                    "visibility": Visibility.PRIVATE.value,
                    "delivery_class": DeliveryClass.IDEMPOTENT.value,
                    "text": {"max": LONGEST, "unit": "codepoints", "format": "plain", "split": False},
                    "attachments": {"max_count": 10, "max_size": LARGEST, "max_total": LARGEST, "with_text": True},
                    "actions": {"own": [ActionKind.EDIT.value, ActionKind.DELETE.value], "theirs": []},
                    "statuses": ["sent", "delivered", "read"],
                }
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        name = address.strip().lower()
        wrong = problems(settings, credentials)
        if not install.ADDRESS.fullmatch(name):
            wrong["address"] = "A short name for this chat: small letters, digits and hyphens, as in shop."
        if wrong:
            raise InboxError("invalid_settings", "Some settings of the chat are not usable.", fields=wrong)
        return name

    def validate(self, channel: Channel) -> list[Check]:
        """The chat needs no connection; mails to visitors who have left need one."""
        settings = read(channel)
        sites = Check(name="Sites", ok=bool(settings.origins), detail=f"Shown on: {', '.join(settings.origins)}")
        built = Check(
            name="Files",
            ok=install.is_built(),
            detail="Built." if install.is_built() else "The chat is not built. Run `make console`.",
        )
        if not settings.mail:
            return [sites, built]
        mail = by_mail.mail_channel(channel)
        checks = registry.get(mail.kind).validate(mail)
        return [sites, built, *(check for check in checks if check.name.startswith("Sending"))]

    def install(self, channel: Channel) -> list[Snippet]:
        return install.snippets(channel)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return kept.to_events(bytes(raw.body), received_at=raw.received_at)

    def front(self, channel: Channel) -> str:
        """On the customer's own site."""
        return ""

    def preview(self, channel: Channel, *, page: str, theme: str) -> str:
        return preview.html(channel, theme=theme)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        """Known before anything is shown, so that a receipt finds its message whatever happens in between."""
        if _in_chat(message):
            return _external_id(message)
        mail = by_mail.mail_channel(channel)
        return registry.get(mail.kind).own_id(mail, message)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        """Into the stream of the visitor, which commits and is pushed; notices go by mail."""
        with contextlib.ExitStack() as stack:
            by_post: list[Send] = []

            def send(part: OutboundPart) -> SendResult:
                if _in_chat(part.message):
                    return _show(channel, part)
                if part.message.to[0].network == kept.NETWORK:
                    raise Unsupported("This ticket has no chat in which the customer could read an answer.")
                if not by_post:
                    mail = by_mail.mail_channel(channel)
                    by_post.append(stack.enter_context(registry.get(mail.kind).sending(mail)))
                return by_mail.send(by_post[0], part)

            yield send

    def act(self, channel: Channel, action: OutboundAction) -> None:
        visitor = _visitor(channel, action.conversation)
        match action.kind:
            case ActionKind.EDIT if action.own:
                done = stream.edit(visitor, action.external_id, text=action.text)
            case ActionKind.DELETE if action.own:
                done = stream.take_back(visitor, action.external_id)
            case _:
                raise Unsupported(f"A chat cannot {action.kind} this message.")
        if not done:
            raise NotFound("This message does not stand in the visitor's chat.")

    def tend(self, channel: Channel) -> None:
        by_mail.mail_unread(channel)

    def forget(self, channel: Channel, *, conversations: Collection[str], external_ids: Collection[str]) -> None:
        stream.forget(channel, conversations, external_ids)


def _in_chat(message: OutboundMessage) -> bool:
    return message.surface == kept.SURFACE


def _external_id(message: OutboundMessage) -> str:
    return f"{message.conversation}:{message.idempotency_key}"


def _visitor(channel: Channel, conversation: str) -> Visitor:
    found = Visitor.objects.filter(channel=channel, key=conversation).first() if conversation else None
    if found is None:
        raise NotFound("This conversation does not exist any more.")
    return found


def _show(channel: Channel, part: OutboundPart) -> SendResult:
    message = part.message
    visitor = _visitor(channel, message.conversation)
    files = Attachment.objects.filter(message=message.message_id).order_by("id")
    stream.say(
        visitor,
        _external_id(message),
        own=False,
        text=part.text,
        at=timezone.now(),
        author=install.shown_name(message.sender_name, channel, read(channel).agents),
        files=[{"token": file.token, "name": file.filename, "size": file.size} for file in files],
    )
    return SendResult(external_id=_external_id(message))


connector = WidgetConnector()
