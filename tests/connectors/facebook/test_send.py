"""Calls against a scripted HTTP server: nobody else speaks for Meta here, so the shapes are the documentation's.

source: developers.facebook.com/docs/messenger-platform/reference/send-api, /docs/messenger-platform/discovery/private-
replies, /docs/graph-api/reference/comment, /docs/graph-api/reference/page/subscribed_apps; read 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from connectors import errors
from connectors.base import Accept, HookRequest, Reject
from connectors.facebook.connector import FacebookConnector
from connectors.facebook.settings import TOPIC_FIELDS
from connectors.signatures import hmac_hex
from inbox.envelope import (
    ActionKind,
    Address,
    MediaRef,
    OutboundAction,
    OutboundAttachment,
    OutboundMessage,
    SendResult,
)
from inbox.models import Channel
from tests.connectors.facebook import payloads
from tests.connectors.graph.outgoing import KEY, message
from tests.servers.answers import Answers, Reply

SECRET, TOKEN = "app-secret-canary", "page-token-canary"
PNG = OutboundAttachment(filename="kettle.png", content_type="image/png", content=b"\x89PNG")
PDF = OutboundAttachment(filename="bill.pdf", content_type="application/pdf", content=b"%PDF")
SENT = Reply(json={"recipient_id": "7401", "message_id": "m_out"})


@pytest.fixture
def connector(peer: Answers) -> FacebookConnector:
    made = FacebookConnector()
    made.api = peer.url
    return made


@pytest.fixture
def channel(connector: FacebookConnector) -> Channel:
    settings = {"app_id": "77", "human_agent": False}
    return Channel(
        kind="facebook",
        address="6824",
        settings=settings,
        credentials={"app_secret": SECRET, "access_token": TOKEN, "verify_token": "v"},
        capabilities=connector.capabilities(settings, {}),
    )


def send(connector: FacebookConnector, channel: Channel, out: OutboundMessage) -> list[SendResult]:
    with connector.sending(channel) as one:
        return [one(part) for part in connector.plan(channel, out)]


def error(code: int, subcode: int = 0, status: int = 400) -> Reply:
    words = {"message": "(#10) words", "type": "OAuthException", "code": code, "error_subcode": subcode}
    return Reply(status=status, json={"error": words})


def test_a_direct_message_carries_our_key_and_the_proof(
    connector: FacebookConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", "/v25.0/6824/messages", SENT)
    (result,) = send(connector, channel, message(surface="dm", to="7401"))
    assert (result.external_id, result.conversation) == ("m_out", "")
    (asked,) = peer.asked
    assert asked.json == {
        "recipient": {"id": "7401"},
        "messaging_type": "RESPONSE",
        "message": {"text": "Hello", "metadata": f"janice:{KEY}"},
    }
    assert asked.query["appsecret_proof"] == hmac_hex(SECRET, TOKEN, "sha256")
    assert TOKEN not in str(asked.query)


def test_files_are_uploaded_and_sent_one_by_one(connector: FacebookConnector, channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/v25.0/6824/message_attachments", Reply(json={"attachment_id": "a1"}))
    peer.on("POST", "/v25.0/6824/messages", SENT)
    send(connector, channel, message("See", surface="dm", to="7401", attachments=(PNG, PDF)))
    uploads = peer.to("POST", "/v25.0/6824/message_attachments")
    assert [b"\x89PNG" in uploads[0].body, b"%PDF" in uploads[1].body] == [True, True]
    said = [asked.json["message"] for asked in peer.to("POST", "/v25.0/6824/messages")]
    assert said[0]["text"] == "See"
    assert [row["attachment"]["type"] for row in said[1:]] == ["image", "file"]
    assert said[1]["attachment"]["payload"] == {"attachment_id": "a1"}


@pytest.mark.parametrize("human", [True, False])
def test_after_24_hours_a_human_agent_may_still_answer(
    connector: FacebookConnector, channel: Channel, peer: Answers, human: bool
) -> None:
    channel.settings["human_agent"] = human
    peer.on("POST", "/v25.0/6824/messages", error(10, 2018278), SENT)
    if not human:
        with pytest.raises(errors.WindowClosed):
            send(connector, channel, message(surface="dm", to="7401"))
        return
    assert send(connector, channel, message(surface="dm", to="7401"))[0].external_id == "m_out"
    last = peer.asked[-1].json
    assert (last["messaging_type"], last["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")
    window = connector.capabilities(channel.settings, {})["surfaces"]["dm"]["window"]
    assert window["hours"] == 7 * 24


def test_a_private_reply_opens_a_conversation_and_is_one_message(
    connector: FacebookConnector, channel: Channel, peer: Answers
) -> None:
    peer.on("POST", "/v25.0/6824/messages", SENT)
    out = message("Long. " * 500, surface="dm", to="", private_reply_to="122100_1")
    (result,) = send(connector, channel, out)
    assert (result.external_id, result.conversation) == ("m_out", "7401")
    assert peer.asked[0].json["recipient"] == {"comment_id": "122100_1"}
    peer.on("POST", "/v25.0/6824/messages", error(10900))
    with pytest.raises(errors.Rejected):
        send(connector, channel, out)


@pytest.mark.parametrize(
    ("surface", "parent", "target"),
    [("comment", "122100_2", "122100_2"), ("post", "", "6824_1"), ("mention", "", "6824_1")],
)
def test_in_public_an_answer_is_a_comment_below_what_it_answers(
    connector: FacebookConnector, channel: Channel, peer: Answers, surface: str, parent: str, target: str
) -> None:
    peer.on("POST", f"/v25.0/{target}/comments", Reply(json={"id": "122100_9"}))
    (result,) = send(connector, channel, message(surface=surface, to="6824_1", parent_id=parent))
    assert result.external_id == "122100_9"
    assert peer.asked[0].json == {"message": "Hello"}


@pytest.mark.parametrize(
    ("kind", "method", "path", "body"),
    [
        (ActionKind.EDIT, "POST", "/v25.0/122100_1", {"message": "New"}),
        (ActionKind.DELETE, "DELETE", "/v25.0/122100_1", None),
        (ActionKind.HIDE, "POST", "/v25.0/122100_1", {"is_hidden": True}),
        (ActionKind.UNHIDE, "POST", "/v25.0/122100_1", {"is_hidden": False}),
        (ActionKind.LIKE, "POST", "/v25.0/122100_1/likes", {}),
        (ActionKind.UNLIKE, "DELETE", "/v25.0/122100_1/likes", None),
    ],
)
def test_moderation(
    connector: FacebookConnector, channel: Channel, peer: Answers, kind: ActionKind, method: str, path: str, body: Any
) -> None:
    peer.on(method, path, Reply(json={"success": True}))
    where = OutboundAction(kind=kind, surface="comment", conversation="122100_1", external_id="122100_1", text="New")
    connector.act(channel, where)
    (asked,) = peer.asked
    assert (asked.json if body is not None else None) == body


@pytest.mark.parametrize(
    ("kind", "emoji", "action"),
    [
        (ActionKind.MARK_READ, "", "mark_seen"),
        (ActionKind.TYPING, "", "typing_on"),
        (ActionKind.REACT, "❤", "react"),
        (ActionKind.REACT, "", "unreact"),
    ],
)
def test_signs_in_a_direct_conversation(
    connector: FacebookConnector, channel: Channel, peer: Answers, kind: ActionKind, emoji: str, action: str
) -> None:
    peer.on("POST", "/v25.0/6824/messages", Reply(json={"recipient_id": "7401"}))
    connector.act(channel, OutboundAction(kind=kind, surface="dm", conversation="7401", external_id="m_1", emoji=emoji))
    asked = peer.asked[0].json
    assert (asked["recipient"], asked["sender_action"]) == ({"id": "7401"}, action)
    assert asked.get("payload", {}).get("message_id", "") == ("m_1" if "react" in action else "")


def test_what_nobody_may_do_is_refused_here(connector: FacebookConnector, channel: Channel, peer: Answers) -> None:
    for surface, kind in (("dm", ActionKind.EDIT), ("comment", ActionKind.REACT)):
        with pytest.raises(errors.Unsupported):
            connector.act(channel, OutboundAction(kind=kind, surface=surface, conversation="1", external_id="2"))
    assert peer.asked == []


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        (551, 1545041, errors.RecipientUnavailable),
        (100, 2018001, errors.RecipientUnavailable),
        (613, 0, errors.RateLimited),
        (32, 0, errors.RateLimited),
        (100, 2018034, errors.InvalidContent),
        (1200, 0, errors.Transient),
        (10, 0, errors.PermissionMissing),
        (230, 0, errors.PermissionMissing),
    ],
)
def test_what_meta_refuses_is_refused_for_a_known_reason(
    connector: FacebookConnector,
    channel: Channel,
    peer: Answers,
    code: int,
    subcode: int,
    expected: type[errors.ConnectorError],
) -> None:
    peer.on("POST", "/v25.0/6824/messages", error(code, subcode))
    with pytest.raises(errors.ConnectorError) as caught:
        send(connector, channel, message(surface="dm", to="7401"))
    assert type(caught.value) is expected


def test_the_picture_of_a_comment_is_where_meta_says_just_now(
    connector: FacebookConnector, channel: Channel, peer: Answers
) -> None:
    picture = {"attachment": {"type": "photo", "media": {"image": {"src": f"{peer.url}/p.jpg", "height": 1}}}}
    peer.on("GET", "/v25.0/122100_1", Reply(json=picture), Reply(json={"id": "122100_1"}))
    peer.on("GET", "/p.jpg", Reply(body=b"JPEG", headers={"Content-Type": "image/jpeg"}))
    file = connector.download(channel, MediaRef(ref="comment:122100_1"))
    assert (file.content, file.content_type) == (b"JPEG", "image/jpeg")
    assert "authorization" not in peer.to("GET", "/p.jpg")[0].headers
    with pytest.raises(errors.NotFound):
        connector.download(channel, MediaRef(ref="comment:122100_1"))


def test_people_have_names(connector: FacebookConnector, channel: Channel, peer: Answers) -> None:
    peer.on("GET", "/v25.0/7401", Reply(json={"first_name": "Ada", "last_name": "Lovelace"}))
    assert connector.profile(channel, Address(network="facebook:6824", handle="7401")).name == "Ada Lovelace"
    for handle in ("unnamed:1", "7402"):
        with pytest.raises(errors.NotFound):
            connector.profile(channel, Address(network="facebook:6824", handle=handle))


def test_health_knows_the_page_the_token_and_what_is_subscribed(
    connector: FacebookConnector, channel: Channel, peer: Answers
) -> None:
    ends = int(dt.datetime.now(dt.UTC).timestamp()) + 5 * 86400
    peer.on("GET", "/v25.0/debug_token", Reply(json={"data": {"is_valid": True, "data_access_expires_at": ends}}))
    peer.on("GET", "/v25.0/6824", Reply(json={"name": "Shop", "link": "https://www.facebook.com/shop", "id": "6824"}))
    rows = [{"id": "1", "subscribed_fields": []}, {"id": "77", "subscribed_fields": [*TOPIC_FIELDS, "more"]}]
    peer.on("GET", "/v25.0/6824/subscribed_apps", Reply(json={"data": rows}), Reply(json={"data": rows[:1]}))
    report = connector.health(channel)
    assert (report.subscribed, report.facts["page"]) == (True, "Shop")
    assert report.token_expires_at == dt.datetime.fromtimestamp(ends, dt.UTC)
    assert connector.health(channel).subscribed is False
    checks = connector.validate(channel)
    assert [check.ok for check in checks] == [True, True]


def test_subscribing_tells_the_app_and_the_page(connector: FacebookConnector, channel: Channel, peer: Answers) -> None:
    peer.on("POST", "/v25.0/77/subscriptions", Reply(json={"success": True}))
    peer.on("POST", "/v25.0/6824/subscribed_apps", Reply(json={"success": True}))
    peer.on("DELETE", "/v25.0/6824/subscribed_apps", Reply(json={"success": True}))
    connector.subscribe(channel, "https://desk.example/hooks/facebook/1")
    connector.unsubscribe(channel)
    app, page, _ = peer.asked
    assert (app.json["object"], app.json["verify_token"]) == ("page", "v")
    assert app.headers["authorization"] == f"Bearer 77|{SECRET}"
    assert set(page.json["subscribed_fields"].split(",")) == set(TOPIC_FIELDS)


def test_one_call_may_bring_several_pages(connector: FacebookConnector, channel: Channel) -> None:
    body = payloads.call(messaging=[payloads.message()])
    signature = f"sha256={hmac_hex('an older secret', body, 'sha256')}"
    request = HookRequest(method="POST", url="u", headers={"x-hub-signature-256": signature}, query={}, body=body)
    now = dt.datetime.now(dt.UTC)
    assert isinstance(connector.verify(request, channel, now=now), Reject)
    channel.credentials["app_secret_before"] = "an older secret"
    assert connector.verify(request, channel, now=now) == Accept(accounts=(payloads.PAGE,))
