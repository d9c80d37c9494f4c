"""Comments of a real WordPress: they come in, are answered, changed, hidden and deleted, from both sides."""

from __future__ import annotations

import pytest
from django.utils import timezone

from connectors import registry, tasks
from connectors.errors import AuthRevoked, InvalidContent, NotFound, Unreachable
from connectors.wordpress.connector import connector
from inbox import composing
from inbox.envelope import ActionKind, OutboundAction, OutboundPart
from inbox.models import Channel, Cursor, Delivery, Message, Post, RawInbound, Ticket
from tests import office
from tests.office import Office
from tests.servers import free_port, listening
from tests.servers.wordpress import WordPress


def look(channel: Channel) -> int:
    """One poll, and everything it brought becomes messages."""
    kept = connector.poll(Channel.objects.get(pk=channel.pk))
    tasks.process_raws()
    assert not RawInbound.objects.exclude(state="done").values_list("error", flat=True)
    return kept


def the_message(comment: int) -> Message:
    return Message.objects.get(external_id=str(comment))


def answer(ticket: Ticket, by: Office, text: str) -> Message:
    return office.answer(ticket, by.owner, text)


def part_of(delivery: Delivery) -> OutboundPart:
    message = composing.compose(delivery)
    return OutboundPart(number=0, message=message, idempotency_key=message.idempotency_key, text=message.body_text)


def do(channel: Channel, kind: ActionKind, comment: int, *, own: bool = False, text: str = "") -> None:
    connector.act(
        channel,
        OutboundAction(
            kind=kind, surface="comment", conversation=str(comment), external_id=str(comment), own=own, text=text
        ),
    )


def test_the_first_look_takes_nothing_that_was_there_before(blog: Channel, wordpress: WordPress) -> None:
    wordpress.comment("Long ago")
    assert look(blog) == 0
    assert look(blog) == 0


def test_a_visitors_comment_becomes_a_public_ticket_below_its_article(blog: Channel, wordpress: WordPress) -> None:
    look(blog)
    number = wordpress.comment("Does it <b>boil</b> & whistle? 👩‍👩‍👧 水", name="Zoë", email="Zoe@Customer.example")
    assert look(blog) == 1
    message = the_message(number)
    assert message.body_text == "Does it boil & whistle? 👩‍👩‍👧 水"
    assert (message.visibility, message.surface, message.direction) == ("public", "comment", "inbound")
    assert message.url.endswith(f"#comment-{number}")
    assert message.author_identity is not None
    assert (message.author_identity.handle, message.author_identity.verified) == ("zoe@customer.example", False)
    post = Post.objects.get(channel=blog)
    assert (post.external_id, post.title) == (str(wordpress.post), "Hello world!")
    assert message.thread is not None
    assert message.thread.post == post
    assert look(blog) == 0


def test_answers_of_others_join_the_ticket_of_the_comment_at_the_top(blog: Channel, wordpress: WordPress) -> None:
    top = wordpress.comment("It leaks")
    look(blog)  # the top was there before us
    first = wordpress.comment("Mine too", name="Bob", email="bob@c.example", parent=top)
    look(blog)
    second = wordpress.comment("And mine", name="Eve", email="eve@c.example", parent=first)
    look(blog)
    assert the_message(first).ticket == the_message(second).ticket
    assert the_message(second).parent == the_message(first)


def test_an_answer_stands_under_the_comment_and_does_not_come_back_as_news(
    blog: Channel, wordpress: WordPress, shop: Office
) -> None:
    look(blog)
    number = wordpress.comment("Is 1 < 2?")
    look(blog)
    said = answer(the_message(number).ticket, shop, "Yes: 1 &lt; 2 &amp; 2 &gt; 1")
    tasks.deliver_due(blog.pk)
    said.refresh_from_db()
    assert said.delivery.state == "sent"
    there = wordpress.read(int(said.external_id or 0))
    assert (there["parent"], there["author_name"], there["status"]) == (number, "editor", "approved")
    assert "1 &lt; 2 &amp; 2 &gt; 1" in there["content"]["rendered"]
    look(blog)
    assert Message.objects.filter(external_id=said.external_id).count() == 1
    assert said.ticket.messages.count() == 2


def test_an_answer_given_on_the_site_is_ours_too(blog: Channel, wordpress: WordPress) -> None:
    look(blog)
    number = wordpress.comment("Hello?")
    look(blog)
    ours = wordpress.inside(
        f"echo wp_insert_comment(['comment_post_ID' => 1, 'comment_parent' => {number}, 'user_id' => 1,"
        " 'comment_content' => 'Hello!', 'comment_approved' => 1, 'comment_author' => 'editor']);"
    )
    look(blog)
    message = the_message(int(ours))
    assert message.direction == "outbound"
    assert message.ticket == the_message(number).ticket


def test_what_visitors_and_moderators_do_on_the_site_is_seen_here(blog: Channel, wordpress: WordPress) -> None:
    look(blog)
    number = wordpress.comment("First words")
    look(blog)
    wordpress.inside(f"wp_update_comment(['comment_ID' => {number}, 'comment_content' => 'Other words']);")
    look(blog)
    assert the_message(number).body_text == "Other words"
    for status, hidden in (("hold", True), ("approve", False), ("hold", True), ("spam", True), ("approve", False)):
        wordpress.inside(f"wp_set_comment_status({number}, '{status}');")
        look(blog)
        assert bool(the_message(number).hidden_at) is hidden, status
    wordpress.inside(f"wp_delete_comment({number}, true);")
    look(blog)
    gone = the_message(number)
    assert gone.deleted_at
    assert "words" not in gone.body_text + gone.body_html + gone.ticket.preview
    assert look(blog) == 0


def test_a_comment_that_waits_for_approval_comes_in_hidden(blog: Channel, wordpress: WordPress) -> None:
    look(blog)
    wordpress.inside("update_option('comment_moderation', '1');")
    try:
        number = int(
            wordpress.inside(
                "echo wp_new_comment(['comment_post_ID' => 1, 'comment_content' => 'Buy now', 'comment_author' => 'B',"
                " 'comment_author_email' => 'b@c.example', 'comment_author_url' => '', 'comment_type' => 'comment',"
                " 'comment_parent' => 0, 'user_id' => 0, 'comment_author_IP' => '192.0.2.1', 'comment_agent' => 'x']);"
            )
        )
    finally:
        wordpress.inside("update_option('comment_moderation', '0');")
    look(blog)
    assert the_message(number).hidden_at


def test_moderation_reaches_the_site_and_can_be_done_twice(blog: Channel, wordpress: WordPress, shop: Office) -> None:
    look(blog)
    number = wordpress.comment("Rude words")
    look(blog)
    for _ in range(2):
        do(blog, ActionKind.HIDE, number)
        assert wordpress.read(number)["status"] == "hold"
    do(blog, ActionKind.UNHIDE, number)
    assert wordpress.read(number)["status"] == "approved"
    said = answer(the_message(number).ticket, shop, "Please be kind")
    tasks.deliver_due(blog.pk)
    said.refresh_from_db()
    ours = int(said.external_id or 0)
    do(blog, ActionKind.EDIT, ours, own=True, text="Please be kinder & calm")
    assert wordpress.read(ours)["content"]["raw"] == "Please be kinder &amp; calm"
    do(blog, ActionKind.DELETE, ours, own=True)
    assert wordpress.read(ours)["status"] == "trash"
    with pytest.raises(NotFound):
        do(blog, ActionKind.HIDE, 999_999)


def test_a_lost_answer_is_looked_up_and_the_same_words_twice_are_refused(
    blog: Channel, wordpress: WordPress, shop: Office
) -> None:
    look(blog)
    number = wordpress.comment("Which size?")
    look(blog)
    said = answer(the_message(number).ticket, shop, "Size M")
    part = part_of(said.delivery)
    assert connector.reconcile(blog, part) is None
    with connector.sending(blog) as send:
        sent = send(part)
        with pytest.raises(InvalidContent, match="already"):
            send(part)
    found = connector.reconcile(blog, part)
    assert found is not None
    assert found.external_id == sent.external_id


def test_more_comments_than_fit_on_a_page_all_come_in_order(blog: Channel, wordpress: WordPress) -> None:
    look(blog)
    wordpress.inside(
        "for ($i = 0; $i < 340; $i++) wp_insert_comment(['comment_post_ID' => 1, 'comment_content' => \"Number $i\","
        " 'comment_author' => 'Many', 'comment_author_email' => \"m$i@c.example\", 'comment_approved' => 1]);"
    )
    assert connector.poll(Channel.objects.get(pk=blog.pk)) == 340
    bodies = [bytes(body) for body in RawInbound.objects.order_by("id").values_list("body", flat=True)]
    assert [body.count(f'"Number {index}"'.encode()) for index, body in enumerate(bodies)] == [1] * 340
    assert len(Cursor.objects.get(channel=blog).value["known"]) == 300
    wordpress.inside("foreach (get_comments(['search' => 'Number ']) as $c) wp_delete_comment($c->comment_ID, true);")


def test_the_connection_is_tried_for_real(blog: Channel, wordpress: WordPress) -> None:
    assert [check.ok for check in connector.validate(blog)] == [True, True]
    assert connector.health(blog).ok
    login = wordpress.inside(
        "$id = wp_insert_user(['user_login' => 'reader' . time(), 'user_pass' => wp_generate_password()]);"
        "echo get_userdata($id)->user_login . ' ';"
        "echo WP_Application_Passwords::create_new_application_password($id, ['name' => 'x'])[0];"
    )
    blog.settings["username"], blog.credentials["password"] = login.split(" ")
    assert [check.ok for check in connector.validate(blog)] == [True, False]
    blog.credentials["password"] = "wrong wrong wrong"
    (check,) = connector.validate(blog)
    assert not check.ok
    assert "wrong wrong" not in check.detail
    with pytest.raises(AuthRevoked):
        connector.poll(blog)
    port = free_port()
    assert not listening(port)
    blog.settings["server_url"] = f"http://127.0.0.1:{port}"
    with pytest.raises(Unreachable):
        connector.poll(blog)


def test_what_is_no_comment_is_quarantined_and_harms_nothing(blog: Channel) -> None:
    for body in (b"", b"{}", b'{"comment": 3, "before": null, "me": 1, "root": 1}', b"\xff"):
        raw = RawInbound(channel=blog, body=body, received_at=timezone.now())
        (event,) = registry.get("wordpress").parse(raw)
        assert type(event).__name__ == "Unparsed"
