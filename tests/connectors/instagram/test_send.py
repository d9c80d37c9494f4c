"""Calls against scripted HTTP servers, one for each of Meta's hosts: the shapes are the documentation's.

source: developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api (and /comment-
moderation, /private-replies), /instagram-graph-api/reference/ig-user/mentions, /reference/refresh_access_token; read
2026-11-21.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from connectors import errors
from connectors.base import Accept, HookRequest, Reject
from connectors.instagram.connector import InstagramConnector
from connectors.instagram.settings import TOPIC_FIELDS
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
from tests.connectors.graph.outgoing import KEY, message
from tests.connectors.instagram import payloads
from tests.office import Office
from tests.servers import answers
from tests.servers.answers import Answers, Reply

CREDENTIALS = {
    "app_secret": "app-secret-canary",
    "instagram_app_secret": "instagram-secret-canary",
    "access_token": "token-canary",
    "verify_token": "v",
}
SENT = Reply(json={"recipient_id": "8366", "message_id": "mid-out"})


@pytest.fixture
def page() -> Iterator[Answers]:
    """graph.facebook.com"""
    with answers.running() as server:
        yield server


@pytest.fixture
def connector(peer: Answers, page: Answers) -> InstagramConnector:
    """``peer`` is graph.instagram.com."""
    made = InstagramConnector()
    made.api, made.api_instagram = page.url, peer.url
    return made


def made(connector: InstagramConnector, login: str = "instagram", **more: Any) -> Channel:
    settings = {"app_id": "77", "login": login, "human_agent": False}
    return Channel(
        kind="instagram",
        address="1784",
        settings=settings,
        credentials=dict(CREDENTIALS),
        capabilities=connector.capabilities(settings, {}),
        **more,
    )


def send(connector: InstagramConnector, channel: Channel, out: OutboundMessage) -> list[SendResult]:
    with connector.sending(channel) as one:
        return [one(part) for part in connector.plan(channel, out)]


def test_each_login_has_its_host_and_its_secret(connector: InstagramConnector, peer: Answers, page: Answers) -> None:
    for login, server, secret in (("instagram", peer, "instagram-secret-canary"), ("page", page, "app-secret-canary")):
        server.on("POST", "/v25.0/me/messages", SENT)
        (result,) = send(connector, made(connector, login), message(surface="dm", to="8366"))
        assert result.external_id == "mid-out"
        (asked,) = server.asked
        assert asked.json["recipient"] == {"id": "8366"}
        assert asked.json["message"] == {"text": "Hello", "metadata": f"janice:{KEY}"}
        assert asked.query["appsecret_proof"] == hmac_hex(secret, "token-canary", "sha256")


def test_a_text_is_cut_by_its_bytes(connector: InstagramConnector) -> None:
    parts = connector.plan(made(connector), message("日本語のとても長い文。" * 60, surface="dm", to="8366"))
    assert len(parts) > 1
    assert all(len(part.text.encode()) <= 1000 for part in parts)


def test_files_go_by_the_page_only(connector: InstagramConnector, page: Answers) -> None:
    page.on("POST", "/v25.0/me/message_attachments", Reply(json={"attachment_id": "a1"}))
    page.on("POST", "/v25.0/me/messages", SENT)
    picture = OutboundAttachment(filename="a.png", content_type="image/png", content=b"\x89PNG")
    send(connector, made(connector, "page"), message("", surface="dm", to="8366", attachments=(picture,)))
    upload, sent = page.asked
    assert b'name="platform"\r\n\r\ninstagram' in upload.body
    assert sent.json["message"]["attachment"] == {"type": "image", "payload": {"attachment_id": "a1"}}
    assert made(connector).capabilities["surfaces"]["dm"]["attachments"]["max_count"] == 0


def test_an_answer_hangs_below_the_first_comment(connector: InstagramConnector, peer: Answers) -> None:
    peer.on("POST", "/v25.0/17861/replies", Reply(json={"id": "1799"}))
    out = message(surface="comment", to="17861", parent_id="17862")
    assert send(connector, made(connector), out)[0].external_id == "1799"
    assert peer.asked[0].json == {"message": "Hello"}


@pytest.mark.parametrize(
    ("conversation", "ids"),
    [("1791:1788", {"media_id": "1791", "comment_id": "1788"}), ("1791", {"media_id": "1791"})],
)
def test_a_mention_is_answered_where_it_stands(
    connector: InstagramConnector, peer: Answers, conversation: str, ids: dict[str, str]
) -> None:
    peer.on("POST", "/v25.0/1784/mentions", Reply(json={"id": "1799"}))
    send(connector, made(connector), message(surface="mention", to=conversation))
    assert peer.asked[0].json == {"message": "Hello", **ids}


def test_a_private_reply_opens_a_conversation(connector: InstagramConnector, peer: Answers) -> None:
    peer.on("POST", "/v25.0/me/messages", SENT)
    (result,) = send(connector, made(connector), message(surface="dm", to="", private_reply_to="17861"))
    assert (result.conversation, peer.asked[0].json["recipient"]) == ("8366", {"comment_id": "17861"})


def test_after_24_hours_instagram_says_so(connector: InstagramConnector, peer: Answers) -> None:
    words = {"message": "outside of allowed window", "type": "IGApiException", "code": 10, "error_subcode": 2534022}
    peer.on("POST", "/v25.0/me/messages", Reply(status=403, json={"error": words}))
    with pytest.raises(errors.WindowClosed):
        send(connector, made(connector), message(surface="dm", to="8366"))


def test_moderation(connector: InstagramConnector, peer: Answers) -> None:
    done = Reply(json={"success": True})
    peer.on("POST", "/v25.0/17861", done)
    peer.on("DELETE", "/v25.0/17861", done)
    for kind in (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE):
        where = OutboundAction(kind=kind, surface="comment", conversation="17861", external_id="17861")
        connector.act(made(connector), where)
    assert [(asked.method, asked.body) for asked in peer.asked] == [
        ("POST", b'{"hide":true}'),
        ("POST", b'{"hide":false}'),
        ("DELETE", b""),
    ]
    like = OutboundAction(kind=ActionKind.LIKE, surface="comment", conversation="1", external_id="1")
    with pytest.raises(errors.Unsupported):
        connector.act(made(connector), like)


def test_seen_and_typing(connector: InstagramConnector, peer: Answers) -> None:
    peer.on("POST", "/v25.0/me/messages", Reply(json={"recipient_id": "8366"}))
    for kind in (ActionKind.MARK_READ, ActionKind.TYPING):
        connector.act(made(connector), OutboundAction(kind=kind, surface="dm", conversation="8366", external_id="m"))
    assert [asked.json["sender_action"] for asked in peer.asked] == ["mark_seen", "typing_on"]


def test_either_apps_secret_signs(connector: InstagramConnector) -> None:
    channel, now = made(connector), dt.datetime.now(dt.UTC)
    body = payloads.call(messaging=[payloads.message()])
    for secret, expected in (
        ("app-secret-canary", Accept(accounts=(payloads.ACCOUNT,))),
        ("instagram-secret-canary", Accept(accounts=(payloads.ACCOUNT,))),
        ("guessed", Reject(reason="wrong X-Hub-Signature-256")),
    ):
        headers = {"x-hub-signature-256": f"sha256={hmac_hex(secret, body, 'sha256')}"}
        request = HookRequest(method="POST", url="u", headers=headers, query={}, body=body)
        assert connector.verify(request, channel, now=now) == expected


def saved(connector: InstagramConnector, shop: Office, **credentials: Any) -> Channel:
    channel = made(connector, name="Instagram", team=shop.support)
    channel.credentials |= credentials
    channel.save()
    return channel


def test_a_token_is_renewed_long_before_its_end(connector: InstagramConnector, peer: Answers, shop: Office) -> None:
    peer.on("GET", "/refresh_access_token", Reply(json={"access_token": "token-two", "expires_in": 5184000}))
    peer.on("GET", "/v25.0/me", Reply(json={"username": "shop", "id": "1"}))
    rows = [{"id": "999", "subscribed_fields": list(TOPIC_FIELDS)}]
    peer.on("GET", "/v25.0/me/subscribed_apps", Reply(json={"data": rows}))
    channel = saved(connector, shop, _access_token="token-one", _expires_at=time.time() + 20 * 86400)
    report = connector.health(channel)
    asked = peer.to("GET", "/refresh_access_token")
    assert [row.query["access_token"] for row in asked] == ["token-one"]
    assert report.subscribed
    assert report.token_expires_at is not None
    assert report.token_expires_at > dt.datetime.now(dt.UTC) + dt.timedelta(days=59)
    assert peer.to("GET", "/v25.0/me")[0].headers["authorization"] == "Bearer token-two"
    connector.health(channel)
    assert len(peer.to("GET", "/refresh_access_token")) == 1


def test_a_token_that_is_too_young_is_used_as_it_is(connector: InstagramConnector, peer: Answers, shop: Office) -> None:
    words = {"message": "The token must be at least 24 hours old", "type": "IGApiException", "code": 100}
    peer.on("GET", "/refresh_access_token", Reply(status=400, json={"error": words}))
    peer.on("GET", "/v25.0/me", Reply(json={"username": "shop"}))
    peer.on("GET", "/v25.0/me/subscribed_apps", Reply(json={"data": []}))
    report = connector.health(saved(connector, shop))
    assert (report.token_expires_at, report.subscribed, report.facts) == (None, False, {"username": "shop"})
    ended = saved_again(shop, _access_token="token-one", _expires_at=time.time() - 1)
    with pytest.raises(errors.AuthExpired):
        connector.health(ended)


def saved_again(shop: Office, **credentials: Any) -> Channel:
    channel = Channel.objects.get(name="Instagram")
    channel.credentials |= credentials
    channel.save()
    return channel


def test_a_linked_page_that_tells_the_app_already_is_left_alone(connector: InstagramConnector, page: Answers) -> None:
    page.on("POST", "/v25.0/77/subscriptions", Reply(json={"success": True}))
    page.on("GET", "/v25.0/me/subscribed_apps", Reply(json={"data": [{"id": "77", "subscribed_fields": ["feed"]}]}))
    channel = made(connector, "page")
    connector.subscribe(channel, "https://desk.example/hooks/instagram/1")
    connector.unsubscribe(channel)
    assert [asked.method for asked in page.asked] == ["POST", "GET"]
    assert page.asked[0].json["object"] == "instagram"


def test_by_instagram_login_the_account_tells_the_app(
    connector: InstagramConnector, peer: Answers, page: Answers
) -> None:
    done = Reply(json={"success": True})
    page.on("POST", "/v25.0/77/subscriptions", done)
    peer.on("POST", "/v25.0/me/subscribed_apps", done)
    peer.on("DELETE", "/v25.0/me/subscribed_apps", done)
    connector.subscribe(made(connector), "https://desk.example/hooks/instagram/1")
    connector.unsubscribe(made(connector))
    assert set(peer.asked[0].json["subscribed_fields"].split(",")) == set(TOPIC_FIELDS)
    assert peer.asked[1].method == "DELETE"


def test_people_and_files(connector: InstagramConnector, peer: Answers) -> None:
    peer.on("GET", "/v25.0/8366", Reply(json={"name": "Ada", "username": "ada.lovelace"}))
    peer.on("GET", "/story", Reply(body=b"JPEG", headers={"Content-Type": "image/jpeg"}))
    channel = made(connector)
    profile = connector.profile(channel, Address(network="instagram:1784", handle="8366"))
    assert (profile.name, profile.url) == ("Ada", "https://www.instagram.com/ada.lovelace")
    with pytest.raises(errors.NotFound):
        connector.profile(channel, Address(network="instagram:1784", handle="@ada"))
    assert connector.download(channel, MediaRef(ref=f"{peer.url}/story")).content == b"JPEG"
    assert "authorization" not in peer.asked[-1].headers


def test_what_is_connected_can_be_tried(connector: InstagramConnector, peer: Answers, page: Answers) -> None:
    peer.on("GET", "/v25.0/me", Reply(json={"username": "shop"}))
    (check,) = connector.validate(made(connector))
    assert (check.ok, check.detail) == (True, "This is @shop.")
    page.on("GET", "/v25.0/1784", Reply(status=401, json={"error": {"message": "no", "code": 190}}))
    page.on("GET", "/v25.0/debug_token", Reply(json={"data": {"is_valid": False}}))
    assert [check.ok for check in connector.validate(made(connector, "page"))] == [False, False]
