"""Answers leave free while LINE allows it, else by a push that may be repeated. Every call fits LINE's document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from connectors.errors import (
    Ambiguous,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    RateLimited,
    RecipientUnavailable,
    Refused,
    Transient,
    Unsupported,
)
from connectors.line.connector import connector
from inbox.envelope import (
    ActionKind,
    Address,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.models import Channel, Cursor, Message, Thread
from tests import office
from tests.connectors.line import events
from tests.servers import schemas
from tests.servers.answers import Answers, Reply

KEY = "123e4567-e89b-12d3-a456-426614174000"
PUSH, REPLY = "/v2/bot/message/push", "/v2/bot/message/reply"


@pytest.fixture
def line(peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.setattr(connector, "api", peer.url)
    monkeypatch.setattr(connector, "data", peer.url)
    peer.on("POST", PUSH, Reply(json={"sentMessages": [{"id": "461230966842064897", "quoteToken": "q"}]}))
    peer.on("POST", REPLY, Reply(json={"sentMessages": [{"id": "461230966842064898"}]}))
    return peer


@pytest.fixture
def document(line_document: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    monkeypatch.setattr(connector, "api", line_document)


def said(channel: Channel, number: int, *, age: float = 0.0, room: bool = False) -> Message:
    """What a customer said ``age`` seconds ago, with the tokens that came with it."""
    row = office.receive(channel, office.mail(external_id=f"m{number}"))
    key, surface = (events.GROUP, "room") if room else (events.USER, "dm")
    thread, _ = Thread.objects.get_or_create(
        channel=channel, surface=surface, key=key, defaults={"ticket_id": row.ticket_id}
    )
    row.thread, row.surface, row.sent_at = thread, surface, timezone.now() - dt.timedelta(seconds=age)
    row.extra = {"replyToken": f"reply{number}", "quoteToken": f"quote{number}", "markAsReadToken": f"read{number}"}
    row.save()
    return row


def part(text: str = "We are on it. 👩‍👩‍👧", *, number: int = 0, parent_id: str = "") -> OutboundPart:
    message = OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="1",
        reply_token="r",
        idempotency_key=KEY,
        subject="",
        body_text=text,
        body_html="",
        sender_name="",
        to=(Address(network="line", handle=events.USER),),
        surface="dm",
        conversation=events.USER,
        parent_id=parent_id,
    )
    key = KEY if number == 0 else str(uuid.uuid5(uuid.UUID(KEY), str(number)))
    return OutboundPart(number=number, message=message, idempotency_key=key, text=text)


def send(channel: Channel, made: OutboundPart) -> SendResult:
    with connector.sending(channel) as leave:
        return leave(made)


def test_an_answer_within_the_minute_is_free_and_a_later_one_a_push_with_our_key(
    channel: Channel, line: Answers
) -> None:
    said(channel, 1, age=5)
    assert send(channel, part()).external_id == "461230966842064898"
    (free,) = line.asked
    assert (free.path, free.json["replyToken"]) == (REPLY, "reply1")
    assert "x-line-retry-key" not in free.headers  # LINE refuses it there
    Message.objects.update(sent_at=timezone.now() - dt.timedelta(seconds=70))
    assert send(channel, part()).external_id == "461230966842064897"
    pushed = line.asked[1]
    assert (pushed.path, pushed.headers["x-line-retry-key"]) == (PUSH, KEY)
    assert pushed.json == {"to": events.USER, "messages": [{"type": "text", "text": "We are on it. 👩‍👩‍👧"}]}
    assert pushed.headers["authorization"] == "Bearer at"
    schemas.check("line-messaging-api.yml", "TextMessage", pushed.json["messages"][0])


def test_a_reply_token_that_was_used_before_is_followed_by_a_push(channel: Channel, line: Answers) -> None:
    said(channel, 1)
    line.on("POST", REPLY, Reply(status=400, json={"message": "Invalid reply token"}))
    assert send(channel, part()).detail == "push"


def test_only_pushes_where_the_admin_said_so_and_for_later_parts(channel: Channel, line: Answers) -> None:
    said(channel, 1)
    assert send(channel, part(number=1)).detail == "push"
    channel.settings = {"free_replies": False}
    assert send(channel, part()).detail == "push"
    assert connector.capabilities(channel.settings, {})["delivery_class"] == "idempotent"
    assert connector.capabilities({}, {})["delivery_class"] == "unsafe"


def test_a_push_that_was_taken_before_is_a_success_with_the_id_of_then(channel: Channel, line: Answers) -> None:
    taken = {"message": "The retry key is already accepted", "sentMessages": [{"id": "77"}]}
    line.on("POST", PUSH, Reply(hang_up=True), Reply(status=409, json=taken))
    with pytest.raises(Transient):
        send(channel, part())
    assert send(channel, part()).external_id == "77"
    assert {asked.headers["x-line-retry-key"] for asked in line.to("POST", PUSH)} == {KEY}


def test_a_free_reply_whose_answer_got_lost_is_ambiguous(channel: Channel, line: Answers) -> None:
    said(channel, 1)
    line.on("POST", REPLY, Reply(hang_up=True))
    with pytest.raises(Ambiguous):
        send(channel, part())
    assert not line.to("POST", PUSH)


def test_an_answer_to_something_older_quotes_it(channel: Channel, line: Answers) -> None:
    said(channel, 1, age=90)
    said(channel, 2, age=80)
    send(channel, part(parent_id="m2"))
    send(channel, part(parent_id="m1"))
    texts = [asked.json["messages"][0].get("quoteToken") for asked in line.asked]
    assert texts == [None, "quote1"]


def test_long_texts_leave_in_parts_that_line_takes(channel: Channel) -> None:
    words = "👩‍👩‍👧 日本語. " * 1200
    parts = connector.plan(channel, part(words).message)
    assert len(parts) > 1
    assert all(len(each.text.encode("utf-16-le")) // 2 <= 5000 for each in parts)
    assert "".join("".join(each.text for each in parts).split()) == "".join(words.split())
    assert len({each.idempotency_key for each in parts}) == len(parts)


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (401, "Authentication failed", AuthRevoked),
        (429, "The API rate limit has been exceeded. Try again later.", RateLimited),
        (429, "You have reached your monthly limit.", Refused),
        (400, "Failed to send messages", RecipientUnavailable),
        (400, "The property, 'to', in the request body is invalid", InvalidContent),
    ],
)
def test_refusals_are_told_apart(
    channel: Channel, line: Answers, status: int, message: str, error: type[ConnectorError]
) -> None:
    line.on("POST", PUSH, Reply(status=status, json={"message": message}))
    with pytest.raises(error):
        send(channel, part())


def test_nothing_is_sent_to_somebody_who_blocked_the_account(channel: Channel, line: Answers) -> None:
    Cursor.objects.create(channel=channel, stream=f"follows/{events.USER}", value={"at": 1.0, "blocked": True})
    with pytest.raises(RecipientUnavailable):
        send(channel, part())
    assert not line.asked


def action(kind: ActionKind, external_id: str = "") -> OutboundAction:
    return OutboundAction(kind=kind, surface="dm", conversation=events.USER, external_id=external_id)


def test_reading_and_typing_are_shown(channel: Channel, line: Answers) -> None:
    said(channel, 1)
    line.on("POST", "/v2/bot/chat/markAsRead", Reply(json={}))
    line.on("POST", "/v2/bot/chat/loading/start", Reply(status=202, json={}))
    connector.act(channel, action(ActionKind.MARK_READ, "m1"))
    connector.act(channel, action(ActionKind.TYPING))
    assert [asked.json for asked in line.asked] == [
        {"markAsReadToken": "read1"},
        {"chatId": events.USER, "loadingSeconds": 20},
    ]
    with pytest.raises(Unsupported):
        connector.act(channel, action(ActionKind.MARK_READ, "unknown"))
    with pytest.raises(Unsupported):
        connector.act(channel, action(ActionKind.DELETE, "m1"))


def test_files_are_fetched_with_our_token_and_until_line_has_prepared_them_later(
    channel: Channel, line: Answers
) -> None:
    line.on(
        "GET",
        "/v2/bot/message/5/content",
        Reply(status=202),
        Reply(body=b"jpeg", headers={"Content-Type": "image/jpeg"}),
    )
    with pytest.raises(Transient):
        connector.download(channel, MediaRef(ref="5"))
    got = connector.download(channel, MediaRef(ref="5"))
    assert (got.content, got.content_type) == (b"jpeg", "image/jpeg")
    assert line.asked[0].headers["authorization"] == "Bearer at"
    line.on("GET", "/elsewhere.jpg", Reply(body=b"x"))
    connector.download(channel, MediaRef(ref=f"{line.url}/elsewhere.jpg"))
    assert "authorization" not in line.asked[-1].headers  # the sender's server gets no token of ours
    with pytest.raises(NotFound):
        connector.download(channel, MediaRef(ref="6"))


def test_people_are_known_as_friends_or_by_a_group_in_which_they_spoke(channel: Channel, line: Answers) -> None:
    address = Address(network="line", handle=events.USER)
    line.on("GET", f"/v2/bot/profile/{events.USER}", Reply(json={"displayName": "LINE taro", "userId": events.USER}))
    assert connector.profile(channel, address).name == "LINE taro"
    row = said(channel, 1, room=True)
    assert row.author_identity is not None
    row.author_identity.network, row.author_identity.handle = "line", "Uff"
    row.author_identity.save()
    line.on("GET", f"/v2/bot/group/{events.GROUP}/member/Uff", Reply(json={"displayName": "Cony", "userId": "Uff"}))
    assert connector.profile(channel, Address(network="line", handle="Uff")).name == "Cony"
    with pytest.raises(NotFound):
        connector.profile(channel, Address(network="line", handle="Uee"))


def hook(channel: Channel, **more: Any) -> Reply:
    return Reply(json={"endpoint": f"https://help.example/hooks/line/{channel.hook_key}", "active": True} | more)


def test_health_tells_quota_and_whether_the_webhook_is_still_ours(channel: Channel, line: Answers) -> None:
    line.on("GET", "/v2/bot/info", Reply(json={"userId": "U1", "basicId": "@Shop", "displayName": "Shop"}))
    line.on("GET", "/v2/bot/message/quota", Reply(json={"type": "limited", "value": 200}))
    line.on("GET", "/v2/bot/message/quota/consumption", Reply(json={"totalUsage": 12}), Reply(json={"totalUsage": 200}))
    line.on("GET", "/v2/bot/channel/webhook/endpoint", hook(channel), hook(channel, endpoint="https://else.example"))
    report = connector.health(channel)
    assert (report.ok, report.subscribed, report.facts["quota_used"]) == (True, True, 12)
    assert report.detail == "12 of 200 messages used this month."
    report = connector.health(channel)
    assert (report.ok, report.subscribed) == (False, False)
    assert [check.ok for check in connector.validate(channel)] == [True, False]
    channel.address = "@other"
    assert [check.ok for check in connector.validate(channel)] == [False, False]


def test_the_webhook_is_set_and_a_switch_that_is_off_is_said(channel: Channel, line: Answers) -> None:
    path = "/v2/bot/channel/webhook/endpoint"
    line.on("PUT", path, Reply(json={}))
    line.on("GET", path, hook(channel), hook(channel, active=False))
    connector.subscribe(channel, "https://help.example/hooks/line/1")
    assert line.asked[0].json == {"endpoint": "https://help.example/hooks/line/1"}
    with pytest.raises(Refused, match="Use webhook"):
        connector.subscribe(channel, "https://help.example/hooks/line/1")


@pytest.mark.usefixtures("document")
def test_every_call_fits_lines_own_document(channel: Channel) -> None:
    said(channel, 1)
    assert send(channel, part()).detail == "free reply"
    assert send(channel, part(number=1)).detail == "push"
    said(channel, 2)
    connector.act(channel, action(ActionKind.MARK_READ, "m1"))
    connector.act(channel, action(ActionKind.TYPING))
    assert connector.profile(channel, Address(network="line", handle=events.USER)).name
    connector.subscribe(channel, f"https://help.example/hooks/line/{channel.hook_key}")
    assert connector.health(channel).facts["display_name"] == "Example name"


@pytest.mark.usefixtures("document")
def test_the_document_refuses_what_line_refuses(channel: Channel) -> None:
    """So the test above can fail."""
    channel.settings = {"free_replies": False}
    broken = part()
    object.__setattr__(broken.message, "conversation", 7)
    with pytest.raises(InvalidContent):
        send(channel, broken)
