"""Every call we make of the Bot API has the fields and types of its specification, and every error its meaning.

The specification is generated from Telegram's own page (PaulSonOfLars/telegram-bot-api-spec, Bot API 10.1); it is
turned into JSON Schema here. The peer only records: how Telegram really behaves it cannot show.
"""

from __future__ import annotations

import email
import json
import re
from typing import Any

import jsonschema
import pytest

from connectors import registry, views
from connectors.errors import (
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    RecipientUnavailable,
    Refused,
)
from connectors.telegram import updates
from connectors.telegram.account import webhook_secret
from connectors.telegram.connector import TelegramConnector
from inbox.envelope import (
    ActionKind,
    Address,
    MediaRef,
    OutboundAction,
    OutboundAttachment,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.models import Channel, Cursor, RawInbound
from tests.connectors.telegram import bots
from tests.connectors.telegram.bots import PRIVATE, TOKEN, message, update
from tests.office import Office
from tests.servers.answers import Answers, Asked, Reply
from tests.servers.prism import document

SPEC = "telegram-bot-api.json"
SIMPLE = {"Integer": "integer", "String": "string", "Boolean": "boolean", "Float": "number"}
OK = Reply(json={"ok": True, "result": True})
SENT = Reply(json={"ok": True, "result": {"message_id": 77, "chat": PRIVATE, "date": 1}})


@pytest.fixture
def connector(peer: Answers, monkeypatch: pytest.MonkeyPatch) -> TelegramConnector:
    made = registry.get("telegram")
    assert isinstance(made, TelegramConnector)
    monkeypatch.setattr(made, "api", peer.url)
    return made


@pytest.fixture
def channel(shop: Office) -> Channel:
    return bots.channel(shop.support)


def path(method: str) -> str:
    return f"/bot{TOKEN}/{method}"


def part(text: str = "", conversation: str = "42", *, number: int = 0, parent: str = "", **more: Any) -> OutboundPart:
    message = OutboundMessage(
        message_id=1, ticket_id=1, ticket_ref="1", reply_token="", idempotency_key="k", subject="", body_text=text,
        body_html="", sender_name="Owner", to=(Address(network="telegram", handle="42"),), surface="dm",
        conversation=conversation, parent_id=parent,
    )  # fmt: skip
    return OutboundPart(number=number, message=message, idempotency_key="k", text=text, **more)


def send(connector: TelegramConnector, channel: Channel, wanted: OutboundPart) -> SendResult:
    with connector.sending(channel) as sending:
        return sending(wanted)


def act(connector: TelegramConnector, channel: Channel, kind: ActionKind, **more: Any) -> None:
    values = {"surface": "dm", "conversation": "42", "external_id": "42:7"} | more
    connector.act(channel, OutboundAction(kind=kind, **values))


def schema(kinds: list[str], types: dict[str, Any]) -> dict[str, Any]:
    def of(kind: str) -> dict[str, Any]:
        if kind.startswith("Array of "):
            return {"type": "array", "items": of(kind.removeprefix("Array of "))}
        if kind in SIMPLE:
            return {"type": SIMPLE[kind]}
        found = types[kind]
        if "subtypes" in found:
            return {"anyOf": [of(one) for one in found["subtypes"]]}
        return shape(found.get("fields", []), types)

    return {"anyOf": [of(kind) for kind in kinds]}


def shape(fields: list[dict[str, Any]], types: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field["name"]: schema(field["types"], types) for field in fields},
        "required": [field["name"] for field in fields if field["required"]],
        "additionalProperties": False,
    }


def check(asked: Asked) -> dict[str, Any]:
    """The arguments of a call, which the specification allows; what was uploaded is a string there."""
    spec = json.loads(document(SPEC).read_text())
    method = asked.path.rpartition("/")[2]
    arguments = arguments_of(asked)
    known = {name: found for name, found in spec["types"].items() if name != "InputFile"}
    known["InputFile"] = {"subtypes": ["String"]}
    wanted = spec["methods"][method].get("fields", [])
    used = [field for field in wanted if field["name"] in arguments or field["required"]]
    jsonschema.validate(arguments, shape(used, known))
    return arguments


def arguments_of(asked: Asked) -> dict[str, Any]:
    kind = asked.headers["content-type"]
    if kind.startswith("application/json"):
        found: dict[str, Any] = asked.json
        return found
    whole = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body)
    found = {}
    for piece in whole.get_payload():
        assert not isinstance(piece, str)
        name = str(piece.get_param("name", header="content-disposition"))
        raw = piece.get_payload(decode=True)
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
        uploaded = piece.get_filename()
        numeric = not uploaded and re.fullmatch(r"-?\d+|\{.*\}|\[.*\]", text)
        found[name] = json.loads(text) if numeric else text
    return found


def test_a_text_is_sent_into_its_chat(connector: TelegramConnector, channel: Channel, peer: Answers) -> None:
    peer.on("POST", path("sendMessage"), SENT)
    assert send(connector, channel, part("Hello", parent="42:5")).external_id == "42:77"
    arguments = check(peer.asked[0])
    assert arguments["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert (arguments["chat_id"], arguments["text"]) == (42, "Hello")


def test_a_topic_and_a_business_chat_are_found_again(
    connector: TelegramConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", path("sendMessage"), SENT)
    assert send(connector, channel, part("Hello", "-100123/5")).external_id == "-100123:77"
    assert send(connector, channel, part("Hello", "42~bc-1", parent="42:5")).external_id == "42~bc-1:77"
    topic, business = (check(asked) for asked in peer.asked)
    assert (topic["chat_id"], topic["message_thread_id"]) == (-100123, 5)
    assert business["business_connection_id"] == "bc-1"
    assert "reply_parameters" not in business  # the same number in the bot's own chat is another message


@pytest.mark.parametrize(
    ("content_type", "size", "method", "field"),
    [
        ("image/png", 10, "sendPhoto", "photo"),
        ("image/png", 11 * 2**20, "sendDocument", "document"),
        ("video/mp4", 10, "sendVideo", "video"),
        ("audio/mpeg", 10, "sendAudio", "audio"),
        ("application/pdf", 10, "sendDocument", "document"),
    ],
)
def test_a_file_is_uploaded_as_what_it_is(
    connector: TelegramConnector,
    channel: Channel,
    peer: Answers,
    content_type: str,
    size: int,
    method: str,
    field: str,
) -> None:
    peer.on("POST", path(method), SENT)
    file = OutboundAttachment(filename="kettle", content_type=content_type, content=b"x" * size)
    send(connector, channel, part(attachments=(file,)))
    assert check(peer.asked[0])[field] == "x" * size


def test_a_group_that_became_a_supergroup_is_followed(
    connector: TelegramConnector, channel: Channel, peer: Answers
) -> None:
    moved = {"ok": False, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat"}
    peer.on(
        "POST",
        path("sendMessage"),
        Reply(status=400, json=moved | {"parameters": {"migrate_to_chat_id": -100999}}),
        SENT,
    )
    result = send(connector, channel, part("Hello", "-55", parent="-55:3"))
    assert (result.external_id, result.conversation) == ("-100999:77", "-100999")
    assert [check(asked)["chat_id"] for asked in peer.asked] == [-55, -100999]


def test_what_can_be_done_to_messages(connector: TelegramConnector, channel: Channel, peer: Answers) -> None:
    for method in (
        "editMessageText",
        "deleteMessage",
        "setMessageReaction",
        "sendChatAction",
        "deleteBusinessMessages",
    ):
        peer.on("POST", path(method), OK)
    act(connector, channel, ActionKind.EDIT, text="Better", own=True)
    act(connector, channel, ActionKind.DELETE, own=True)
    act(connector, channel, ActionKind.REACT, emoji="👍")
    act(connector, channel, ActionKind.REACT)
    act(connector, channel, ActionKind.TYPING, external_id="")
    act(connector, channel, ActionKind.DELETE, own=True, external_id="42~bc-1:7")
    found = [check(asked) for asked in peer.asked]
    assert found[0] == {"chat_id": 42, "message_id": 7, "text": "Better"}
    assert [one["reaction"] for one in found[2:4]] == [[{"type": "emoji", "emoji": "👍"}], []]
    assert found[5] == {"business_connection_id": "bc-1", "message_ids": [7]}


def test_doing_it_twice_is_harmless(connector: TelegramConnector, channel: Channel, peer: Answers) -> None:
    same = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: message is not modified",
    }
    gone = {"ok": False, "error_code": 400, "description": "Bad Request: message to delete not found"}
    peer.on("POST", path("editMessageText"), Reply(status=400, json=same))
    peer.on("POST", path("deleteMessage"), Reply(status=400, json=gone))
    act(connector, channel, ActionKind.EDIT, text="Same")
    act(connector, channel, ActionKind.DELETE)


def test_the_words_below_a_file_are_its_caption(connector: TelegramConnector, channel: Channel, peer: Answers) -> None:
    none = {"ok": False, "error_code": 400, "description": "Bad Request: there is no text in the message to edit"}
    peer.on("POST", path("editMessageText"), Reply(status=400, json=none))
    peer.on("POST", path("editMessageCaption"), OK)
    act(connector, channel, ActionKind.EDIT, text="Better")
    assert check(peer.asked[-1])["caption"] == "Better"


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (401, "Unauthorized", AuthRevoked),
        (404, "Not Found", AuthRevoked),
        (403, "Forbidden: bot was blocked by the user", RecipientUnavailable),
        (403, "Forbidden: user is deactivated", RecipientUnavailable),
        (403, "Forbidden: bot was kicked from the supergroup chat", RecipientUnavailable),
        (400, "Bad Request: chat not found", RecipientUnavailable),
        (400, "Bad Request: message to edit not found", NotFound),
        (400, "Bad Request: not enough rights to send text messages to the chat", PermissionMissing),
        (400, "Bad Request: message is too long", InvalidContent),
        (409, "Conflict: terminated by other getUpdates request", Refused),
    ],
)
def test_an_error_is_understood(
    connector: TelegramConnector,
    channel: Channel,
    peer: Answers,
    status: int,
    description: str,
    kind: type[ConnectorError],
) -> None:
    said = {"ok": False, "error_code": status, "description": description}
    peer.on("POST", path("sendMessage"), Reply(status=status, json=said))
    with pytest.raises(kind):
        send(connector, channel, part("Hello"))


def test_telegram_says_how_long_to_wait(connector: TelegramConnector, channel: Channel, peer: Answers) -> None:
    said = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 17}}
    peer.on("POST", path("sendMessage"), Reply(status=429, json=said))
    with pytest.raises(RateLimited) as error:
        send(connector, channel, part("Hello"))
    assert error.value.retry_after == 17


def test_updates_are_confirmed_only_after_they_were_kept(
    connector: TelegramConnector, channel: Channel, peer: Answers
) -> None:
    channel.settings["receive"] = "polling"
    two = [update(message=message(1, text="One")), update(message=message(2, text="Two")) | {"update_id": 901}]
    peer.on("POST", path("getUpdates"), Reply(json={"ok": True, "result": two}), Reply(json={"ok": True, "result": []}))
    assert connector.poll(channel) == 2
    assert RawInbound.objects.filter(channel=channel).count() == 2
    assert Cursor.objects.get(channel=channel, stream=updates.STREAM).value == {"offset": 902}
    assert connector.poll(channel) == 0
    assert [check(asked)["offset"] for asked in peer.asked] == [0, 902]


def test_a_webhook_in_the_way_of_fetching_is_taken_down(
    connector: TelegramConnector, channel: Channel, peer: Answers
) -> None:
    words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
    taken = Reply(status=409, json={"ok": False, "error_code": 409, "description": words})
    peer.on("POST", path("getUpdates"), taken, Reply(json={"ok": True, "result": []}))
    peer.on("POST", path("deleteWebhook"), OK)
    connector.poll(channel)
    assert [asked.path.rpartition("/")[2] for asked in peer.asked] == ["getUpdates", "deleteWebhook", "getUpdates"]


def test_the_webhook_is_set_with_its_secret_and_looked_after(
    connector: TelegramConnector, channel: Channel, peer: Answers
) -> None:
    url = views.url(channel)
    peer.on("POST", path("setWebhook"), OK)
    peer.on("POST", path("getMe"), Reply(json={"ok": True, "result": bots.BOT}))
    peer.on("POST", path("getWebhookInfo"), Reply(json={"ok": True, "result": {"url": url, "pending_update_count": 3}}))
    connector.subscribe(channel, url)
    arguments = check(peer.asked[0])
    assert (arguments["url"], arguments["secret_token"]) == (url, webhook_secret(channel))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", arguments["secret_token"])  # what Telegram takes
    first = connector.health(channel)
    assert (first.ok, first.subscribed) == (True, False)  # nobody knows yet with which secret
    channel.facts = dict(first.facts)
    assert connector.health(channel).subscribed is True
    channel.credentials = {"bot_token": f"{TOKEN}x"}
    peer.on("POST", f"/bot{TOKEN}x/getMe", Reply(json={"ok": True, "result": bots.BOT}))
    peer.on("POST", f"/bot{TOKEN}x/getWebhookInfo", Reply(json={"ok": True, "result": {"url": url}}))
    assert connector.health(channel).subscribed is False
    assert [row.ok for row in connector.validate(channel)] == [True]


def test_a_file_is_fetched_by_its_place(connector: TelegramConnector, channel: Channel, peer: Answers) -> None:
    place = {"file_id": "F", "file_unique_id": "U", "file_path": "photos/file_1.jpg"}
    peer.on("POST", path("getFile"), Reply(json={"ok": True, "result": place}))
    peer.on("GET", f"/file/bot{TOKEN}/photos/file_1.jpg", Reply(body=b"jpeg", headers={"Content-Type": "image/jpeg"}))
    got = connector.download(channel, MediaRef(ref="F"))
    assert (got.content, got.content_type) == (b"jpeg", "image/jpeg")
    check(peer.asked[0])
