"""Answer by direct message, react and mark as read.

Source: lexicons chat.bsky.convo.sendMessage, getConvoForMembers, updateRead, addReaction; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.bluesky import facets
from connectors.bluesky.account import NETWORK
from connectors.bluesky.session import Session
from connectors.errors import InvalidContent, Unsupported
from inbox.envelope import ActionKind, OutboundAction, OutboundPart, SendResult

Json = dict[str, Any]


def send(session: Session, part: OutboundPart, resolve: Callable[[str], str]) -> SendResult:
    message = part.message
    convo = message.conversation
    if not convo:
        people = [one.handle for one in message.to if one.network == NETWORK]
        if not people:
            raise InvalidContent("It is not known whom to write to.", field="to")
        found = session.get("chat.bsky.convo.getConvoForMembers", chat=True, members=people[:1])
        convo = str(found["convo"]["id"])
    said: Json = {"text": part.text}
    if found := facets.find(part.text, resolve):
        said["facets"] = found
    made = session.post("chat.bsky.convo.sendMessage", {"convoId": convo, "message": said}, chat=True)
    return SendResult(external_id=f"{convo}/{made['id']}", conversation=convo)


def act(session: Session, action: OutboundAction) -> None:
    convo, _, message_id = action.external_id.partition("/")
    body: Json = {"convoId": convo or action.conversation, "messageId": message_id}
    match action.kind:
        case ActionKind.MARK_READ:
            session.post("chat.bsky.convo.updateRead", body, chat=True, repeatable=True)
        case ActionKind.REACT if action.emoji:
            more = body | {"value": action.emoji}
            session.post("chat.bsky.convo.addReaction", more, chat=True, repeatable=True)
        case _:
            raise Unsupported(f"Direct messages of Bluesky have no {action.kind.value}.")
