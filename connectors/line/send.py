"""One part of a reply leaves: free of charge by a reply token that is fresh, else by a push.

Source: developers.line.biz, "Messaging API reference", Send reply message (a token works once, within a minute of the
message) and Send push message (2026-11). A reply takes no retry key; a push does.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from connectors.errors import ContractChanged, RecipientUnavailable
from connectors.http import Client
from connectors.line import people
from connectors.line.calls import SentBefore, TokenSpent
from inbox.envelope import OutboundPart, SendResult
from inbox.models import Channel, Message

TOKEN_LIVES = dt.timedelta(seconds=50)
REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


def send(client: Client, channel: Channel, part: OutboundPart) -> SendResult:
    message = part.message
    to = message.conversation
    if people.blocked(channel, to):
        raise RecipientUnavailable("This person has blocked the account: LINE would not deliver it.", reason="blocked")
    newest = _newest(channel, to)
    said = [_object(channel, part, newest)]
    token = _free_token(channel, newest) if part.number == 0 else ""
    if token:
        try:
            answer = client.call("POST", REPLY, json={"replyToken": token, "messages": said}).json()
            return SendResult(external_id=_id(answer.get("sentMessages")), detail="free reply")
        except TokenSpent:
            pass
    try:
        key = {"X-Line-Retry-Key": str(uuid.UUID(part.idempotency_key))}
        answer = client.call("POST", PUSH, json={"to": to, "messages": said}, headers=key, repeatable=True).json()
        return SendResult(external_id=_id(answer.get("sentMessages")), detail="push")
    except SentBefore as before:
        return SendResult(external_id=_id(before.sent), detail="push, sent before")


def token_of(channel: Channel, external_id: str, name: str) -> str:
    """A token that came with a message of the customer's: quoteToken, markAsReadToken."""
    found = Message.objects.filter(channel=channel, external_id=external_id).values_list("extra", flat=True).first()
    return str((found or {}).get(name, ""))


def _newest(channel: Channel, conversation: str) -> Message | None:
    theirs = Message.objects.filter(
        channel=channel, thread__key=conversation, direction=Message.Direction.INBOUND, deleted_at=None
    )
    return theirs.order_by("-sent_at", "-id").first()


def _free_token(channel: Channel, newest: Message | None) -> str:
    if newest is None or not channel.settings.get("free_replies", True):
        return ""
    return str(newest.extra.get("replyToken", "")) if timezone.now() - newest.sent_at < TOKEN_LIVES else ""


def _object(channel: Channel, part: OutboundPart, newest: Message | None) -> dict[str, Any]:
    """Quotes what it answers, unless that is what was said last."""
    text: dict[str, Any] = {"type": "text", "text": part.text}
    answered = part.message.parent_id
    older = part.number == 0 and answered and (newest is None or newest.external_id != answered)
    if older and (quote := token_of(channel, answered, "quoteToken")):
        text["quoteToken"] = quote
    return text


def _id(sent: Any) -> str:
    try:
        return str(sent[0]["id"])
    except (KeyError, IndexError, TypeError):
        raise ContractChanged("LINE took the message and did not say which id it has.") from None
