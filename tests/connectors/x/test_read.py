"""What X tells becomes events; the posts in these fixtures fit X's own document."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from connectors.x.read import read
from inbox.envelope import (
    ChannelChanged,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    PostChanged,
    Unparsed,
    Visibility,
)
from tests.connectors.x import payloads
from tests.connectors.x.payloads import ADA, BOB, OWN, ident, page, post
from tests.servers import schemas

NOW = timezone.now()
OURS = post(1, "Our new kettle!", author=OWN)
QUESTION = post(2, "@ExampleShop mine leaks", root=ident(1), replied=ident(1), to=OWN)
ANSWER = post(3, "@ada_l Sorry! DM us.", author=OWN, root=ident(1), replied=ident(2), to=ADA)
EDITED = post(5, "@ExampleShop mine leaks a lot", edit_history_tweet_ids=[ident(4), ident(5)])
HARD = post(6, "שלום 👩‍👩‍👧 日本語 &amp; &lt;b&gt; https://t.co/abc")
LINKED = post(
    7,
    "see https://t.co/abc",
    entities={
        "urls": [{"start": 4, "end": 20, "url": "https://t.co/abc", "expanded_url": "https://shop.example/kettle"}]
    },
    attachments={"media_keys": ["3_1", "7_2"]},
)
LONG = post(8, "the beginning…", note_tweet={"text": "the beginning and the end"})
QUOTE = post(10, "look at this", referenced_tweets=[{"type": "quoted", "id": ident(1)}])
RETWEET = post(11, "RT", referenced_tweets=[{"type": "retweeted", "id": ident(1)}])
PHOTO = {"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/media/1.jpg"}
FILM = {
    "media_key": "7_2",
    "type": "video",
    "variants": [
        {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/1.m3u8"},
        {"bit_rate": 256000, "content_type": "video/mp4", "url": "https://video.twimg.com/small.mp4"},
        {"bit_rate": 2176000, "content_type": "video/mp4", "url": "https://video.twimg.com/large.mp4"},
    ],
}


def events(said: Any) -> list[InboundEvent]:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return read(body, username=payloads.USERNAME, received_at=NOW)


def message(said: Any) -> InboundMessage:
    found = events(said)[0]
    assert isinstance(found, InboundMessage)
    return found


@pytest.mark.parametrize("made", [OURS, QUESTION, ANSWER, EDITED, HARD, LINKED, LONG, QUOTE, RETWEET])
def test_the_fixtures_are_posts_as_x_publishes_them(made: dict[str, Any]) -> None:
    schemas.check("x-openapi.json", "Tweet", made)
    schemas.check("x-openapi.json", "User", payloads.user(made["author_id"]))


@pytest.mark.parametrize("made", [PHOTO, FILM])
def test_the_files_are_as_x_publishes_them(made: dict[str, Any]) -> None:
    schemas.check("x-openapi.json", {"photo": "Photo", "video": "Video"}[made["type"]], made)


def test_the_same_post_is_the_same_message_by_webhook_and_by_fetching() -> None:
    hooked, fetched = events(payloads.mention(QUESTION)), events(page(QUESTION))
    assert hooked == fetched
    found = message(page(QUESTION))
    assert (found.external_id, found.parent_id, found.visibility) == (ident(2), ident(1), Visibility.PUBLIC)
    assert (found.sender.handle, found.sender.name) == (ADA, "Ada (@ada_l)")
    assert found.url == f"https://x.com/ada_l/status/{ident(2)}"
    assert found.sent_at == payloads.AT


def test_each_person_under_our_post_has_a_conversation_of_their_own_with_the_post_above() -> None:
    other = post(12, "@ExampleShop mine too", author=BOB, root=ident(1), replied=ident(2), to=ADA)
    found = [each for each in events(page(QUESTION, other, tweets=[OURS])) if isinstance(each, InboundMessage)]
    assert {each.conversation for each in found} == {f"{ident(1)}/{ADA}", f"{ident(1)}/{BOB}"}
    assert all(each.post is not None and each.post.external_id == ident(1) for each in found)
    assert message(page(post(13, "@ExampleShop hi"))).post is None


def test_what_we_say_on_x_itself_joins_the_conversation_of_whom_it_answers() -> None:
    found = message(payloads.event("post.create", ANSWER, with_=payloads.includes([ANSWER, QUESTION])))
    assert (found.own, found.conversation, found.sender.handle) == (True, f"{ident(1)}/{ADA}", ADA)


def test_a_post_of_ours_is_a_post_and_not_a_message() -> None:
    (found,) = events(payloads.event("post.create", OURS, with_=payloads.includes([OURS])))
    assert isinstance(found, PostChanged)
    assert (found.post.external_id, found.post.text) == (ident(1), "Our new kettle!")


def test_a_further_part_of_our_own_answer_is_neither_a_post_nor_a_message() -> None:
    second = post(14, "…and turn it.", author=OWN, root=ident(1), replied=ident(3), to=OWN)
    assert events(payloads.event("post.create", second, with_=payloads.includes([second]))) == []


def test_an_edited_post_keeps_its_first_id_and_its_last_words() -> None:
    created, edited = events(page(EDITED))
    assert isinstance(created, InboundMessage)
    assert isinstance(edited, MessageEdited)
    assert created.external_id == edited.external_id == ident(4)
    assert edited.body_text == "@ExampleShop mine leaks a lot"
    assert edited.version.lstrip("0") == ident(5)


def test_words_links_files_and_long_posts_are_whole() -> None:
    assert message(page(HARD)).body_text == "שלום 👩‍👩‍👧 日本語 & <b> https://t.co/abc"
    linked = message(page(LINKED, media=[PHOTO, FILM]))
    assert linked.body_text == "see https://shop.example/kettle"
    assert [file.ref for file in linked.media] == [PHOTO["url"], "https://video.twimg.com/large.mp4"]
    assert message(page(LONG)).body_text == "the beginning and the end"
    assert message(page(QUOTE)).extra == {"quotes": f"https://x.com/i/status/{ident(1)}"}
    assert events(page(RETWEET)) == []


def test_a_direct_message_is_a_notice_that_says_where_to_read_it() -> None:
    found = message(payloads.event("chat.received", payloads.CHAT))
    assert (found.surface, found.visibility) == ("dm", Visibility.PRIVATE)
    assert "ciphertext" not in found.body_text
    assert "x.com/messages" in found.body_text
    assert found.sent_at == dt.datetime.fromtimestamp(1784841183.370, dt.UTC)


def test_deletions_are_ours_by_webhook_and_customers_by_the_daily_look() -> None:
    (ours,) = events(payloads.event("post.delete", payloads.DELETED))
    assert ours == MessageDeleted(external_id=ident(9), at=NOW, by=DeletedBy.US)
    (theirs,) = events({"data": [], "errors": [payloads.gone(ident(2))]})
    assert theirs == MessageDeleted(external_id=ident(2), at=NOW)
    protected = payloads.gone(ident(2)) | {"type": "https://api.twitter.com/2/problems/not-authorized-for-resource"}
    assert events({"data": [], "errors": [protected]}) == []


def test_a_broken_post_harms_no_other_and_what_nobody_knows_is_kept_for_a_person() -> None:
    broken = {name: value for name, value in post(20, "lost").items() if name != "author_id"}
    whole = page(post(21, "one"), post(22, "two"))
    whole["data"].insert(1, broken)
    assert [type(each) for each in events(whole)] == [InboundMessage, Unparsed, InboundMessage]
    (unknown,) = events(payloads.event("telepathy.received", {"id": "1", "text": "hm"}))
    assert "telepathy" in str(unknown)
    assert events(payloads.event("follow.follow", {"id": "1"})) == []
    (revoked,) = events(payloads.event("oauth.revoke", {"id": "1"}))
    assert isinstance(revoked, ChannelChanged)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data": 3}', b"\xff", b"null"])
def test_rubbish_is_unparsed(body: bytes) -> None:
    assert [type(each) for each in events(body)] == [Unparsed]
