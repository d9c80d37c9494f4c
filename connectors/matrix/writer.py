"""Say something, change it, take it back, react. The homeserver takes the same transaction id only once per session.

Source: Matrix specification v1.16, Client-Server API, "Sending events to a room", "Event replacements", "Redactions",
"Annotations", "Threading", "Typing notifications", "Receipts"; read 2026-11-21.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from connectors.errors import NotFound, PermissionMissing, RecipientUnavailable, Unsupported
from connectors.http import Client
from connectors.matrix.account import API
from inbox import markup
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart, SendResult
from inbox.models import Channel, Message

HTML = "org.matrix.custom.html"
KINDS = {"image": "m.image", "video": "m.video", "audio": "m.audio"}
FORMATTED = re.compile(r"<(?!/?(p|br)\b)")  # more than paragraphs
TYPING = 20_000  # milliseconds that "is typing" is shown unless it is said again

Json = dict[str, Any]


class Writer:
    """For one batch."""

    def __init__(self, server: Client, channel: Channel) -> None:
        self._server, self._channel = server, channel

    def send(self, part: OutboundPart) -> SendResult:
        message = part.message
        content = self._file(part.attachments[0]) if part.attachments else said(part.text, html(part))
        if part.number == 0 and (related := self._related(message.parent_id)):
            content["m.relates_to"] = related
        return SendResult(external_id=self._put(message.conversation, "m.room.message", content, part.idempotency_key))

    def act(self, action: OutboundAction) -> None:
        room, event_id = action.conversation, action.external_id
        match action.kind:
            case ActionKind.EDIT:
                new = said(action.text, "")
                related = {"rel_type": "m.replace", "event_id": event_id}
                content = {**new, "body": f"* {action.text}", "m.new_content": new, "m.relates_to": related}
                self._put(room, "m.room.message", content, action.idempotency_key)
            case ActionKind.DELETE:
                self._redact(room, event_id, action.idempotency_key)
            case ActionKind.REACT:
                self._react(action)
            case ActionKind.MARK_READ:
                self._call("POST", f"{_room(room)}/receipt/m.read/{quote(event_id, safe='')}", {})
            case ActionKind.TYPING:
                me = quote(self._channel.address, safe="")
                self._call("PUT", f"{_room(room)}/typing/{me}", {"typing": True, "timeout": TYPING})
            case _:
                raise Unsupported(f"Matrix has no {action.kind.value}.")

    def _react(self, action: OutboundAction) -> None:
        """One reaction of ours at a time: what was there is taken back first."""
        room, event_id = action.conversation, action.external_id
        path = f"/_matrix/client/v1/rooms/{quote(room, safe='')}/relations/{quote(event_id, safe='')}/m.annotation"
        for number, event in enumerate(self._server.call("GET", path).json().get("chunk") or []):
            mine = event.get("sender") == self._channel.address and event.get("type") == "m.reaction"
            if mine and (event["content"].get("m.relates_to") or {}).get("key") == action.emoji:
                return
            if mine:
                self._redact(room, event["event_id"], f"{action.idempotency_key}-{number}")
        if action.emoji:
            related = {"rel_type": "m.annotation", "event_id": event_id, "key": action.emoji}
            self._put(room, "m.reaction", {"m.relates_to": related}, action.idempotency_key)

    def _related(self, parent_id: str) -> Json:
        """An answer names what it answers, and stays in its thread."""
        if not parent_id:
            return {}
        parent = Message.objects.filter(channel=self._channel, external_id=parent_id).only("extra").first()
        thread = str(parent.extra.get("thread") or "") if parent else ""
        related: Json = {"m.in_reply_to": {"event_id": parent_id}}
        if thread:
            related |= {"rel_type": "m.thread", "event_id": thread, "is_falling_back": False}
        return related

    def _put(self, room: str, kind: str, content: Json, key: str) -> str:
        answer = self._call("PUT", f"{_room(room)}/send/{kind}/{quote(key, safe='')}", content)
        return str(answer["event_id"])

    def _redact(self, room: str, event_id: str, key: str) -> None:
        self._call("PUT", f"{_room(room)}/redact/{quote(event_id, safe='')}/{quote(key, safe='')}", {})

    def _call(self, method: str, path: str, content: Json) -> Json:
        """What is forbidden in a room is no fault of the channel: we left it, or may not speak there."""
        try:
            done: Json = self._server.call(method, path, json=content, repeatable=True).json()
        except (PermissionMissing, NotFound) as error:
            raise RecipientUnavailable(f"The room does not take it: {error}", reason="gone", code=error.code) from None
        return done

    def _file(self, file: OutboundAttachment) -> Json:
        uploaded = self._server.call(
            "POST",
            "/_matrix/media/v3/upload",
            params={"filename": file.filename},
            content=file.content,
            headers={"Content-Type": file.content_type},
            repeatable=True,
            timeout=60.0,
        ).json()
        return {
            "msgtype": KINDS.get(file.content_type.partition("/")[0], "m.file"),
            "body": file.filename,
            "filename": file.filename,
            "url": uploaded["content_uri"],
            "info": {"mimetype": file.content_type, "size": len(file.content)},
        }


def said(text: str, formatted: str) -> Json:
    content = {"msgtype": "m.text", "body": text}
    return content | {"format": HTML, "formatted_body": formatted} if formatted else content


def html(part: OutboundPart) -> str:
    """The agent's formatting, where the text leaves whole and has any."""
    whole = part.text.strip() == part.message.body_text.strip()
    cleaned = markup.clean(part.message.body_html) if whole else ""
    return cleaned if FORMATTED.search(cleaned) else ""


def _room(room: str) -> str:
    return f"{API}/rooms/{quote(room, safe='')}"
