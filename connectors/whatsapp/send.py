"""Calls that write: messages, files, reactions, read marks.

Source: developers.facebook.com/documentation/business-messaging/whatsapp/reference (2026) and Meta's OpenAPI
description v23, which demands ``recipient_type`` where the pages call it optional.
"""

from __future__ import annotations

from typing import Any

from connectors.errors import Unsupported
from connectors.graph.client import Graph, dig
from connectors.whatsapp import people, templates
from connectors.whatsapp.statuses import MARK
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart, SendResult
from inbox.models import Channel

TEXT = 4096
CAPTION = 1024
MB = 2**20
# What WhatsApp shows as what it is, and how large it may be; everything else, and what is larger, goes as a document.
KINDS: dict[str, tuple[str, int]] = {
    "image/jpeg": ("image", 5 * MB),
    "image/png": ("image", 5 * MB),
    "video/mp4": ("video", 16 * MB),
    "video/3gpp": ("video", 16 * MB),
    "audio/aac": ("audio", 16 * MB),
    "audio/amr": ("audio", 16 * MB),
    "audio/mpeg": ("audio", 16 * MB),
    "audio/mp4": ("audio", 16 * MB),
    "audio/ogg": ("audio", 16 * MB),
}
DOCUMENT = 100 * MB
ID = ("messages", 0, "id")


def kind(file: OutboundAttachment) -> str:
    """image, video, audio or document."""
    name, most = KINDS.get(file.content_type, ("document", 0))
    return name if len(file.content) <= most else "document"


def captioned(file: OutboundAttachment, text: str) -> bool:
    """Whether the text can go with the file in one message."""
    return kind(file) != "audio" and len(text) <= CAPTION


def send(graph: Graph, channel: Channel, part: OutboundPart) -> SendResult:
    """One message. A file is uploaded first, which nobody sees and may be done twice."""
    message = part.message
    body = _to(message.conversation) | {"biz_opaque_callback_data": f"{MARK}{part.idempotency_key}"}
    if part.number == 0 and message.parent_id:
        body["context"] = {"message_id": message.parent_id}
    if message.template is not None:
        content = {"type": "template", "template": templates.payload(message.template, _known(channel))}
    elif part.attachments:
        content = _file(graph, channel, part.attachments[0], part.text)
    else:
        content = {"type": "text", "text": {"body": part.text, "preview_url": True}}
    answer = graph.send(f"{channel.address}/messages", body | content, *ID)
    return SendResult(external_id=dig(answer, *ID))


def act(graph: Graph, channel: Channel, action: OutboundAction) -> None:
    path = f"{channel.address}/messages"
    match action.kind:
        case ActionKind.REACT:
            reaction = {"message_id": action.external_id, "emoji": action.emoji}
            graph.post(path, _to(action.conversation) | {"type": "reaction", "reaction": reaction})
        case ActionKind.MARK_READ | ActionKind.TYPING if action.external_id:
            read: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read"}
            read["message_id"] = action.external_id
            if action.kind is ActionKind.TYPING:
                read["typing_indicator"] = {"type": "text"}
            graph.post(path, read)
        case _:
            raise Unsupported(f"WhatsApp lets no business {action.kind.value.replace('_', ' ')} there.")


def _to(conversation: str) -> dict[str, Any]:
    """A phone number goes into ``to``, a user id into ``recipient``, a group's id into ``to`` again."""
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if conversation.startswith("+"):
        return body | {"to": conversation}
    if people.SCOPED.fullmatch(conversation):
        return body | {"recipient": conversation}
    return body | {"recipient_type": "group", "to": conversation}


def _file(graph: Graph, channel: Channel, file: OutboundAttachment, text: str) -> dict[str, Any]:
    form = {"messaging_product": "whatsapp", "type": file.content_type}
    uploaded = graph.upload(f"{channel.address}/media", form, "file", (file.filename, file.content, file.content_type))
    name = kind(file)
    media = {"id": dig(uploaded, "id")}
    if text:
        media["caption"] = text
    if name == "document":
        media["filename"] = file.filename
    return {"type": name, name: media}


def _known(channel: Channel) -> list[dict[str, Any]]:
    return list(channel.facts.get("templates") or ())
