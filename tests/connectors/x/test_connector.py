"""Fetching, answering, moderating and being called, over real sockets; every call fits X's own document."""

from __future__ import annotations

import base64
import datetime as dt
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from connectors import tasks, views
from connectors.errors import (
    Ambiguous,
    AuthRevoked,
    ConnectorError,
    ContractChanged,
    InvalidContent,
    PermissionMissing,
    RateLimited,
    Refused,
    Rejected,
    Transient,
    Unsupported,
)
from connectors.x.connector import connector
from inbox.envelope import (
    ActionKind,
    Conversation,
    OutboundAction,
    OutboundAttachment,
    OutboundMessage,
    OutboundPart,
    ReplyOption,
)
from inbox.models import Channel, Cursor, Message, RawInbound
from tests.connectors.x import payloads
from tests.connectors.x.payloads import ADA, OWN, ident, page, post
from tests.servers.answers import Answers, Reply

MENTIONS = f"/2/users/{OWN}/mentions"


def part(text: str = "Sorry!", *, surface: str = "mention", **more: Any) -> OutboundPart:
    message = OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="1",
        reply_token="r",
        idempotency_key="123e4567-e89b-12d3-a456-426614174000",
        subject="",
        body_text=text,
        body_html="",
        sender_name="",
        to=(),
        surface=surface,
        conversation=f"{ident(1)}/{ADA}",
        parent_id=ident(2),
    )
    return OutboundPart(number=0, message=message, idempotency_key=message.idempotency_key, text=text, **more)


def send(channel: Channel, made: OutboundPart) -> str:
    with connector.sending(channel) as leave:
        return leave(made).external_id


def taken(number: int) -> Reply:
    return Reply(status=201, json={"data": {"id": ident(number), "text": "…"}})


def test_a_long_answer_is_a_thread_of_posts_each_counted_as_x_counts(channel: Channel, x: Answers) -> None:
    parts = connector.plan(channel, part("日本語 https://shop.example/a-very-long-address 👩‍👩‍👧. " * 30).message)
    assert len(parts) > 2
    x.on("POST", "/2/tweets", taken(50), taken(51))
    assert send(channel, part()) == ident(50)
    assert send(channel, part(reply_to=ident(50))) == ident(51)
    first, second = x.to("POST", "/2/tweets")
    assert first.json == {"text": "Sorry!", "reply": {"in_reply_to_tweet_id": ident(2)}}
    assert second.json["reply"] == {"in_reply_to_tweet_id": ident(50)}


PICTURE = OutboundAttachment(filename="kettle.png", content_type="image/png", content=b"\x89PNG")


def test_pictures_are_uploaded_before_the_post_that_shows_them(channel: Channel, x: Answers) -> None:
    x.on("POST", "/2/media/upload", Reply(hang_up=True), Reply(json={"data": {"id": "77"}}), Reply(json={"data": {}}))
    x.on("POST", "/2/tweets", taken(50))
    with pytest.raises(Transient):
        send(channel, part(attachments=(PICTURE,)))
    send(channel, part(attachments=(PICTURE,)))
    made = x.to("POST", "/2/media/upload")[-1].json
    assert made == {"media": "iVBORw==", "media_category": "tweet_image", "media_type": "image/png"}
    assert x.to("POST", "/2/tweets")[0].json["media"] == {"media_ids": ["77"]}
    with pytest.raises(ContractChanged):
        send(channel, part(attachments=(PICTURE,)))
    assert len(x.to("POST", "/2/tweets")) == 1


def test_the_token_is_renewed_with_the_newest_refresh_token(channel: Channel, x: Answers) -> None:
    x.on("POST", "/2/tweets", taken(50), Reply(status=401, json={}), taken(51), Reply(status=401, json={}))
    send(channel, part())
    send(channel, part())
    asked = x.to("POST", "/2/oauth2/token")
    assert [each.form["refresh_token"] for each in asked] == ["r0", "r1"]
    assert asked[0].headers["authorization"] == "Basic " + base64.b64encode(b"ci:cs").decode()
    assert [each.headers["authorization"] for each in x.to("POST", "/2/tweets")] == [
        "Bearer a1",
        "Bearer a1",
        "Bearer a2",
    ]
    with pytest.raises(AuthRevoked):
        send(channel, part())


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (403, {"detail": "You are not allowed to create a Tweet with duplicate content."}, InvalidContent),
        (403, {"detail": "Reply to this conversation is not allowed."}, Rejected),
        (403, {"detail": "Your client app is not configured with the appropriate permissions."}, PermissionMissing),
        (402, {"title": "CreditsDepleted", "detail": "Your enrolled account does not have any credits."}, Refused),
        (429, {"type": "https://api.twitter.com/2/problems/usage-capped", "detail": "Usage cap exceeded"}, Refused),
        (400, {"errors": [{"message": "Your post is too long."}]}, InvalidContent),
    ],
)
def test_refusals_are_told_apart(
    channel: Channel, x: Answers, status: int, said: dict[str, Any], error: type[ConnectorError]
) -> None:
    x.on("POST", "/2/tweets", Reply(status=status, json=said))
    with pytest.raises(error):
        send(channel, part())


def test_a_pause_lasts_until_x_says_and_a_lost_answer_is_ambiguous(channel: Channel, x: Answers) -> None:
    reset = {"x-rate-limit-reset": str(int(time.time()) + 600), "x-rate-limit-remaining": "0"}
    x.on("POST", "/2/tweets", Reply(hang_up=True), Reply(status=429, json={}, headers=reset))
    with pytest.raises(Ambiguous):
        send(channel, part())
    with pytest.raises(RateLimited) as limited:
        send(channel, part())
    assert 500 < limited.value.retry_after <= 600


def test_direct_messages_cannot_be_answered_here_and_it_says_why(channel: Channel, x: Answers) -> None:
    asked = Conversation(surface="dm", key="1", last_customer_at=None)
    option = connector.narrow(channel, asked, ReplyOption(surface="dm", allowed=True))
    assert (option.allowed, option.code) == (False, "encrypted")
    assert connector.narrow(channel, asked, ReplyOption(surface="mention", allowed=True)).allowed
    with pytest.raises(Unsupported):
        send(channel, part(surface="dm"))


def act(channel: Channel, kind: ActionKind, *, own: bool = False) -> None:
    action = OutboundAction(kind=kind, surface="mention", conversation="", external_id=ident(2), own=own)
    connector.act(channel, action)


def test_hiding_liking_and_deleting(channel: Channel, x: Answers) -> None:
    x.on("PUT", f"/2/tweets/{ident(2)}/hidden", Reply(json={"data": {"hidden": True}}))
    x.on("POST", f"/2/users/{OWN}/likes", Reply(json={"data": {"liked": True}}))
    x.on("DELETE", f"/2/users/{OWN}/likes/{ident(2)}", Reply(json={"data": {"liked": False}}))
    x.on("DELETE", f"/2/tweets/{ident(2)}", Reply(json={"data": {"deleted": True}}))
    for kind in (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.LIKE, ActionKind.UNLIKE):
        act(channel, kind)
    act(channel, ActionKind.DELETE, own=True)
    hidden = [each.json for each in x.to("PUT", f"/2/tweets/{ident(2)}/hidden")]
    assert hidden == [{"hidden": True}, {"hidden": False}]
    assert x.to("POST", f"/2/users/{OWN}/likes")[0].json == {"tweet_id": ident(2)}
    with pytest.raises(Unsupported):
        act(channel, ActionKind.DELETE)  # a customer's post is not ours to delete
    with pytest.raises(Unsupported):
        act(channel, ActionKind.EDIT, own=True)


def test_mentions_are_read_page_by_page_and_never_twice(channel: Channel, x: Answers) -> None:
    first, second = page(post(3, "three"), post(2, "two")), page(post(1, "one"))
    first["meta"]["next_token"] = "more"
    x.on("GET", MENTIONS, Reply(json=first), Reply(json=second), Reply(json=page()))
    assert connector.poll(channel) == 2
    assert connector.poll(channel) == 0
    opening, following, later = x.to("GET", MENTIONS)
    assert opening.query["start_time"].startswith(f"{channel.created_at:%Y-%m-%d}")
    assert following.query["pagination_token"] == "more"
    assert later.query["since_id"] == ident(3)
    assert "start_time" not in later.query
    tasks.process_raws()
    assert sorted(Message.objects.values_list("body_text", flat=True)) == ["one", "three", "two"]
    assert connector.pace(channel) == dt.timedelta(minutes=2)


def test_once_a_day_it_looks_for_what_customers_deleted(channel: Channel, x: Answers) -> None:
    said = page(post(1, "stays", at=timezone.now()), post(2, "goes", at=timezone.now()))
    x.on("GET", MENTIONS, Reply(json=said), Reply(json=page()))
    x.on("GET", "/2/tweets", Reply(json={"data": [{"id": ident(1)}], "errors": [payloads.gone(ident(2))]}))
    connector.poll(channel)
    tasks.process_raws()
    assert not x.to("GET", "/2/tweets")  # nothing was here yet when it looked
    Cursor.objects.filter(stream="still-there").update(value={"at": 0.0})
    connector.poll(channel)
    connector.poll(channel)
    (look,) = x.to("GET", "/2/tweets")
    assert set(look.query["ids"].split(",")) == {ident(1), ident(2)}
    tasks.process_raws()
    assert Message.objects.get(external_id=ident(2)).deleted_at is not None
    assert Message.objects.get(external_id=ident(1)).deleted_at is None
    channel.settings["check_deleted"] = False
    Cursor.objects.filter(stream="still-there").update(value={"at": 0.0})
    connector.poll(channel)
    assert len(x.to("GET", "/2/tweets")) == 1


def test_the_challenge_is_answered_with_the_apps_secret(channel: Channel) -> None:
    where = views.url(channel).removeprefix("http://testserver")
    answer = Client().get(where, {"crc_token": "challenge"})
    # source: docs.x.com, "Webhooks", challenge-response check; computed here by the test's own arithmetic.
    assert answer.json() == {"response_token": payloads.signature(b"challenge")}
    assert Client().get(where).status_code == 400
    channel.credentials = {}
    channel.save(update_fields=("credentials",))
    assert Client().get(where, {"crc_token": "challenge"}).status_code == 403


def test_the_webhook_is_registered_once_with_its_subscriptions(channel: Channel, x: Answers) -> None:
    url = f"https://help.example/hooks/x/{channel.hook_key}"
    hook = {"id": "114", "url": url, "valid": True, "created_at": "2026-11-01T00:00:00.000Z"}
    known = {"subscription_id": "s1", "event_type": "post.create", "filter": {"user_id": OWN}, "webhook_id": "114"}
    x.on("GET", "/2/webhooks", Reply(json={"data": []}), Reply(json={"data": [hook | {"valid": False}]}))
    x.on("POST", "/2/webhooks", Reply(json={"data": hook}))
    x.on("PUT", "/2/webhooks/114", Reply(json={"data": {"attempted": True}}))
    x.on("GET", "/2/activity/subscriptions", Reply(json={"data": []}), Reply(json={"data": [known]}))
    x.on("POST", "/2/activity/subscriptions", Reply(json={"data": {}}))
    connector.subscribe(channel, url)
    connector.subscribe(channel, url)
    made = [each.json["event_type"] for each in x.to("POST", "/2/activity/subscriptions")]
    assert len(made) == 4 + 3
    assert made.count("post.create") == 1
    assert len(x.to("POST", "/2/webhooks")) == len(x.to("PUT", "/2/webhooks/114")) == 1
    assert x.to("POST", "/2/webhooks")[0].headers["authorization"] == "Bearer app"
    x.on("DELETE", "/2/activity/subscriptions/s1", Reply(json={}))
    x.on("DELETE", "/2/webhooks/114", Reply(json={}))
    connector.unsubscribe(channel)
    assert x.asked[-1].path == "/2/webhooks/114"
    with pytest.raises(Refused, match="port"):
        connector.subscribe(channel, "https://help.example:8443/hooks/x/1")


def test_health_says_who_we_are_and_whether_x_still_calls(channel: Channel, x: Answers) -> None:
    me = {"id": OWN, "name": "Example Shop", "username": "ExampleShop"}
    x.on("GET", "/2/users/me", Reply(json={"data": me}), Reply(json={"data": me | {"username": "Other"}}))
    x.on("GET", "/2/webhooks", Reply(json={"meta": {"result_count": 0}}))
    report = connector.health(channel)
    assert (report.ok, report.subscribed, report.facts["user_id"]) == (True, False, OWN)
    assert [check.ok for check in connector.validate(channel)] == [False, False]


@pytest.fixture
def document(x_document: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, channel: Channel) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    monkeypatch.setattr(connector, "api", x_document)
    notes = {"_access_token": "a", "_expires_at": time.time() + 3600}
    channel.credentials = {**channel.credentials, **notes}
    channel.save(update_fields=("credentials",))


@pytest.mark.usefixtures("document")
def test_every_call_fits_xs_own_document(channel: Channel) -> None:
    assert send(channel, part())
    assert send(channel, part(attachments=(PICTURE,)))
    for kind in (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.LIKE, ActionKind.UNLIKE):
        act(channel, kind)
    act(channel, ActionKind.DELETE, own=True)
    with pytest.raises(ContractChanged):  # it was asked rightly; the ids that the document makes up are no numbers
        connector.poll(channel)
    assert connector.health(channel).facts["user_id"]
    connector.unsubscribe(channel)


@pytest.mark.usefixtures("document")
def test_the_document_refuses_what_x_refuses(channel: Channel) -> None:
    """So the test above can fail."""
    with pytest.raises(InvalidContent):
        send(channel, part(reply_to="no number"))


def test_a_call_is_known_again_by_the_id_of_its_event(channel: Channel) -> None:
    body = payloads.mention(post(2, "hi"))
    where = views.url(channel).removeprefix("http://testserver")
    headers = {"X-Twitter-Webhooks-Signature": payloads.signature(body)}
    assert Client().post(where, body, content_type="application/json", headers=headers).status_code == 200
    assert RawInbound.objects.get().external_id == f"hook:{ident(2)}"
