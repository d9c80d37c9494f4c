"""What LinkedIn tells becomes events."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors.linkedin.read import read
from inbox.envelope import DeletedBy, InboundEvent, InboundMessage, MessageDeleted, MessageEdited, Unparsed, Visibility
from tests.connectors.linkedin import notifications
from tests.connectors.linkedin.notifications import ADA, BOB, PAGE, POST, call, comment, mention, notification, urn

AT = dt.datetime.fromtimestamp(notifications.AT / 1000, dt.UTC)
HARD = "שלום 👩‍👩‍👧 日本語 <b>"


def events(*items: notifications.Item) -> list[InboundEvent]:
    return read(call(*items), own=PAGE)


def message(item: notifications.Item) -> InboundMessage:
    (found,) = events(item)
    assert isinstance(found, InboundMessage)
    return found


def test_a_comment_opens_a_conversation_under_its_post_and_a_reply_joins_it() -> None:
    first, reply = message(comment(1, HARD)), message(comment(2, "Same", owner=BOB, under=urn(1)))
    assert (first.external_id, first.conversation, first.parent_id) == (urn(1), urn(1), "")
    assert (reply.external_id, reply.conversation, reply.parent_id) == (urn(2), urn(1), urn(1))
    assert (first.body_text, first.sender.handle, first.sent_at) == (HARD, ADA, AT)
    assert first.visibility is Visibility.PUBLIC
    assert first.post is not None
    assert (first.post.external_id, first.post.text, first.post.ours) == (POST, "Our new kettle", True)
    assert first.url == f"https://www.linkedin.com/feed/update/{POST}/"


def test_a_comment_has_one_id_in_both_spellings() -> None:
    bare = notification("COMMENT", 1)
    found = message(bare)
    assert found.external_id == urn(1)
    assert "Read it there" in found.body_text
    assert found.sender.handle == f"unknown:{urn(1)}"


def test_what_our_page_says_there_is_our_own() -> None:
    assert message(comment(3, "Sorry!", owner=PAGE, under=urn(1), action="ADMIN_COMMENT")).own
    assert message(comment(3, "Sorry!", owner=PAGE, under=urn(1))).own
    assert not message(comment(1, "Leaks")).own


def test_edits_and_deletions_name_the_comment() -> None:
    assert events(comment(1, "Leaks a lot", action="COMMENT_EDIT")) == [
        MessageEdited(external_id=urn(1), at=AT, body_text="Leaks a lot")
    ]
    assert events(notification("COMMENT_DELETE", 1)) == [MessageDeleted(external_id=urn(1), at=AT)]
    assert events(comment(1, "", owner=PAGE, action="COMMENT_DELETE")) == [
        MessageDeleted(external_id=urn(1), at=AT, by=DeletedBy.US)
    ]


def test_a_post_that_names_us_is_a_message_of_its_own() -> None:
    found = message(mention(4, "Thanks @Shop"))
    assert (found.surface, found.conversation, found.external_id) == (
        "mention",
        "urn:li:share:7004",
        "urn:li:share:7004",
    )
    assert found.post is None


def test_likes_shares_and_other_pages_say_nothing() -> None:
    elsewhere = comment(1, "x") | {"organizationalEntity": notifications.OTHER_PAGE}
    assert events(notification("LIKE", 1), notification("SHARE", 2), elsewhere) == []


def test_one_broken_item_harms_no_other_and_what_nobody_knows_is_kept_for_a_person() -> None:
    broken = comment(2, "lost")
    del broken["lastModifiedAt"]
    found = events(comment(1, "one"), broken, notification("TELEPATHY", 3), comment(4, "four"))
    assert [type(each) for each in found] == [InboundMessage, Unparsed, Unparsed, InboundMessage]
    assert "TELEPATHY" in str(found[2])


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"type": "LEAD_ACTION"}', b'{"type": 1, "notifications": 2}', b"\xff", b"null"]
)
def test_rubbish_is_unparsed(body: bytes) -> None:
    assert [type(each) for each in read(body, own=PAGE)] == [Unparsed]
