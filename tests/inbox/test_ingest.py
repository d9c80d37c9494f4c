from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from inbox import ingest, receiving
from inbox.envelope import InboundAttachment, Unparsed
from inbox.errors import InboxError
from inbox.models import Attachment, Blob, Contact, Cursor, Event, Identity, Message, RawInbound, Ticket
from tests import office
from tests.office import Office


def test_a_kept_item_is_stored_once_and_the_cursor_moves_all_the_same(shop: Office) -> None:
    first = ingest.keep(shop.channel, "INBOX/1/7", b"mail", source="imap", cursor=("INBOX", {"uid": 7}))
    again = ingest.keep(shop.channel, "INBOX/1/7", b"mail", source="imap", cursor=("INBOX", {"uid": 8}))

    assert first is not None
    assert again is None
    assert bytes(RawInbound.objects.get().body) == b"mail"
    assert Cursor.objects.get(channel=shop.channel, stream="INBOX").value == {"uid": 8}


def test_a_batch_returns_only_what_is_new(shop: Office) -> None:
    ingest.keep(shop.channel, "b", b"2", source="imap")
    new = ingest.keep_many(shop.channel, [("a", b"1"), ("b", b"2"), ("c", b"3")], source="imap")
    assert [row.external_id for row in new] == ["a", "c"]


def test_a_first_message_makes_contact_ticket_message_and_one_event(shop: Office) -> None:
    message = office.receive(shop.channel, office.mail("My kettle leaks.\nBadly.", sender="ada@customer.example"))

    ticket = message.ticket
    assert ticket.status == "open"
    assert ticket.team == shop.support
    assert ticket.contact.name == "Ada"
    assert ticket.preview == "My kettle leaks. Badly."
    assert ticket.last_message_id == ticket.last_inbound_id == message.pk
    assert ticket.message_count == 1
    assert list(Event.objects.filter(kind__startswith="ticket.").values_list("kind", "message_id")) == [
        ("ticket.created", message.pk)
    ]
    assert RawInbound.objects.get().state == "done"


def test_the_same_message_by_another_way_is_a_duplicate(shop: Office) -> None:
    mail = office.mail()
    office.receive(shop.channel, mail)
    office.kept(shop.channel)
    (raw,) = ingest.claim(10)

    assert receiving.settle(raw, [mail]) == []
    raw.refresh_from_db()
    assert raw.state == "duplicate"
    assert Message.objects.count() == Ticket.objects.count() == 1


def test_two_different_messages_that_claim_one_id_are_both_kept(shop: Office) -> None:
    office.receive(shop.channel, office.mail("one", external_id="same@id"))
    second = office.receive(shop.channel, office.mail("two", external_id="same@id"))
    assert second.external_id is not None
    assert second.external_id.startswith("same@id#")
    office.kept(shop.channel)
    (raw,) = ingest.claim(10)
    assert receiving.settle(raw, [office.mail("two", external_id="same@id")]) == []


def test_one_mail_to_two_channels_is_a_ticket_on_each(shop: Office) -> None:
    mail = office.mail()
    office.receive(shop.channel, mail)
    office.receive(shop.billing_channel, mail)
    assert Ticket.objects.count() == 2
    assert Contact.objects.count() == 1


def test_attachments_are_stored_once_per_content_and_typed_by_their_bytes(shop: Office) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 50
    files = (
        InboundAttachment(filename="../../etc/pass\u200bwd", content_type="image/svg+xml", content=png),
        InboundAttachment(filename="again.png", content_type="text/html", content=png, content_id="x", inline=True),
        InboundAttachment(filename="page.png", content_type="image/png", content=b"<html><script>1</script>"),
    )
    office.receive(shop.channel, office.mail(attachments=files))

    first, second, third = Attachment.objects.order_by("id")
    assert Blob.objects.count() == 2
    assert first.filename == "passwd"
    assert (first.content_type, second.content_type) == ("image/png", "image/png")
    assert third.content_type not in ("image/png", "image/svg+xml")
    assert len(first.token) >= 22


def test_a_claimed_row_is_leased_and_its_try_is_counted_before_it_is_read(shop: Office) -> None:
    office.kept(shop.channel)
    (raw,) = ingest.claim(10)
    assert ingest.claim(10) == []
    assert RawInbound.objects.get().attempts == raw.attempts == 1


def test_a_row_that_kills_its_reader_ends_in_quarantine(shop: Office) -> None:
    office.kept(shop.channel)
    for _ in range(ingest.TRIES):
        assert len(ingest.claim(10)) == 1
        RawInbound.objects.update(lease_until=timezone.now() - ingest.LEASE)

    assert ingest.claim(10) == []
    assert RawInbound.objects.get().state == "quarantined"
    assert Event.objects.filter(kind="raw.quarantined").count() == 1


def test_a_row_that_fails_is_tried_again_then_quarantined_then_replayed(shop: Office) -> None:
    office.kept(shop.channel)
    for _ in range(ingest.TRIES):
        RawInbound.objects.update(next_attempt_at=None)
        (raw,) = ingest.claim(10)
        ingest.fail(raw, "no idea what this is")
    row = RawInbound.objects.get()
    assert (row.state, row.error) == ("quarantined", "no idea what this is")

    ingest.replay(row, actor=shop.admin)
    (raw,) = ingest.claim(10)
    assert len(receiving.settle(raw, [office.mail()])) == 1


def test_only_quarantined_rows_can_be_replayed(shop: Office) -> None:
    raw = office.kept(shop.channel)
    with pytest.raises(InboxError, match="quarantine"):
        ingest.replay(raw, actor=shop.admin)


def test_an_unreadable_item_does_not_take_its_siblings_along(shop: Office) -> None:
    office.kept(shop.channel)
    (raw,) = ingest.claim(10)
    made = receiving.settle(raw, [office.mail(), Unparsed(reason="half a mail")])
    raw.refresh_from_db()
    assert len(made) == 1
    assert (raw.state, raw.error) == ("quarantined", "half a mail")


def test_whoever_lost_the_lease_changes_nothing(shop: Office) -> None:
    office.kept(shop.channel)
    (slow,) = ingest.claim(10)
    RawInbound.objects.update(lease_until=timezone.now() - ingest.LEASE)
    (quick,) = ingest.claim(10)

    with pytest.raises(InboxError, match="taken over"):
        receiving.settle(slow, [office.mail("from the slow one")])
    assert Message.objects.count() == 0
    assert len(receiving.settle(quick, [office.mail("from the quick one")])) == 1


def test_an_automatic_mail_is_kept_but_neither_reopens_nor_counts_as_the_customer(shop: Office) -> None:
    first = office.receive(shop.channel)
    office.answer(first.ticket, shop.owner, status_after="solved")
    away = office.receive(shop.channel, office.follow_up(first, "I am out of office.", automated=True))
    away.ticket.refresh_from_db()
    assert away.ticket == first.ticket
    assert away.ticket.status == "solved"
    assert away.ticket.last_customer_at == first.sent_at


def test_a_message_from_the_future_is_dated_now(shop: Office) -> None:
    message = office.receive(shop.channel, office.mail(sent_at=timezone.now() + dt.timedelta(days=400)))
    assert message.sent_at <= timezone.now()


@pytest.mark.django_db(transaction=True)
def test_sixteen_simultaneous_first_messages_of_one_sender_make_one_contact_and_lose_nothing() -> None:
    shop = office.build()
    for number in range(16):
        ingest.keep(shop.channel, f"raw-{number}", b"raw", source="test")
    raws = ingest.claim(16)
    start = threading.Barrier(16)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            start.wait(10)
            receiving.settle(raws[number], [office.mail(f"number {number}", sender="ada@customer.example")])
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert Contact.objects.count() == Identity.objects.count() == 1
    assert Message.objects.count() == Ticket.objects.count() == 16
    assert RawInbound.objects.filter(state="done").count() == 16


@pytest.mark.django_db(transaction=True)
def test_the_same_message_brought_by_two_workers_at_once_is_kept_once() -> None:
    shop = office.build()
    mail = office.mail(external_id="one@id")
    for number in range(8):
        ingest.keep(shop.channel, f"raw-{number}", b"raw", source="test")
    raws = ingest.claim(8)
    start = threading.Barrier(8)

    def work(number: int) -> None:
        try:
            start.wait(10)
            receiving.settle(raws[number], [mail])
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert Message.objects.count() == Ticket.objects.count() == 1
    assert RawInbound.objects.filter(state="duplicate").count() == 7


def test_nothing_is_kept_when_the_transaction_around_it_fails(shop: Office) -> None:
    def keep_and_fail() -> None:
        with transaction.atomic():
            ingest.keep(shop.channel, "x", b"mail", source="imap", cursor=("INBOX", {"uid": 1}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    assert not RawInbound.objects.exists()
    assert not Cursor.objects.exists()
