"""Where a reply may go: public or private, in which conversation, until when, and to whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inbox import answering, attachments, composing, outbox, replies
from inbox.envelope import Address
from inbox.errors import InboxError
from inbox.models import Channel, Delivery, Draft, Message, Thread
from tests import office
from tests.connectors import pigeon
from tests.office import Office

DAY = dt.timedelta(days=1)


@pytest.fixture
def loft(shop: Office) -> Channel:
    made = office.channel("loft", shop.support, kind="pigeon")
    made.capabilities = pigeon.LIMITS
    made.save()
    return made


def reply(message: Message, shop: Office, text: str = "Coo!", **more: Any) -> Message:
    newest = Message.objects.filter(ticket=message.ticket).order_by("-pk").values_list("pk", flat=True).first()
    values: dict[str, Any] = {"last_seen_message_id": newest, "body_html": f"<p>{text}</p>"}
    return replies.reply(message.ticket_id, author=shop.owner, **(values | more))


def shown(message: Message) -> list[tuple[str, bool, str]]:
    return [(p.surface, p.option.allowed, p.option.code) for p in answering.places(message.ticket)]


def refused(code: str, message: Message, shop: Office, **more: Any) -> InboxError:
    with pytest.raises(InboxError) as raised:
        reply(message, shop, **more)
    assert raised.value.code == code
    return raised.value


def age(message: Message, by: dt.timedelta) -> None:
    Thread.objects.update(last_customer_at=timezone.now() - by)
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now() - by)


def test_an_answer_to_a_comment_is_public_and_hangs_under_it(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1", external_id="c1")
    answer = reply(comment, shop)
    assert (answer.visibility, answer.surface, answer.parent_id) == ("public", "comment", comment.pk)
    composed = composing.compose(outbox.claim(1)[0])
    assert (composed.parent_id, composed.conversation, composed.post_id) == ("c1", "c1", "post-1")
    assert (composed.private_reply_to, composed.visibility) == ("", "public")
    assert [address.handle for address in composed.to] == ["Ada-7"]


def test_a_direct_message_quotes_only_what_the_agent_chose(loft: Channel, shop: Office) -> None:
    asked = pigeon.said(loft, external_id="m1")
    assert (reply(asked, shop).parent_id, reply(asked, shop).visibility) == (None, "private")
    assert reply(asked, shop, parent_message_id=asked.pk).parent_external_id == "m1"


def test_an_agent_who_is_wrong_about_who_will_see_it_is_told_before_it_leaves(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    refused("invalid", comment, shop, visibility="private")
    assert reply(comment, shop, visibility="public").visibility == "public"


def test_what_is_too_long_is_refused_in_the_networks_unit(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    error = refused("too_long", comment, shop, body_html="<p>eleven char</p>")
    assert error.data == {"length": 11, "max": 10, "unit": "codepoints"}
    direct = pigeon.said(loft, sender=Address(network="pigeon", handle="Bob-8"), key="chat-2")
    assert reply(direct, shop, "This leaves in several parts.")


def test_a_window_that_closes_while_the_agent_types_keeps_the_text(loft: Channel, shop: Office) -> None:
    asked = pigeon.said(loft)
    assert shown(asked) == [("dm", True, "")]
    Draft.objects.create(user=shop.owner, ticket=asked.ticket, kind="reply", body="<p>Coo</p>", recipients={})
    age(asked, DAY + dt.timedelta(seconds=1))
    assert shown(asked) == [("dm", False, "window_closed")]
    error = refused("window_closed", asked, shop)
    assert (error.status, error.data["escapes"]) == (409, ["template"])
    assert Draft.objects.get().body == "<p>Coo</p>"
    template = {"name": "hello", "language": "en", "parameters": ["Ada"]}
    sent = reply(asked, shop, template=template)
    assert Delivery.objects.get(message=sent).template == template
    composed = composing.compose(outbox.claim(1)[0])
    assert composed.template is not None
    assert composed.template.parameters == ("Ada",)


def test_the_window_ends_to_the_second(loft: Channel, shop: Office) -> None:
    asked = pigeon.said(loft)
    thread = Thread.objects.get()
    assert thread.last_customer_at is not None
    ends = thread.last_customer_at + DAY
    places = [answering.places(asked.ticket, now=ends + dt.timedelta(seconds=s))[0] for s in (-1, 0)]
    assert [place.option.allowed for place in places] == [True, False]
    assert {place.option.until for place in places} == {ends}


def test_a_comment_is_answered_privately_once_and_within_its_days(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1", external_id="c1")
    assert shown(comment) == [("comment", True, ""), ("dm", True, "")]
    private = reply(comment, shop, surface="dm")
    assert (private.visibility, private.surface, private.thread_id, private.parent_id) == (
        "private",
        "dm",
        None,
        comment.pk,
    )
    composed = composing.compose(outbox.claim(1)[0])
    assert (composed.private_reply_to, composed.parent_id) == ("c1", "")
    assert shown(comment) == [("comment", True, ""), ("dm", False, "already_answered")]
    refused("already_answered", comment, shop, surface="dm")
    assert reply(comment, shop).visibility == "public"


def test_a_private_reply_that_was_undone_may_be_sent_again(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    replies.undo(Delivery.objects.get(message=reply(comment, shop, surface="dm")).pk, actor=shop.owner)
    assert reply(comment, shop, surface="dm")


def test_the_database_holds_that_a_comment_is_privately_answered_once(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    first = reply(comment, shop, surface="dm")
    again = Message.objects.get(pk=first.pk)
    again.pk = None
    with pytest.raises(IntegrityError, match="one_private_reply"), transaction.atomic():
        again.save(force_insert=True)


def test_a_comment_of_last_week_is_not_answered_privately(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    age(comment, 7 * DAY + dt.timedelta(seconds=1))
    assert shown(comment) == [("comment", True, ""), ("dm", False, "window_closed")]
    refused("window_closed", comment, shop, surface="dm")


def test_two_conversations_of_one_case_are_answered_apart(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1", external_id="c1")
    direct = pigeon.said(loft, surface="dm", key="chat-1", external_id="m1")
    assert direct.ticket_id == comment.ticket_id
    assert shown(comment) == [("dm", True, ""), ("comment", True, "")]
    assert reply(comment, shop).surface == "dm"
    assert reply(comment, shop, thread_id=comment.thread_id).surface == "comment"
    assert reply(comment, shop, parent_message_id=comment.pk).surface == "comment"
    refused("invalid", comment, shop, thread_id=direct.thread_id, parent_message_id=comment.pk)
    refused("invalid", comment, shop, thread_id=direct.thread_id, surface="comment")


def test_the_answer_goes_to_whoever_is_answered_and_no_further(loft: Channel, shop: Office) -> None:
    ada = pigeon.said(loft, surface="comment", key="c1")
    bob = pigeon.said(loft, surface="comment", key="c1", sender=Address(network="pigeon", handle="Bob-8"))
    assert bob.ticket_id == ada.ticket_id
    assert reply(ada, shop).recipients["to"][0]["handle"] == "Ada-7"
    assert reply(ada, shop, parent_message_id=bob.pk).recipients["to"][0]["handle"] == "Bob-8"
    refused("invalid", ada, shop, to=["Mallory"])
    refused("invalid", ada, shop, cc=["Bob-8"])


def test_what_is_gone_or_elsewhere_cannot_be_answered(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    other = pigeon.said(loft, sender=Address(network="pigeon", handle="Bob-8"), key="chat-2")
    refused("invalid", comment, shop, parent_message_id=other.pk)
    Message.objects.filter(pk=comment.pk).update(deleted_at=timezone.now())
    refused("invalid", comment, shop, parent_message_id=comment.pk)
    refused("invalid", comment, shop, thread_id=other.thread_id)


def test_a_channel_that_is_switched_off_says_so_everywhere(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    Channel.objects.update(active=False)
    comment.ticket.channel.refresh_from_db()
    assert {code for _, _, code in shown(comment)} == {"channel_inactive"}
    refused("channel_inactive", comment, shop)


def test_files_are_held_to_the_surface(loft: Channel, shop: Office) -> None:
    comment = pigeon.said(loft, surface="comment", key="c1")
    upload = attachments.upload(comment.ticket, shop.owner, "a.txt", b"hello")
    refused("too_many_files", comment, shop, attachment_ids=[upload.pk])
