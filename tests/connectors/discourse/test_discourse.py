"""A forum's posts, in its own words; every call of ours held against the forum's own OpenAPI document."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors.base import HookRequest, Reject
from connectors.discourse.connector import connector
from connectors.discourse.forum import Forum
from connectors.errors import InvalidContent, NotFound, PermissionMissing, Rejected
from inbox.envelope import (
    ActionKind,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    OutboundAction,
    OutboundAttachment,
    OutboundMessage,
    OutboundPart,
)
from inbox.models import Channel, RawInbound
from tests.connectors.discourse import posts
from tests.servers import prism
from tests.servers.answers import Answers, Reply

AT = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def forum(peer: Answers) -> Channel:
    return Channel(
        kind="discourse",
        address="community.example",
        settings={"server_url": peer.url, "username": "Support", "categories": []},
        credentials={"api_key": "k", "webhook_secret": posts.SECRET},
    )


@pytest.fixture(scope="module")
def specification() -> Iterator[str]:
    with prism.running("discourse-openapi.json") as url:
        yield url


def read(channel: Channel, post: dict[str, Any], **settings: Any) -> list[Any]:
    channel.settings = {**channel.settings, **settings}
    return connector.parse(RawInbound(channel=channel, body=posts.body(post), received_at=timezone.now()))


def part(text: str = "Tighten the lid, please.", *, parent: str = "40/3") -> OutboundPart:
    message = OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="1",
        reply_token="t",
        idempotency_key="k",
        subject="",
        body_text=text,
        body_html="",
        sender_name="Owner",
        to=(),
        surface="topic",
        conversation="40",
        parent_id=parent,
    )
    return OutboundPart(number=0, message=message, idempotency_key="k", text=text)


def test_the_forums_own_example_of_a_signature_is_accepted(forum: Channel) -> None:
    """source: spec/jobs/emit_web_hook_event_spec.rb of discourse/discourse, its ping."""
    forum.credentials["webhook_secret"] = "my_lovely_secret_for_web_hook"
    signature = "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6"
    headers = {"x-discourse-event-signature": signature, "x-discourse-event-type": "ping"}
    asked = HookRequest(method="POST", url="", headers=headers, query={}, body=b'{"ping":"OK"}')
    verdict = connector.verify(asked, forum, now=timezone.now())
    assert getattr(verdict, "keep", None) is False
    forum.credentials = {}
    assert isinstance(connector.verify(asked, forum, now=timezone.now()), Reject)


def test_a_topic_is_public_and_an_answer_hangs_under_the_post_it_answers(forum: Channel) -> None:
    (first,) = read(forum, posts.post(40, 1, "It leaks", at=AT))
    assert isinstance(first, InboundMessage)
    assert (first.visibility, first.surface, first.conversation, first.parent_id) == ("public", "topic", "40", "")
    assert first.url.endswith("/t/it-leaks/40/1")
    (answer,) = read(forum, posts.post(40, 4, "Mine too", at=AT, user=8, username="bob", reply_to_post_number=3))
    assert (answer.parent_id, answer.own) == ("40/3", False)
    (plain,) = read(forum, posts.post(40, 5, "Same", at=AT))
    assert plain.parent_id == "40/1"


def test_what_the_staff_says_is_ours_and_what_they_whisper_stays_there(forum: Channel) -> None:
    (colleague,) = read(forum, posts.post(40, 2, "Hello", at=AT, username="grace", staff=True))
    (us,) = read(forum, posts.post(40, 3, "Hello", at=AT, username="SUPPORT"))
    assert colleague.own
    assert us.own
    for kind in (3, 4):
        assert read(forum, posts.post(40, 4, "closed", at=AT, post_type=kind)) == []


def test_a_personal_message_is_private(forum: Channel) -> None:
    personal: dict[str, Any] = {"topic_archetype": "private_message", "category_slug": None}
    (message,) = read(forum, posts.post(50, 1, "My order", at=AT, **personal), categories=["support"])
    assert (message.visibility, message.surface) == ("private", "personal")
    assert read(forum, posts.post(51, 1, "From us", at=AT, username="support", **personal)) == []


def test_only_the_chosen_categories_count(forum: Channel) -> None:
    assert read(forum, posts.post(40, 1, "Hi", at=AT, category_slug="lounge"), categories=["support"]) == []
    assert len(read(forum, posts.post(40, 1, "Hi", at=AT), categories=["support"])) == 1


def test_edits_and_deletions_are_told_apart_by_the_post_itself(forum: Channel) -> None:
    message, edited = read(forum, posts.post(40, 1, "It drips", at=AT, version=3))
    assert isinstance(message, InboundMessage)
    assert isinstance(edited, MessageEdited)
    assert (edited.external_id, edited.body_text, edited.version) == ("40/1", "It drips", "000003")
    (gone,) = read(forum, posts.post(40, 1, "x", at=AT, user_deleted=True))
    assert isinstance(gone, MessageDeleted)
    assert gone.by == "customer"
    (removed,) = read(forum, posts.post(40, 1, "x", at=AT, deleted_at="2026-11-02T10:00:00.000Z"))
    assert removed.by == "us"


def test_pictures_and_files_of_a_post_are_fetched_but_not_the_forums_emoji(forum: Channel) -> None:
    cooked = (
        '<p>Look <img src="/images/emoji/smile.png" class="emoji"></p>'
        '<div><a class="lightbox" href="https://cdn.example/original/big.jpeg" title="lid.jpeg">'
        '<img src="https://cdn.example/optimized/small.jpeg"></a></div>'
        '<p><a class="attachment" href="/uploads/short-url/abc.pdf">bill.pdf</a><img src="/uploads/b.png" alt="b"></p>'
    )
    (message,) = read(forum, posts.post(40, 1, "", at=AT, cooked=cooked))
    found = [(ref.ref.removeprefix(forum.settings["server_url"]), ref.kind) for ref in message.media]
    assert found == [
        ("https://cdn.example/original/big.jpeg", MediaKind.IMAGE),
        ("/uploads/short-url/abc.pdf", MediaKind.FILE),
        ("/uploads/b.png", MediaKind.IMAGE),
    ]


def test_the_key_goes_to_the_forum_and_to_nobody_else(forum: Channel, peer: Answers) -> None:
    peer.on("GET", "/uploads/a.png", Reply(body=b"png"))
    with_host = peer.url.replace("127.0.0.1", "localhost")
    connector.download(forum, MediaRef(ref=f"{peer.url}/uploads/a.png"))
    connector.download(forum, MediaRef(ref=f"{with_host}/uploads/a.png"))
    own, other = peer.to("GET", "/uploads/a.png")
    assert own.headers["api-key"] == "k"
    assert "api-key" not in other.headers


def test_every_call_is_one_that_the_forums_own_document_allows(forum: Channel, specification: str) -> None:
    forum.settings["server_url"] = specification
    with Forum(forum) as there:
        assert "username" in there.me()
        there.latest("posts", before=100)
        there.edit(12, "Other words")
        there.like(12)
        there.delete(12)
        there.say(40, "Tighten the lid, please.", under=3)
        assert there.upload(PICTURE)


def test_an_answer_goes_into_the_topic_below_the_post_it_answers(forum: Channel, peer: Answers) -> None:
    peer.on("POST", "/posts.json", Reply(json={"id": 9, "topic_id": 40, "post_number": 5}))
    with connector.sending(forum) as send:
        assert send(part()).external_id == "40/5"
        send(part(parent="40/1"))
    first, second = (asked.json for asked in peer.to("POST", "/posts.json"))
    assert first == {"topic_id": 40, "raw": "Tighten the lid, please.", "reply_to_post_number": 3}
    assert "reply_to_post_number" not in second


PICTURE = OutboundAttachment(filename="my [lid].png", content_type="image/png", content=b"png")
PAPER = OutboundAttachment(filename="bill.pdf", content_type="application/pdf", content=b"pdf")


def test_files_are_kept_on_the_forum_and_shown_below_the_words(forum: Channel, peer: Answers) -> None:
    shown = {"short_url": "upload://a.png", "original_filename": "my [lid].png", "width": 20, "height": 10}
    paper = {"short_url": "upload://b.pdf", "original_filename": "bill.pdf", "width": None, "height": None}
    peer.on("POST", "/uploads.json", Reply(json=shown), Reply(json=paper))
    peer.on("POST", "/posts.json", Reply(json={"id": 9, "topic_id": 40, "post_number": 5}))
    with connector.sending(forum) as send:
        send(dataclasses.replace(part("Look:"), attachments=(PICTURE, PAPER)))
    (asked,) = peer.to("POST", "/posts.json")
    assert asked.json["raw"] == "Look:\n\n![my  lid .png](upload://a.png)\n\n[bill.pdf|attachment](upload://b.pdf)"
    assert b'name="upload_type"' in peer.to("POST", "/uploads.json")[0].body


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (
            Reply(status=422, json={"action": "create_post", "errors": ["Body is too short"]}),
            InvalidContent,
            "too short",
        ),
        (Reply(json={"action": "enqueued", "success": True}), Rejected, "review"),
        (Reply(status=403, json={"errors": ["This topic is closed."], "error_type": "closed"}), Rejected, "closed"),
        (Reply(status=403, json={"errors": ["No."], "error_type": "invalid_access"}), PermissionMissing, ""),
        (Reply(status=404, json={"errors": ["gone"], "error_type": "not_found"}), NotFound, ""),
    ],
)
def test_what_the_forum_does_not_take_is_said_in_its_words(
    forum: Channel, peer: Answers, reply: Reply, error: type[Exception], words: str
) -> None:
    peer.on("POST", "/posts.json", reply)
    with connector.sending(forum) as send, pytest.raises(error, match=words):
        send(part())


def test_a_lost_answer_is_looked_up_among_the_newest_posts_of_the_topic(forum: Channel, peer: Answers) -> None:
    peer.on("GET", "/t/40.json", Reply(json={"post_stream": {"stream": [1, 2, 3]}}))
    newest = [
        {"username": "ada", "raw": part().text, "post_number": 3},
        {"username": "support", "raw": f"{part().text}\n", "post_number": 4},
    ]
    peer.on("GET", "/t/40/posts.json", Reply(json={"post_stream": {"posts": newest[:1]}}))
    assert connector.reconcile(forum, part()) is None
    peer.on("GET", "/t/40/posts.json", Reply(json={"post_stream": {"posts": newest}}))
    found = connector.reconcile(forum, part())
    assert found is not None
    assert found.external_id == "40/4"


def test_a_post_is_changed_by_its_id_which_its_number_leads_to(forum: Channel, peer: Answers) -> None:
    peer.on("GET", "/posts/by_number/40/3.json", Reply(json={"id": 77}))
    peer.on("PUT", "/posts/77.json", Reply(json={"post": {"id": 77}}))
    peer.on("DELETE", "/posts/77.json", Reply())
    peer.on("POST", "/post_actions.json", Reply(json={"id": 77}))
    for kind, own in ((ActionKind.EDIT, True), (ActionKind.DELETE, False), (ActionKind.LIKE, False)):
        action = OutboundAction(
            kind=kind, surface="topic", conversation="40", external_id="40/3", own=own, text="Other words"
        )
        connector.act(forum, action)
    (edited,) = peer.to("PUT", "/posts/77.json")
    assert edited.json == {"post": {"raw": "Other words"}}
    assert peer.to("DELETE", "/posts/77.json")
    assert peer.to("POST", "/post_actions.json")[0].json == {"id": 77, "post_action_type_id": 2}


@pytest.mark.parametrize("content", [b'{"topic": {"id": 4}}', b'{"ping": "OK"}', json.dumps({"like": {}}).encode()])
def test_other_news_of_the_forum_says_nothing_here(forum: Channel, content: bytes) -> None:
    assert connector.parse(RawInbound(channel=forum, body=content, received_at=timezone.now())) == []
