"""What a kept item says."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from connectors.bluesky import parse
from inbox.envelope import DeletedBy, InboundMessage, MessageDeleted, Reaction, Unparsed, Visibility
from tests.connectors.bluesky.shapes import (
    ADA,
    PICTURES,
    US,
    logged,
    notification,
    ours,
    post,
    profile,
    ref,
    said,
    uri,
)

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def read(**item: Any) -> Any:
    found = parse.events(json.dumps({"us": US, **item}).encode(), received_at=NOW)
    return found[0] if len(found) == 1 else found


def test_a_mention_is_a_public_message() -> None:
    message = read(post=post(1, "@shop.example it leaks 你好"), ancestors=[])
    assert isinstance(message, InboundMessage)
    assert (message.sender.network, message.sender.handle, message.sender.name) == ("bluesky", ADA, "Ada")
    assert (message.surface, message.conversation, message.visibility) == ("mention", uri(1), Visibility.PUBLIC)
    assert message.url == f"https://bsky.app/profile/{ADA}/post/3l00001aaaaaa"
    assert (message.body_text, message.language) == ("@shop.example it leaks 你好", "en")


def test_without_a_display_name_the_handle_is_shown() -> None:
    assert read(post=post(1, "x", by=profile(name=""))).sender.name == "@ada.example"


def test_answers_to_our_post_each_begin_a_conversation_under_it() -> None:
    kettles = ours(100, "New kettles!")
    root = ref(100, US)
    first = post(101, "how much?", reply={"root": root, "parent": root})
    answer = ours(102, "40", reply={"root": root, "parent": ref(101)})
    deeper = post(103, "and shipping?", reply={"root": root, "parent": ref(102, US)})
    message = read(post=first, ancestors=[kettles])
    assert (message.surface, message.conversation, message.parent_id) == ("comment", uri(101), uri(100, US))
    assert message.post is not None
    assert (message.post.external_id, message.post.text) == (uri(100, US), "New kettles!")
    assert read(post=deeper, ancestors=[kettles, first, answer]).conversation == uri(101)


def test_an_answer_in_somebody_elses_thread_belongs_to_that_thread() -> None:
    eve = profile("did:plc:eve", "eve.example", "Eve")
    root = {"uri": uri(90, "did:plc:eve"), "cid": "c"}
    message = read(
        post=post(91, "ask @shop.example", reply={"root": root, "parent": root}),
        ancestors=[post(90, "Which kettle?", by=eve)],
    )
    assert (message.surface, message.conversation, message.post) == ("mention", uri(90, "did:plc:eve"), None)


def test_facets_become_links_by_their_bytes_and_wrong_ones_are_passed_over() -> None:
    text = "你好 <b> https://example.org"
    begin = len("你好 <b> ".encode())
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/?a=1&b=2"}
    hostile = {"$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(1)"}
    facets = [
        {"index": {"byteStart": begin, "byteEnd": begin + 19}, "features": [link]},
        {"index": {"byteStart": 0, "byteEnd": 6}, "features": [hostile]},
        {"index": {"byteStart": 90, "byteEnd": 95}, "features": [link]},
    ]
    html = read(post=post(1, text, facets=facets)).body_html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert "&lt;b&gt;" in html
    assert "javascript" not in html


def test_pictures_are_fetched_by_the_address_of_the_view_also_beside_a_quote() -> None:
    (media,) = read(post=post(1, "look", view=PICTURES)).media
    assert "feed_fullsize" in media.ref
    both = {"$type": "app.bsky.embed.recordWithMedia#view", "media": PICTURES, "record": {}}
    assert len(read(post=post(1, "look", view=both)).media) == 1


@pytest.mark.parametrize("wrong", ["yesterday", "2026-11-21T12:00:00", ""])
def test_a_time_that_cannot_be_used_gives_way_to_when_it_was_seen(wrong: str) -> None:
    shape = post(1, "x")
    shape["record"]["createdAt"] = wrong
    assert read(post=shape).sent_at == dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def test_a_like_and_a_deletion_are_read() -> None:
    like = read(like=notification("like", post(5, "x"), reasonSubject=uri(9, US)))
    gone = read(deleted=uri(1))
    assert isinstance(like, Reaction)
    assert (like.external_id, like.emoji) == (uri(9, US), "like")
    assert isinstance(gone, MessageDeleted)
    assert (gone.external_id, gone.by, gone.at) == (uri(1), DeletedBy.CUSTOMER, NOW)


def test_a_direct_message_is_private_and_ours_is_with_the_other_person() -> None:
    theirs = read(chat=logged("logCreateMessage", said(1, "It leaks")), peer=profile())
    assert (theirs.surface, theirs.conversation, theirs.visibility) == ("dm", "3lconvoaaaaaa", Visibility.PRIVATE)
    assert (theirs.sender.handle, theirs.sender.name, theirs.own) == (ADA, "Ada", False)
    own = read(chat=logged("logCreateMessage", said(2, "Send it back", by=US)), peer=profile())
    assert (own.own, own.sender.handle) == (True, ADA)
    assert own.external_id == "3lconvoaaaaaa/3lm00002"


def test_what_nobody_says_is_passed_over_and_what_is_unknown_is_shown() -> None:
    assert read(chat={"$type": "chat.bsky.convo.defs#logBeginConvo", "rev": "2", "convoId": "c"}) == []
    deleted = {"$type": "chat.bsky.convo.defs#deletedMessageView", "id": "3", "rev": "2", "sender": {"did": ADA}}
    assert read(chat=logged("logCreateMessage", deleted)) == []
    assert isinstance(read(chat=logged("logTelepathy", said(1, "hello"))), Unparsed)
    assert isinstance(read(post={"uri": uri(1)}), Unparsed)


def test_a_reaction_to_a_direct_message_is_read() -> None:
    reaction = {"value": "👍", "sender": {"did": ADA}, "createdAt": "2026-11-21T12:00:00.000Z"}
    event = read(chat=logged("logAddReaction", said(2, "ok", by=US), reaction=reaction))
    assert (event.external_id, event.emoji, event.added) == ("3lconvoaaaaaa/3lm00002", "👍", True)
