"""Only LINE is believed; and what it says of blocking is remembered."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from linebot.v3.webhook import SignatureValidator

from connectors import tasks, views
from connectors.line import people
from connectors.line.connector import connector
from inbox.envelope import Conversation, ReplyOption
from inbox.models import Channel, Message, RawInbound
from tests.connectors.line import events


def ring(channel: Channel, body: bytes, signature: str | None = None) -> int:
    headers = {"X-Line-Signature": events.signature(body) if signature is None else signature}
    where = views.url(channel).removeprefix("http://testserver")
    answer: Any = Client().post(where, body, content_type="application/json", headers=headers)
    return int(answer.status_code)


def test_lines_own_validator_accepts_what_we_accept_and_nothing_else(channel: Channel) -> None:
    theirs = SignatureValidator(events.SECRET)
    escaped = json.dumps({"destination": events.BOT, "events": [events.text("é 👩‍👩‍👧")]}).encode()
    for body in (events.call(events.text("é 👩‍👩‍👧")), escaped):
        good = events.signature(body)
        for signature in (good, good.lower(), good[:-1], "", events.signature(body + b" ")):
            accepted = ring(channel, body, signature) == 200
            assert accepted is theirs.validate(body.decode(), signature)


def test_the_secret_before_still_counts(channel: Channel) -> None:
    body = events.call(events.text("hi"))
    assert ring(channel, body, events.signature(body, "the old one")) == 200


def test_the_consoles_verify_button_is_answered_and_nothing_is_kept(channel: Channel) -> None:
    assert ring(channel, events.call()) == 200
    assert not RawInbound.objects.exists()


def test_a_redelivered_call_is_the_same_call(channel: Channel) -> None:
    event = events.text("hi")
    assert ring(channel, events.call(event)) == 200
    event["deliveryContext"] = {"isRedelivery": True}
    assert ring(channel, events.call(event)) == 200
    assert ring(channel, events.call(event, events.text("ho", number=2))) == 200  # grouped differently
    tasks.process_raws()
    assert sorted(Message.objects.values_list("body_text", flat=True)) == ["hi", "ho"]


def test_who_has_blocked_the_account_cannot_be_written_to_until_they_take_it_back(channel: Channel) -> None:
    def told(kind: str, at: int) -> ReplyOption:
        ring(channel, events.call(events.event(kind, number=at, at=events.AT + at)))
        tasks.process_raws()
        asked = Conversation(surface="dm", key=events.USER, last_customer_at=None)
        return connector.narrow(channel, asked, ReplyOption(surface="dm", allowed=True))

    assert told("unfollow", 1).code == "blocked"
    assert people.blocked(channel, events.USER)
    assert told("follow", 3).allowed
    assert told("unfollow", 2).allowed  # an older word that comes late


def test_what_cannot_be_read_is_quarantined_and_nothing_else_happens(channel: Channel, caplog: Any) -> None:
    body = b"[1]"
    assert ring(channel, body) == 200
    tasks.process_raws()
    assert RawInbound.objects.get().state == "quarantined"
    assert "what should follow failed" not in caplog.text
