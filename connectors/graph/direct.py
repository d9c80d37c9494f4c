"""Direct messages of ours on Messenger and Instagram: the Send API.

Source: developers.facebook.com/docs/messenger-platform/reference/send-api and /documentation/business-messaging/
instagram-messaging (2026). It has no key of idempotency; ``metadata`` comes back in the echo.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.errors import Unsupported, WindowClosed
from connectors.graph.client import Graph, dig
from connectors.graph.messaging import MARK
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart, SendResult

ID = ("message_id",)
KINDS = ("image", "video", "audio")


def send(
    graph: Graph, account: str, part: OutboundPart, *, human_agent: bool, upload: Mapping[str, str] | None = None
) -> SendResult:
    """One message. ``human_agent``: the account may answer within seven days instead of 24 hours, if Meta says that
    the 24 hours are over. ``upload`` are fields that the upload of a file needs besides it.

    Answering a public comment privately opens the conversation, whose key the answer brings.
    """
    message = part.message
    content: dict[str, Any] = {"metadata": f"{MARK}{part.idempotency_key}"}
    if part.attachments:
        content["attachment"] = _uploaded(graph, account, part.attachments[0], upload or {})
    else:
        content["text"] = part.text
    opens = message.private_reply_to and part.number == 0
    recipient = {"comment_id": message.private_reply_to} if opens else {"id": message.conversation}
    body: dict[str, Any] = {"recipient": recipient, "messaging_type": "RESPONSE", "message": content}
    try:
        answer = graph.send(f"{account}/messages", body, *ID)
    except WindowClosed:
        if not human_agent or opens:
            raise
        body |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        answer = graph.send(f"{account}/messages", body, *ID)
    return SendResult(external_id=dig(answer, *ID), conversation=str(answer.get("recipient_id", "")) if opens else "")


def act(graph: Graph, account: str, action: OutboundAction) -> None:
    """Doing any of these twice is harmless."""
    body: dict[str, Any] = {"recipient": {"id": action.conversation}}
    match action.kind:
        case ActionKind.MARK_READ:
            body["sender_action"] = "mark_seen"
        case ActionKind.TYPING:
            body["sender_action"] = "typing_on"
        case ActionKind.REACT if action.emoji:
            body |= {
                "sender_action": "react",
                "payload": {"message_id": action.external_id, "reaction": action.emoji},
            }
        case ActionKind.REACT:
            body |= {"sender_action": "unreact", "payload": {"message_id": action.external_id}}
        case _:
            raise Unsupported(f"Meta lets no business {action.kind.value.replace('_', ' ')} a direct message.")
    graph.post(f"{account}/messages", body)


def _uploaded(graph: Graph, account: str, file: OutboundAttachment, more: Mapping[str, str]) -> dict[str, Any]:
    """Uploaded first, which nobody sees and may be done twice; the message then names it."""
    kind = file.content_type.partition("/")[0]
    kind = kind if kind in KINDS else "file"
    form = {"message": json.dumps({"attachment": {"type": kind, "payload": {"is_reusable": False}}}), **more}
    row = (file.filename, file.content, file.content_type)
    answer = graph.upload(f"{account}/message_attachments", form, "filedata", row)
    return {"type": kind, "payload": {"attachment_id": dig(answer, "attachment_id")}}
