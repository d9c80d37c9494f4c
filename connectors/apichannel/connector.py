"""The API channel: what the rest of the product calls."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors import health, signatures, signed_calls
from connectors.apichannel import items, webhook
from connectors.apichannel.settings import FIELDS, LONGEST_FILES, problems
from connectors.base import Accept, Check, Download, HookRequest, Reject, Send, Verdict
from connectors.errors import AuthRevoked, ConnectorError
from connectors.http import Client, fetch
from inbox.envelope import (
    ActionKind,
    DeliveryClass,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
    Unparsed,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

ACTIONS = {
    ActionKind.EDIT: "message.edited",
    ActionKind.DELETE: "message.deleted",
    ActionKind.REACT: "reaction",
    ActionKind.MARK_READ: "read",
    ActionKind.TYPING: "typing",
}


class ApiConnector:
    key = "apichannel"
    name = "API"
    fields = FIELDS
    retry_status = 503

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        hours = settings.get("window_hours", 0)
        return {
            "network": "api",
            "delivery_class": DeliveryClass.IDEMPOTENT.value,
            "retry_hours": 72,
            "visibilities": [Visibility.PRIVATE.value],
            "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
            "surfaces": {
                items.SURFACE: {
                    "label": "Conversation",
                    "visibility": Visibility.PRIVATE.value,
                    "text": {"max": settings.get("max_length", 10_000), "unit": "codepoints", "format": "plain"},
                    "attachments": {"max_count": 10, "max_size": LONGEST_FILES, "max_total": LONGEST_FILES},
                    **({"window": {"hours": hours, "escapes": []}} if hours else {}),
                    "actions": {"own": ["edit", "delete"], "theirs": ["react", "mark_read", "typing"]},
                    "statuses": ["sent", "delivered", "read"],
                    "quoted_reply": True,
                }
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        name, wrong = problems(address, settings, credentials)
        if wrong:
            raise InboxError("invalid_settings", "Some settings of the channel are not usable.", fields=wrong)
        return name

    def validate(self, channel: Channel) -> list[Check]:
        """Calls the program with an event of type ``test``."""
        name = "Calling your program"
        if not channel.settings["url"]:
            return [Check(name=name, ok=True, detail="No address is set: messages come in, answers cannot leave.")]
        try:
            with _client(channel) as client:
                now = timezone.now()
                test = {"channel": channel.address}
                webhook.call(client, _key(channel), f"test_{now.timestamp():.0f}", "test", test, now=now)
        except ConnectorError as error:
            return [Check(name=name, ok=False, detail=health.redacted(str(error), channel.credentials))]
        return [Check(name=name, ok=True, detail="It took a call of type test.")]

    # -- inbound

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """``Authorization: Bearer <token>``; then the whole call is read, so that mistakes are told at once (422)."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        tokens = [channel.credentials.get(name, "") for name in ("token", "token_before")]
        if not any(signatures.same(token, given) for token in tokens if token):
            return Reject(reason="The token is missing or wrong.", status=401)
        if request.method != "POST":
            return Reject(reason="Use POST.", status=405)
        try:
            for number, item in enumerate(items.split(request.body)):
                items.read(item, place=f"items[{number}]", network=_network(channel), now=now)
        except items.Mistake as mistake:
            return Reject(reason=str(mistake), status=422)
        return Accept(answer=b'{"accepted": true}\n', content_type="application/json")

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        network, now = _network(raw.channel), raw.received_at
        try:
            listed = items.split(bytes(raw.body))
        except items.Mistake as mistake:
            return [Unparsed(reason=str(mistake))]
        return [_event(item, number, network, now) for number, item in enumerate(listed)]

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        return fetch(ref.ref, max_bytes=LONGEST_FILES)

    # -- outbound

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return f"msg_{message.idempotency_key}"

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        """Whatever keeps us from calling is told by the first message that wants to leave."""
        with contextlib.ExitStack() as stack:
            opened: list[Client] = []

            def send(part: OutboundPart) -> SendResult:
                client = opened[0] if opened else stack.enter_context(_client(channel, priority=True))
                opened[:] = [client]
                webhook_id = self.own_id(channel, part.message)
                with _remembering_gone(channel):
                    webhook.call(
                        client, _key(channel), webhook_id, "message", _data(webhook_id, part), now=timezone.now()
                    )
                return SendResult(external_id=webhook_id)

            yield send

    def act(self, channel: Channel, action: OutboundAction) -> None:
        data = {
            "id": action.external_id,
            "conversation": action.conversation,
            "text": action.text,
            "emoji": action.emoji,
        }
        webhook_id = f"act_{action.idempotency_key or f'{action.kind}_{timezone.now().timestamp()}'}"
        kind = ACTIONS[action.kind]
        with _client(channel, priority=True) as client, _remembering_gone(channel):
            given = {name: value for name, value in data.items() if value}
            webhook.call(client, _key(channel), webhook_id, kind, given, now=timezone.now())


def _event(item: Any, number: int, network: str, now: dt.datetime) -> InboundEvent:
    try:
        return items.read(item, place=f"items[{number}]", network=network, now=now)
    except items.Mistake as mistake:
        return Unparsed(reason=str(mistake))


def _network(channel: Channel) -> str:
    return f"api:{channel.address}"


def _key(channel: Channel) -> bytes:
    return signed_calls.key_of(channel.credentials["signing_secret"])


def _client(channel: Channel, *, priority: bool = False) -> Client:
    """Raises AuthRevoked while no address is set, or when the one that is set wants no more calls."""
    url = channel.settings["url"]
    if not url:
        raise AuthRevoked("No address of your program is set, so answers cannot leave.")
    if channel.credentials.get("_gone") == url:
        raise AuthRevoked("Your program answered 410: it wants no more calls. Change its address to start again.")
    bucket = f"apichannel:{channel.pk}"
    return Client(url, timeout=webhook.TIMEOUT, bucket=bucket, priority=priority, understand=webhook.understand)


@contextlib.contextmanager
def _remembering_gone(channel: Channel) -> Iterator[None]:
    """After a 410 the address is not called again until somebody changes it."""
    try:
        yield
    except AuthRevoked as error:
        if error.code == "gone":
            with transaction.atomic():
                row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
                row.credentials = {**row.credentials, "_gone": channel.settings["url"]}
                row.save(update_fields=("credentials",))
        raise


def _data(webhook_id: str, part: OutboundPart) -> dict[str, Any]:
    message = part.message
    files = [
        {
            "filename": file.filename,
            "content_type": file.content_type,
            "content": base64.b64encode(file.content).decode("ascii"),
        }
        for file in message.attachments
    ]
    return {
        "id": webhook_id,
        "conversation": message.conversation,
        "to": [{"id": person.handle, "name": person.name} for person in message.to],
        "text": message.body_text,
        "html": message.body_html,
        "reply_to": message.parent_id or message.in_reply_to,
        "ticket": message.ticket_ref,
        "from": message.sender_name,
        "automated": message.automated,
        "attachments": files,
    }


connector = ApiConnector()
