"""Outbound calls against a scripted HTTP server; test_specification.py holds the same calls against Meta's own
description of the API.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from connectors import errors
from connectors.signatures import hmac_hex
from connectors.whatsapp.connector import WhatsAppConnector
from inbox.envelope import (
    ActionKind,
    MediaRef,
    OutboundAction,
    OutboundAttachment,
    OutboundMessage,
    SendResult,
    Template,
)
from inbox.models import Channel
from tests.servers.answers import Answers, Reply

SECRET, TOKEN = "app-secret-canary", "access-token-canary"
SENT = Reply(json={"messaging_product": "whatsapp", "messages": [{"id": "wamid.OUT"}]})
TEMPLATES = [
    {"name": "order_ready", "language": "de", "places": ["1", "2"], "named": False, "body": "Hallo {{1}}: {{2}}"},
    {"name": "hello", "language": "en_US", "places": ["name"], "named": True, "body": "Hi {{name}}"},
]
PNG = OutboundAttachment(filename="kettle.png", content_type="image/png", content=b"\x89PNG")
VOICE = OutboundAttachment(filename="voice.ogg", content_type="audio/ogg", content=b"OggS")


@pytest.fixture
def connector(peer: Answers) -> WhatsAppConnector:
    made = WhatsAppConnector()
    made.api = peer.url
    return made


@pytest.fixture
def channel() -> Channel:
    return Channel(
        kind="whatsapp",
        address="1065",
        settings={"waba_id": "4195", "app_id": "77"},
        credentials={"app_secret": SECRET, "access_token": TOKEN, "verify_token": "v"},
        facts={"templates": TEMPLATES},
    )


def message(text: str = "Hello", *, to: str = "+16505551234", **more: Any) -> OutboundMessage:
    return OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="T-1",
        reply_token="",
        idempotency_key=str(uuid.UUID(int=7)),
        subject="",
        body_text=text,
        body_html="",
        sender_name="Ada",
        to=(),
        surface="chat",
        conversation=to,
        **more,
    )


def send(connector: WhatsAppConnector, channel: Channel, out: OutboundMessage) -> list[SendResult]:
    with connector.sending(channel) as one:
        return [one(part) for part in connector.plan(channel, out)]


def test_a_text_goes_to_a_number_with_our_key_and_the_proof(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", "/v25.0/1065/messages", SENT)
    (result,) = send(connector, channel, message(parent_id="wamid.ASKED"))
    assert result.external_id == "wamid.OUT"
    (asked,) = peer.asked
    assert asked.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+16505551234",
        "biz_opaque_callback_data": f"janice:{uuid.UUID(int=7)}",
        "context": {"message_id": "wamid.ASKED"},
        "type": "text",
        "text": {"body": "Hello", "preview_url": True},
    }
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.query["appsecret_proof"] == hmac_hex(SECRET, TOKEN, "sha256")


@pytest.mark.parametrize(
    ("conversation", "address"),
    [
        ("US.134912", {"recipient_type": "individual", "recipient": "US.134912"}),
        ("US.ENT.11815", {"recipient_type": "individual", "recipient": "US.ENT.11815"}),
        ("Y2FwaV9ncm91cD", {"recipient_type": "group", "to": "Y2FwaV9ncm91cD"}),
    ],
)
def test_user_ids_and_groups_have_places_of_their_own(
    connector: WhatsAppConnector, channel: Channel, peer: Answers, conversation: str, address: dict[str, str]
) -> None:
    peer.on("POST", "/v25.0/1065/messages", SENT)
    send(connector, channel, message(to=conversation))
    sent = peer.asked[0].json
    assert {name: sent[name] for name in ("recipient_type", "recipient", "to") if name in sent} == address


def test_a_file_is_uploaded_and_carries_the_text_as_its_caption(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", "/v25.0/1065/media", Reply(json={"id": "media-1"}), Reply(json={"id": "media-2"}))
    peer.on("POST", "/v25.0/1065/messages", SENT)
    send(connector, channel, message("See this", attachments=(PNG, VOICE)))
    upload, first, _, second = peer.asked
    assert b"\x89PNG" in upload.body
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in upload.body
    assert b'filename="kettle.png"' in upload.body
    assert (first.json["type"], first.json["image"]) == ("image", {"id": "media-1", "caption": "See this"})
    assert (second.json["type"], second.json["audio"]) == ("audio", {"id": "media-2"})


def test_what_whatsapp_would_not_show_goes_as_a_document(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", "/v25.0/1065/media", Reply(json={"id": "m"}))
    peer.on("POST", "/v25.0/1065/messages", SENT)
    large = OutboundAttachment(filename="big.png", content_type="image/png", content=b"x" * (5 * 2**20 + 1))
    sheet = OutboundAttachment(filename="a.ods", content_type="application/vnd.oasis", content=b"PK")
    send(connector, channel, message("", attachments=(large, sheet)))
    sent = [asked.json for asked in peer.to("POST", "/v25.0/1065/messages")]
    assert [row["type"] for row in sent] == ["document", "document"]
    assert [row["document"]["filename"] for row in sent] == ["big.png", "a.ods"]


def test_a_long_text_leaves_in_parts_and_its_file_after_it(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    parts = connector.plan(channel, message("Wörter 👩‍👩‍👧 " * 500, attachments=(VOICE,)))
    assert [len(part.text) <= 4096 for part in parts] == [True] * len(parts)
    assert [bool(part.attachments) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert len({part.idempotency_key for part in parts}) == len(parts) > 2


def test_a_template_fills_its_places(connector: WhatsAppConnector, channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/v25.0/1065/messages", SENT)
    ready = Template(name="order_ready", language="de", parameters=("Ada", "Kessel"))
    named = Template(name="hello", language="en_US", parameters=("Ada",))
    send(connector, channel, message(template=ready))
    send(connector, channel, message(template=named))
    first, second = (asked.json["template"] for asked in peer.asked)
    assert first["language"] == {"policy": "deterministic", "code": "de"}
    assert [row["text"] for row in first["components"][0]["parameters"]] == ["Ada", "Kessel"]
    assert second["components"][0]["parameters"] == [{"type": "text", "text": "Ada", "parameter_name": "name"}]
    for wrong in (Template(name="order_ready", language="de"), Template(name="gone", language="de")):
        with pytest.raises(errors.InvalidContent):
            send(connector, channel, message(template=wrong))
    assert len(peer.asked) == 2


@pytest.mark.parametrize(
    ("status", "code", "subcode", "expected"),
    [
        (400, 131047, 0, errors.WindowClosed),
        (400, 131026, 0, errors.RecipientUnavailable),
        (429, 130429, 0, errors.RateLimited),
        (400, 131056, 0, errors.RateLimited),
        (400, 80007, 0, errors.RateLimited),
        (401, 190, 463, errors.AuthExpired),
        (401, 190, 460, errors.AuthRevoked),
        (403, 10, 0, errors.PermissionMissing),
        (403, 200, 0, errors.PermissionMissing),
        (400, 100, 33, errors.NotFound),
        (400, 100, 0, errors.InvalidContent),
        (400, 132001, 0, errors.InvalidContent),
        (400, 131053, 0, errors.InvalidContent),
        (400, 131051, 0, errors.Unsupported),
        (500, 131000, 0, errors.Ambiguous),
        (500, 1, 1357046, errors.Ambiguous),
    ],
)
def test_what_meta_refuses_is_refused_for_a_known_reason(
    connector: WhatsAppConnector,
    channel: Channel,
    peer: Answers,
    status: int,
    code: int,
    subcode: int,
    expected: type[errors.ConnectorError],
) -> None:
    error = {"message": "(#1) words", "type": "OAuthException", "code": code, "error_subcode": subcode}
    peer.on("POST", "/v25.0/1065/messages", Reply(status=status, json={"error": error}))
    with pytest.raises(errors.ConnectorError) as caught:
        send(connector, channel, message())
    assert type(caught.value) is expected
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("lost", [Reply(hang_up=True), Reply(cut=True, json={}), Reply(json={}), Reply(body=b"<html>")])
def test_an_answer_that_says_nothing_is_never_repeated(
    connector: WhatsAppConnector, channel: Channel, peer: Answers, lost: Reply
) -> None:
    peer.on("POST", "/v25.0/1065/messages", lost)
    with pytest.raises(errors.Ambiguous):
        send(connector, channel, message())
    assert len(peer.asked) == 1


def test_reading_typing_and_reacting(connector: WhatsAppConnector, channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/v25.0/1065/messages", Reply(json={"success": True}))
    where: dict[str, Any] = {"surface": "chat", "conversation": "+1650", "external_id": "wamid.IN"}
    connector.act(channel, OutboundAction(kind=ActionKind.MARK_READ, **where))
    connector.act(channel, OutboundAction(kind=ActionKind.TYPING, **where))
    connector.act(channel, OutboundAction(kind=ActionKind.REACT, emoji="👍", **where))
    read, typing, reaction = (asked.json for asked in peer.asked)
    assert read == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN"}
    assert typing["typing_indicator"] == {"type": "text"}
    assert reaction["reaction"] == {"message_id": "wamid.IN", "emoji": "👍"}
    with pytest.raises(errors.Unsupported):
        connector.act(channel, OutboundAction(kind=ActionKind.DELETE, **where))


def test_a_file_is_fetched_in_two_steps_with_the_token(
    connector: WhatsAppConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("GET", "/v25.0/555", Reply(json={"url": f"{peer.url}/file", "mime_type": "audio/ogg; codecs=opus"}))
    peer.on("GET", "/file", Reply(body=b"OggS"))
    file = connector.download(channel, MediaRef(ref="555", filename=""))
    assert (file.content, file.content_type) == (b"OggS", "audio/ogg")
    assert [asked.headers["authorization"] for asked in peer.asked] == [f"Bearer {TOKEN}"] * 2
    assert peer.asked[0].query["phone_number_id"] == "1065"


def test_the_token_is_shown_to_no_other_host(connector: WhatsAppConnector, channel: Channel, peer: Answers) -> None:
    peer.on("GET", "/v25.0/555", Reply(json={"url": "https://evil.example/file", "mime_type": "image/png"}))
    with pytest.raises(errors.ContractChanged):
        connector.download(channel, MediaRef(ref="555"))
    assert len(peer.asked) == 1
