"""Feeds of a real WordPress, and of a server that says what feeds say elsewhere."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from connectors import tasks
from connectors.errors import ContractChanged, NotFound, RateLimited, Refused, Transient, Unsupported
from connectors.feed import entries
from connectors.feed.connector import connector
from inbox import replies
from inbox.envelope import InboundMessage, MessageEdited, Unparsed
from inbox.errors import InboxError
from inbox.models import Channel, Message
from tests.office import Office
from tests.servers import answers as scripted
from tests.servers.answers import Answers, Reply
from tests.servers.wordpress import WordPress

Follow = Callable[[str], Channel]

# source: RFC 4287 (Atom), RFC 4685 (threading extension), RSS 2.0 specification of rssboard.org; 2026-11-22
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Talk</title>{}</feed>"""
ENTRY = """<entry><id>tag:talk,{id}</id><title>{title}</title><link href="https://talk.example/post{place}"/>
<updated>2026-03-0{id}T10:00:00Z</updated><author><name>Ada</name><uri>https://ada.example</uri></author>
<content type="html">&lt;p&gt;{text}&lt;/p&gt;</content>{more}</entry>"""


def atom(*found: str) -> Reply:
    return Reply(body=ATOM.format("".join(found)).encode(), headers={"Content-Type": "application/atom+xml"})


def entry(number: int, text: str, *, title: str = "Kettles", place: str = "", more: str = "") -> str:
    return ENTRY.format(id=number, text=text, title=title, place=place, more=more)


@pytest.fixture
def peer() -> Iterator[Answers]:
    with scripted.running() as server:
        yield server


def look(channel: Channel) -> int:
    kept = connector.poll(Channel.objects.get(pk=channel.pk))
    tasks.process_raws()
    return kept


def test_new_comments_in_a_real_comment_feed_become_public_tickets(follow: Follow, wordpress: WordPress) -> None:
    wordpress.comment("Before we looked")
    channel = follow(f"{wordpress.url}/comments/feed/")
    assert look(channel) == 0
    number = wordpress.comment("Does it whistle?", name="Zoë")
    assert look(channel) == 1
    message = Message.objects.get(channel=channel)
    assert (message.body_text, message.author_name, message.visibility) == ("Does it whistle?", "Zoë", "public")
    assert message.surface == "comment"
    assert message.url.endswith(f"#comment-{number}")
    assert message.thread is not None
    assert message.thread.post is not None
    assert look(channel) == 0


def test_a_feed_that_says_nothing_changed_is_asked_no_more_than_that(follow: Follow, peer: Answers) -> None:
    first = atom(entry(1, "One"))
    peer.on("GET", "/feed", dataclasses.replace(first, headers={"ETag": '"abc"'}), Reply(status=304))
    channel = follow(f"{peer.url}/feed")
    assert [look(channel), look(channel)] == [0, 0]
    assert peer.to("GET", "/feed")[1].headers["if-none-match"] == '"abc"'


def test_an_entry_that_is_changed_and_changed_back_is_edited_twice(follow: Follow, peer: Answers) -> None:
    peer.on("GET", "/feed", *(atom(*e) for e in ((), (entry(1, "A"),), (entry(1, "B"),), (entry(1, "A"),))))
    channel = follow(f"{peer.url}/feed")
    assert [look(channel) for _ in range(4)] == [0, 1, 1, 1]
    message = Message.objects.get(channel=channel)
    assert message.body_text == "A"
    assert message.revisions.count() == 2


def test_an_answer_to_an_entry_finds_its_parent(follow: Follow, peer: Answers) -> None:
    answer = entry(2, "Yes", place="#c2", more='<thr:in-reply-to ref="tag:talk,1"/>')
    peer.on("GET", "/feed", atom(), atom(answer, entry(1, "Does it?")))
    channel = follow(f"{peer.url}/feed")
    look(channel)
    assert look(channel) == 2
    question, yes = Message.objects.filter(channel=channel).order_by("sent_at")
    assert yes.parent == question
    assert (question.surface, yes.surface) == ("entry", "comment")


def test_a_feed_that_moved_is_followed_on_its_host_and_told_otherwise(follow: Follow, peer: Answers) -> None:
    peer.on("GET", "/feed", Reply(status=301, headers={"Location": "/new"}))
    peer.on("GET", "/new", atom(entry(1, "One")))
    channel = follow(f"{peer.url}/feed")
    assert look(channel) == 0
    peer.on("GET", "/new", Reply(status=301, headers={"Location": "/newer"}))
    with pytest.raises(NotFound, match="newer"):
        connector.poll(channel)
    peer.on("GET", "/feed", Reply(status=302, headers={"Location": "http://169.254.169.254/latest"}))
    with pytest.raises((Refused, Transient, NotFound, ContractChanged)):
        connector.poll(channel)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(body=b"<html><body>Not here</body></html>"), ContractChanged),
        (Reply(body=b""), ContractChanged),
        (Reply(status=404), NotFound),
        (Reply(status=429, headers={"Retry-After": "30"}), RateLimited),
        (Reply(status=500), Transient),
    ],
)
def test_what_is_no_feed_is_said_in_words(follow: Follow, peer: Answers, reply: Reply, error: type[Exception]) -> None:
    peer.on("GET", "/feed", reply)
    channel = follow(f"{peer.url}/feed")
    with pytest.raises(error):
        connector.poll(channel)
    (check,) = connector.validate(channel)
    assert not check.ok


def test_a_feed_cannot_be_answered_and_says_so(follow: Follow, peer: Answers, shop: Office) -> None:
    peer.on("GET", "/feed", atom(), atom(entry(1, "One")))
    channel = follow(f"{peer.url}/feed")
    look(channel)
    look(channel)
    ticket = Message.objects.get(channel=channel).ticket
    with pytest.raises(InboxError) as refused:
        replies.reply(
            ticket.pk,
            author=shop.owner,
            body_html="<p>Hi</p>",
            to=["x"],
            last_seen_message_id=None,
            visibility="public",
        )
    assert refused.value.status in (400, 409)
    with connector.sending(channel) as send, pytest.raises(Unsupported):
        send(None)  # type: ignore[arg-type]


def test_scripts_and_monsters_in_a_feed_do_no_harm() -> None:
    evil = html.escape("<img src=x onerror=alert(1)><script>alert(1)</script><a href='javascript:x'>Hi</a>")
    _, (found,) = entries.read(ATOM.format(entry(1, evil)).encode(), "https://talk.example/feed")
    kept = json.dumps({"entry": found, "change": 0}).encode()
    (event,) = entries.to_events(kept, received_at=timezone.now())
    assert isinstance(event, InboundMessage)
    assert not {"onerror", "script", "javascript"} & set(re.findall(r"[a-z]+", event.body_html))
    assert "Hi" in event.body_text
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 10)
    )
    bomb += b"]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
    title, _ = entries.read(bomb, "https://talk.example/feed")
    assert len(title) <= 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"entry": {}, "change": 0}'])
def test_what_is_no_entry_is_unparsed(body: bytes) -> None:
    (event,) = entries.to_events(body, received_at=timezone.now())
    assert isinstance(event, Unparsed)


def test_an_entry_without_date_author_or_id_is_still_read() -> None:
    item = b"<item><description>Only words</description></item>"
    rss = b"<rss version='2.0'><channel><title>T</title>" + item + b"</channel></rss>"
    _, (found,) = entries.read(rss, "https://talk.example/feed")
    assert found["id"]
    assert isinstance(entries._event(found, change=0, received_at=timezone.now()), InboundMessage)
    assert isinstance(entries._event(found, change=1, received_at=timezone.now()), MessageEdited)
