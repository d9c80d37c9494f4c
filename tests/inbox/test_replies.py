from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from inbox import addressing, attachments, outbox, replies, tickets
from inbox.envelope import Address
from inbox.errors import InboxError
from inbox.models import Attachment, Delivery, Draft, Event, Message, Organisation, Ticket
from inbox.sla import policies
from tests import office
from tests.office import Office


def test_a_reply_is_message_delivery_and_event_with_frozen_recipients(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    message = office.answer(ticket, shop.owner, "Hello <b>Ada</b>", cc=["Bob@Customer.example"])

    delivery = Delivery.objects.get()
    assert message.body_html == "<p>Hello <b>Ada</b></p>"
    assert message.body_text == "Hello Ada"
    assert (message.direction, message.visibility) == ("outbound", "private")
    assert delivery.recipients["to"] == [{"network": "email", "handle": "ada@customer.example", "name": "Ada"}]
    assert delivery.recipients["cc"] == [{"network": "email", "handle": "bob@customer.example", "name": ""}]
    assert delivery.state == "queued"
    assert Event.objects.filter(kind="message.created", message=message, actor=shop.owner).exists()


def test_a_reply_takes_an_unassigned_ticket_but_not_a_colleagues(shop: Office) -> None:
    mine, theirs = office.ticket(shop.channel), office.ticket(shop.channel)
    tickets.update(theirs.pk, actor=shop.mate, assignee_id=shop.mate.pk)
    office.answer(mine, shop.owner)
    office.answer(theirs, shop.owner)
    assert Ticket.objects.get(pk=mine.pk).assignee == shop.owner
    assert Ticket.objects.get(pk=theirs.pk).assignee == shop.mate


def test_the_status_after_sending_is_set_with_it(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, status_after="waiting_customer")
    assert Ticket.objects.get().status == "waiting_customer"


def test_markup_is_cleaned_before_it_is_stored(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    bad = '<script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">link</a><img src=x onerror=y>'
    message = office.answer(ticket, shop.owner, bad)
    for word in ("script", "onclick", "onerror", "<img"):
        assert word not in message.body_html


def test_a_reply_past_a_message_one_has_not_seen_is_held(shop: Office) -> None:
    first = office.receive(shop.channel)
    second = office.receive(shop.channel, office.follow_up(first))
    with pytest.raises(InboxError) as held:
        office.answer(first.ticket, shop.owner, last_seen_message_id=first.pk)
    assert (held.value.code, held.value.status) == ("ticket_changed", 409)
    assert held.value.data == {"messages": [second.pk]}
    assert not Delivery.objects.exists()

    office.answer(first.ticket, shop.owner, last_seen_message_id=first.pk, force=True)
    assert Delivery.objects.count() == 1


def test_a_colleagues_note_or_ones_own_reply_holds_nothing(shop: Office) -> None:
    first = office.receive(shop.channel)
    replies.note(first.ticket.pk, author=shop.mate, body_html="<p>Psst</p>")
    office.answer(first.ticket, shop.owner, last_seen_message_id=first.pk)
    office.answer(first.ticket, shop.owner, last_seen_message_id=first.pk)
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to": []}, "to"),
        ({"to": ["nobody"]}, "to"),
        ({"to": ["a@b.example\r\nBcc: x@y.example"]}, "to"),
        ({"cc": ["a@b.example, c@d.example"]}, "cc"),
        ({"to": [f"{n}@b.example" for n in range(51)]}, "to"),
        ({"visibility": "public"}, "visibility"),
        ({"attachment_ids": [999_999]}, "attachment_ids"),
        ({"status_after": "resolved"}, "status"),
    ],
)
def test_a_wrong_reply_is_refused_by_the_name_of_its_field(shop: Office, wrong: dict[str, Any], field: str) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError) as refused:
        office.answer(ticket, shop.owner, **wrong)
    assert list(refused.value.fields) == [field]
    assert not Delivery.objects.exists()


def test_an_empty_reply_is_refused(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError, match="nothing in it"):
        office.answer(ticket, shop.owner, "   ")


def test_where_recipients_are_fixed_only_the_customer_can_be_answered(shop: Office) -> None:
    fixed = {**shop.channel.capabilities, "recipients": {"editable": False}}
    shop.channel.capabilities = fixed
    shop.channel.save()
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner)
    with pytest.raises(InboxError) as refused:
        office.answer(ticket, shop.owner, to=["somebody@else.example"])
    assert list(refused.value.fields) == ["to"]


def test_the_default_recipients_are_who_wrote_last_and_who_was_copied(shop: Office) -> None:
    def address(handle: str) -> Address:
        return Address(network="email", handle=handle)

    message = office.receive(
        shop.channel,
        office.mail(
            to=(address("support@shop.example"), address("eve@customer.example")),
            cc=(address("bob@customer.example"), address("ada@customer.example")),
        ),
    )
    found = addressing.recipients(message.ticket)
    assert [entry["handle"] for entry in found["to"]] == ["ada@customer.example"]
    assert [entry["handle"] for entry in found["cc"]] == ["eve@customer.example", "bob@customer.example"]


def test_a_reply_address_that_the_customer_asked_for_is_used(shop: Office) -> None:
    message = office.receive(
        shop.channel, office.mail(reply_to=(Address(network="email", handle="office@customer.example"),))
    )
    assert [entry["handle"] for entry in addressing.recipients(message.ticket)["to"]] == ["office@customer.example"]


def test_a_note_stays_in_the_house_and_changes_no_preview(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    message = replies.note(ticket.pk, author=shop.owner, body_html="<p>Careful, angry.</p>")
    after = Ticket.objects.get()
    assert message.visibility == "internal"
    assert not Delivery.objects.exists()
    assert (after.preview, after.last_message_id) == (ticket.preview, ticket.last_message_id)
    assert after.message_count == 2


def test_an_upload_goes_out_once_and_only_by_its_owner(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    file = attachments.upload(ticket, shop.owner, "bill.pdf", b"%PDF-1.7 bill")
    with pytest.raises(InboxError):
        office.answer(ticket, shop.mate, attachment_ids=[file.pk])
    message = office.answer(ticket, shop.owner, attachment_ids=[file.pk])
    assert Attachment.objects.get().message == message
    with pytest.raises(InboxError):
        office.answer(ticket, shop.owner, attachment_ids=[file.pk])


def test_a_reply_can_be_undone_before_it_leaves_and_is_a_draft_again(shop: Office) -> None:
    Organisation.objects.update(undo_seconds=30)
    ticket = office.ticket(shop.channel)
    file = attachments.upload(ticket, shop.owner, "bill.pdf", b"%PDF-1.7 bill")
    message = office.answer(ticket, shop.owner, "Too soon", attachment_ids=[file.pk])
    replies.undo(Delivery.objects.get().pk, actor=shop.owner)

    message.refresh_from_db()
    after = Ticket.objects.get()
    assert Delivery.objects.get().state == "cancelled"
    assert message.deleted_at is not None
    assert Draft.objects.get().body == "<p>Too soon</p>"
    assert Attachment.objects.get().message is None
    assert (after.last_message_id, after.message_count) == (ticket.last_message_id, 1)


def test_an_undone_reply_stands_before_what_was_typed_since(shop: Office) -> None:
    Organisation.objects.update(undo_seconds=30)
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, "Too early")
    Draft.objects.create(user=shop.owner, ticket=ticket, kind="note", body="<p>Typed since</p>")
    replies.undo(Delivery.objects.get().pk, actor=shop.owner)
    draft = Draft.objects.get()
    assert (draft.kind, draft.body) == ("reply", "<p>Too early</p><p></p><p>Typed since</p>")


def test_an_undone_reply_takes_its_status_and_assignment_back_but_not_what_was_changed_since(shop: Office) -> None:
    policies.ensure_defaults()
    Organisation.objects.update(undo_seconds=30)
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, "Too soon", status_after="solved")
    tickets.update(ticket.pk, actor=shop.mate, assignee_id=shop.mate.pk)
    replies.undo(Delivery.objects.get().pk, actor=shop.owner)

    after = Ticket.objects.get()
    assert (after.status, after.solved_at, after.assignee) == ("open", None, shop.mate)
    assert [clock.state for clock in after.clocks.order_by("metric")] == ["running", "running"]


def test_a_reply_that_is_leaving_cannot_be_undone(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner)
    (delivery,) = outbox.claim(1)
    with pytest.raises(InboxError, match="left already"):
        replies.undo(delivery.pk, actor=shop.owner)


def test_nothing_can_be_sent_on_a_channel_that_is_switched_off(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    shop.channel.active = False
    shop.channel.save()
    with pytest.raises(InboxError, match="switched off"):
        office.answer(ticket, shop.owner)


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_reply_in_the_same_second_do_not_both_send() -> None:
    shop = office.build()
    ticket = office.ticket(shop.channel)
    start = threading.Barrier(2)
    results: list[str] = []

    def work(author: str) -> None:
        person = shop.owner if author == "owner" else shop.mate
        try:
            start.wait(10)
            office.answer(ticket, person, last_seen_message_id=ticket.last_message_id)
            results.append("sent")
        except InboxError as error:
            results.append(error.code)
        finally:
            connection.close()

    people = [threading.Thread(target=work, args=(author,)) for author in ("owner", "mate")]
    for person in people:
        person.start()
    for person in people:
        person.join(30)

    assert sorted(results) == ["sent", "ticket_changed"]
    assert Delivery.objects.count() == Message.objects.filter(direction="outbound").count() == 1
