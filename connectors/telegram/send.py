"""Messages and actions of ours, as calls of the Bot API.

source: https://core.telegram.org/bots/api#available-methods (Bot API 10.1), read 2026-11-22.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from connectors.errors import InvalidContent, NotFound, Unsupported
from connectors.http import Client
from connectors.telegram import bot, places
from connectors.telegram.errors import Moved
from connectors.telegram.places import Place
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart, SendResult

MAX_PHOTO = 10 * 1024 * 1024
# What Telegram shows in place; everything else goes as a document.
METHODS = {
    "image/jpeg": ("sendPhoto", "photo"),
    "image/png": ("sendPhoto", "photo"),
    "video/mp4": ("sendVideo", "video"),
    "audio/mpeg": ("sendAudio", "audio"),
    "audio/mp4": ("sendAudio", "audio"),
}
DOCUMENT = ("sendDocument", "document")


def send(http: Client, part: OutboundPart) -> SendResult:
    """A group that became a supergroup meanwhile is followed to its new chat."""
    place = places.read(part.message.conversation)
    try:
        return _sent(http, part, place)
    except Moved as moved:
        new = dataclasses.replace(place, chat=str(moved.chat))
        return dataclasses.replace(_sent(http, part, new), conversation=new.conversation)


def _sent(http: Client, part: OutboundPart, place: Place) -> SendResult:
    arguments = place.arguments() | _quoted(part, place)
    if part.attachments:
        result = _file(http, part.attachments[0], part.text, arguments)
    else:
        result = bot.ask(http, "sendMessage", arguments | {"text": part.text})
    return SendResult(external_id=place.message(int(result["message_id"])))


def _quoted(part: OutboundPart, place: Place) -> dict[str, Any]:
    """Only the first part quotes. That the message is gone, or was in the chat before it moved, is no obstacle."""
    if part.number or not part.message.parent_id:
        return {}
    try:
        there, message_id = places.read_message(part.message.parent_id)
    except ValueError:
        return {}
    if (there.chat, there.connection) != (place.chat, place.connection):
        return {}
    return {"reply_parameters": {"message_id": message_id, "allow_sending_without_reply": True}}


def _file(http: Client, file: OutboundAttachment, caption: str, arguments: dict[str, Any]) -> dict[str, Any]:
    method, field = METHODS.get(file.content_type, DOCUMENT)
    if method == "sendPhoto" and len(file.content) > MAX_PHOTO:
        method, field = DOCUMENT
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
    if caption:
        form["caption"] = caption
    files = {field: (file.filename or "file", file.content, file.content_type)}
    result: dict[str, Any] = http.call("POST", method, form=form, files=files, timeout=60.0).json()["result"]
    return result


def act(http: Client, action: OutboundAction) -> None:
    if action.kind is ActionKind.TYPING:
        where = places.read(action.conversation).arguments()
        bot.ask(http, "sendChatAction", where | {"action": "typing"}, repeatable=True)
        return
    place, message_id = places.read_message(action.external_id)
    where = place.arguments() | {"message_id": message_id}
    match action.kind:
        case ActionKind.EDIT:
            _edit(http, where | {"text": action.text})
        case ActionKind.DELETE if place.connection:
            only = {"business_connection_id": place.connection, "message_ids": [message_id]}
            bot.ask(http, "deleteBusinessMessages", only, repeatable=True)
        case ActionKind.DELETE:
            _delete(http, where)
        case ActionKind.REACT:
            where.pop("business_connection_id", None)
            reaction = [{"type": "emoji", "emoji": action.emoji}] if action.emoji else []
            bot.ask(http, "setMessageReaction", where | {"reaction": reaction}, repeatable=True)
        case _:
            raise Unsupported("Telegram has no such thing for bots.")


def _edit(http: Client, arguments: dict[str, Any]) -> None:
    """Done twice it says "not modified", which is what we wanted. Below a file, the words are its caption."""
    try:
        bot.ask(http, "editMessageText", arguments, repeatable=True)
    except InvalidContent as error:
        if "no text in the message" in str(error):
            arguments["caption"] = arguments.pop("text")
            bot.ask(http, "editMessageCaption", arguments, repeatable=True)
        elif "not modified" not in str(error):
            raise


def _delete(http: Client, arguments: dict[str, Any]) -> None:
    """Gone already is gone."""
    try:
        bot.ask(http, "deleteMessage", arguments, repeatable=True)
    except NotFound:
        return
