from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox import changes, outbox, search, verify
from inbox.envelope import (
    DeletedBy,
    InboundAttachment,
    InboundEvent,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostChanged,
    PostSnapshot,
    Reaction,
    ReadUpTo,
    SendResult,
)
from inbox.models import Attachment, Blob, Channel, EarlyEvent, Event, Message, Post, RawInbound, Ticket
from tests import office, social
from tests.office import Office

NOW = timezone.now().replace(microsecond=0)


def at(minute: int) -> dt.datetime:
    return NOW - dt.timedelta(hours=1) + dt.timedelta(minutes=minute)


def edit(text: str, minute: int, **more: Any) -> MessageEdited:
    return MessageEdited(external_id="d1", at=at(minute), body_text=text, **more)


GONE = MessageDeleted(external_id="d1", at=at(9))


def said(text: str = "My card is 4111.", **more: Any) -> InboundEvent:
    return social.dm(text, external_id="d1", sent_at=at(0), **more)


@pytest.fixture
def page(shop: Office) -> Channel:
    return social.page(shop.support)


def whole(page: Channel) -> Message:
    found = Message.objects.get(channel=page, external_id="d1")
    assert [broken for broken in verify.check() if broken.invariant != "I4"] == []
    return found


def test_an_edit_replaces_the_words_everywhere_and_keeps_what_was_said(page: Channel) -> None:
    social.tell(page, said("Helo."))
    social.tell(page, edit("Hello.", 1, body_html="<p>Hello.</p>"))
    message = whole(page)
    assert (message.body_text, message.reply_text, message.edited_at) == ("Hello.", "Hello.", at(1))
    assert message.ticket.preview == "Hello."
    assert list(message.revisions.values_list("body_text", "until")) == [("Helo.", at(1))]
    assert Event.objects.filter(kind="message.edited", message=message).count() == 1
    assert [t.pk for t in search.tickets(Ticket.objects.all(), "hello")] == [message.ticket_id]
    assert not search.tickets(Ticket.objects.all(), "helo.x").exists()


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ([edit("two", 2), edit("one", 1)], "two"),
        ([edit("one", 1), edit("two", 1)], "two"),
        ([edit("v2", 1, version="10"), edit("v1", 2, version="9")], "v2"),
        ([edit("cid2", 2, version="bafy2"), edit("cid1", 1, version="bafy1")], "cid2"),
        ([edit("same", 1), edit("same", 1)], "same"),
    ],
)
def test_an_older_edit_never_overwrites_a_newer_text(page: Channel, edits: list[MessageEdited], text: str) -> None:
    social.tell(page, said())
    for each in edits:
        social.tell(page, each)
    assert whole(page).body_text == text


def test_a_deletion_takes_the_words_away_from_everywhere(page: Channel) -> None:
    file = InboundAttachment(filename="card.txt", content_type="text/plain", content=b"4111")
    social.tell(page, said(attachments=(file,), extra={"raw": "4111"}), body=b"4111")
    social.tell(page, edit("4111!", 1), body=b"4111!")
    social.tell(page, Reaction(external_id="d1", sender=social.person("Bob"), emoji="like", at=at(2)))
    social.tell(page, GONE, body=b"was 4111")
    social.tell(page, said(), body=b"4111, once more by the poll")

    message = whole(page)
    assert (message.deleted_at, message.body_text, message.body_html, message.reply_text) == (at(9), "", "", "")
    assert (message.reactions, message.extra) == ([], {"joined_by": "new"})
    assert not message.revisions.exists()
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()
    assert message.ticket.preview == ""
    assert message.ticket.message_count == 0
    kept = [bytes(raw.body) for raw in RawInbound.objects.all()]
    assert not any(b"4111" in body for body in kept)
    assert Event.objects.get(kind="message.deleted").data == {"by": "customer"}
    assert not search.tickets(Ticket.objects.all(), "4111").exists()


def test_a_file_that_another_message_has_too_stays_there(page: Channel) -> None:
    file = InboundAttachment(filename="a.txt", content_type="text/plain", content=b"same")
    social.tell(page, said(attachments=(file,)))
    social.tell(page, social.dm(attachments=(file,)))
    social.tell(page, GONE)
    assert Attachment.objects.get().content == b"same"


def test_bytes_in_which_somebody_elses_words_came_too_stay(page: Channel) -> None:
    social.tell(page, said(), social.dm("Me too.", by="Bob"), body=b"both")
    social.tell(page, GONE)
    assert bytes(RawInbound.objects.earliest("id").body) == b"both"


def test_the_subject_that_was_theirs_goes_with_the_words(page: Channel) -> None:
    social.tell(page, said(subject="Card 4111"))
    social.tell(page, GONE)
    assert whole(page).ticket.subject == "Ada: deleted"


def test_deletion_is_final(page: Channel) -> None:
    social.tell(page, said())
    social.tell(page, GONE)
    social.tell(page, edit("4111 again", 20), body=b"4111 again")
    social.tell(page, Reaction(external_id="d1", sender=social.person("Bob"), emoji="like", at=at(21)))
    social.tell(page, MessageHidden(external_id="d1", at=at(22), hidden=True))
    message = whole(page)
    assert (message.body_text, message.reactions, message.hidden_at) == ("", [], None)
    assert bytes(RawInbound.objects.order_by("id")[2].body) == b""


@pytest.mark.parametrize("order", ["forward", "backward", "at once", "at once backward"])
def test_news_in_any_order_ends_the_same(page: Channel, order: str) -> None:
    bob = social.person("Bob")
    story: list[InboundEvent] = [
        said(),
        edit("Sorry.", 1),
        edit("Sorry!", 2),
        Reaction(external_id="d1", sender=bob, emoji="👍", at=at(3)),
        MessageHidden(external_id="d1", at=at(4), hidden=True),
    ]
    told = story[::-1] if "backward" in order else story
    if "at once" in order:
        social.tell(page, *told)
    else:
        for event in told:
            social.tell(page, event)
    message = whole(page)
    assert message.body_text == "Sorry!"
    assert message.reactions == [{"emoji": "👍", "handle": "bob", "name": "Bob"}]
    assert message.hidden_at == at(4)
    assert not EarlyEvent.objects.exists()


def test_a_deletion_that_came_first_leaves_nothing_to_read(page: Channel) -> None:
    social.tell(page, GONE)
    (made,) = social.tell(page, said(), body=b"4111")
    assert made.deleted_at is not None
    message = whole(page)
    assert (message.body_text, message.ticket.preview) == ("", "")


def test_reactions_come_and_go(page: Channel) -> None:
    social.tell(page, said())
    ada, bob = social.person("Ada"), social.person("Bob")

    def after(*news: tuple[Any, str, bool]) -> list[str]:
        for who, emoji, added in news:
            social.tell(page, Reaction(external_id="d1", sender=who, emoji=emoji, at=at(1), added=added))
        return [f"{each['handle']} {each['emoji']}" for each in whole(page).reactions]

    assert after((ada, "👍", True), (ada, "👍", True), (bob, "👍", True)) == ["ada 👍", "bob 👍"]
    assert after((ada, "❤", True)) == ["ada 👍", "bob 👍", "ada ❤"]
    assert after((ada, "", False)) == ["bob 👍"]
    assert after((bob, "👍", False)) == []


def test_hidden_and_shown_again(page: Channel) -> None:
    social.tell(page, said())
    social.tell(page, MessageHidden(external_id="d1", at=at(1), hidden=True))
    assert whole(page).hidden_at == at(1)
    social.tell(page, MessageHidden(external_id="d1", at=at(2), hidden=False))
    assert whole(page).hidden_at is None
    assert [e.data["hidden"] for e in Event.objects.filter(kind="message.hidden").order_by("id")] == [True, False]


def test_what_was_sent_before_the_watermark_has_been_read(shop: Office, page: Channel) -> None:
    asked = social.hear(page, social.dm())
    for _ in range(2):
        made = office.answer(asked.ticket, shop.owner, visibility="private")
        Message.objects.filter(pk=made.pk).update(thread=asked.thread)
        (delivery,) = outbox.claim(1)
        outbox.settle(delivery, SendResult(external_id=f"m{made.pk}"))
    first, second = Message.objects.filter(direction="outbound").order_by("id")
    later = timezone.now() + dt.timedelta(hours=1)
    Message.objects.filter(pk=second.pk).update(sent_at=later + dt.timedelta(minutes=1))
    social.tell(page, ReadUpTo(conversation="ada", at=later))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.delivery.state, second.delivery.state) == ("read", "sent")
    assert asked.thread is not None
    asked.thread.refresh_from_db()
    assert asked.thread.read_until == later


def test_a_post_that_is_gone_loses_its_words_and_keeps_its_comments(page: Channel) -> None:
    social.tell(page, social.comment())
    social.tell(page, PostChanged(post=PostSnapshot(external_id="post-1", text="New text."), at=at(1)))
    assert (Post.objects.get().text, Post.objects.get().title) == ("New text.", "Our new kettle")
    social.tell(page, PostChanged(post=PostSnapshot(external_id="post-1"), at=at(2), deleted=True))
    post = Post.objects.get()
    assert (post.text, post.title, post.deleted_at) == ("", "", at(2))
    assert Message.objects.get().body_text == "It leaks."


def test_what_people_here_do_says_who_and_why(shop: Office, page: Channel) -> None:
    (made,) = social.tell(page, said())
    assert changes.delete(made.pk, by=DeletedBy.US, at=at(1), actor=shop.owner, reason="Insult")
    assert not changes.delete(made.pk, by=DeletedBy.US, at=at(1), actor=shop.owner)
    event = Event.objects.get(kind="message.deleted")
    assert (event.actor, event.data) == (shop.owner, {"by": "us", "reason": "Insult"})
