"""Our comments: one leaves, and one whose answer got lost is looked for.

Source: learn.microsoft.com/linkedin, "Comments API" (2026-11); the id of a new comment comes in ``x-restli-id``.
"""

from __future__ import annotations

from typing import Any

from connectors.bearer import Bearer
from connectors.errors import Ambiguous, ContractChanged
from connectors.linkedin.account import MENTION
from connectors.linkedin.calls import encoded
from connectors.linkedin.read import object_of
from inbox.envelope import OutboundMessage, OutboundPart, SendResult
from inbox.models import Channel, Message


def send(api: Bearer, page: str, part: OutboundPart) -> SendResult:
    """A reply hangs under the first comment of its thread; one to a mention is a comment on that post."""
    message = part.message
    above = _object(message)
    body: dict[str, Any] = {"actor": page, "object": above, "message": {"text": part.text}}
    if message.surface != MENTION:
        body["parentComment"] = message.conversation
    path = f"/rest/socialActions/{encoded(message.conversation)}/comments"
    answer = api.call("POST", path, json=body)
    number = answer.headers.get("x-restli-id") or ""
    if not number and answer.body:
        number = str(answer.json().get("id") or "")
    if not number:
        raise ContractChanged("LinkedIn took the comment and did not say which id it has.")
    return SendResult(external_id=number if number.startswith("urn:li:comment:") else _urn(above, number))


def find(api: Bearer, channel: Channel, part: OutboundPart) -> SendResult:
    """A comment of ours with these words that is nobody else's yet. One that is missing may still appear."""
    target = part.message.conversation
    found = api.call("GET", f"/rest/socialActions/{encoded(target)}/comments?start=0&count=100").json()
    for comment in found.get("elements") or ():
        if comment.get("actor") == channel.address and comment["message"]["text"].split() == part.text.split():
            external_id = _urn(_object(part.message), str(comment["id"]))
            if not Message.objects.filter(channel=channel, external_id=external_id).exists():
                return SendResult(external_id=external_id, detail="found by looking")
    raise Ambiguous("The comment is not to be seen on LinkedIn; it may still appear.")


def _object(message: OutboundMessage) -> str:
    return message.conversation if message.surface == MENTION else object_of(message.conversation)


def _urn(above: str, number: str) -> str:
    return f"urn:li:comment:({above},{number})"
