"""Replies leave by a real SMTP server and reach the customer; what comes back finds its ticket."""

from __future__ import annotations

import datetime as dt
import email
import itertools
import json
import logging
import signal
import socket
import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors import outgoing, tasks
from connectors.email import account, imap, reader
from inbox import outbox, replies
from inbox.models import Attempt, Channel, Delivery, Event, Message, Ticket
from tests import office
from tests.office import Office
from tests.servers import dovecot as dovecot_server
from tests.servers import eventually
from tests.servers import exim as exim_server
from tests.servers.channels import mail_channel
from tests.servers.customer import Customer
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.processes import spawned

_numbers = itertools.count(1)


@pytest.fixture
def channel(shop: Office, dovecot: Dovecot, exim: Exim, mailbox: str) -> Channel:
    made = mail_channel(mailbox, shop.support, dovecot=dovecot, exim=exim)
    look(made)
    return made


@pytest.fixture
def ada(dovecot: Dovecot, exim: Exim) -> Customer:
    return Customer(f"ada{next(_numbers)}@customer.example", dovecot, exim)


def look(channel: Channel) -> int:
    channel.refresh_from_db()
    with imap.connected(account.imap_server(channel)) as box:
        kept = reader.read(box, channel, "INBOX")
    tasks.process_raws()
    return kept


def arrived(channel: Channel) -> Message:
    """The next message that comes by mail."""
    eventually(lambda: look(channel), what="mail arrives at the channel")
    return Message.objects.filter(direction="inbound").latest("id")


def reply(ticket: Ticket, office_: Office, **more: Any) -> Delivery:
    message = office.answer(ticket, office_.owner, **more)
    tasks.deliver_due()
    return Delivery.objects.get(message=message)


def test_a_conversation_goes_both_ways_and_stays_one_ticket(shop: Office, channel: Channel, ada: Customer) -> None:
    first_id = ada.writes(channel.address, "My kettle leaks.", subject="Leaking kettle")
    first = arrived(channel)
    ticket = first.ticket
    assert (first.subject, first.reply_text.strip()) == ("Leaking kettle", "My kettle leaks.")

    delivery = reply(ticket, shop, text="Please send a photo.")
    assert (delivery.state, delivery.attempt) == ("sent", 1)
    (got,) = ada.received()
    assert got["In-Reply-To"] == first_id
    assert got["References"].split() == [first_id]
    assert got["Message-ID"] == f"<{Message.objects.get(pk=delivery.message_id).external_id}>"
    assert (got["Subject"], got["To"]) == ("Re: Leaking kettle", ada.address) or ada.address in got["To"]
    assert channel.address in got["From"]
    assert f"+r{ticket.reply_token}@" in got["Reply-To"]
    assert "Please send a photo." in str(got.get_body(("plain",)))
    assert "Please send a photo." in str(got.get_body(("html",)))

    second_id = ada.answers(got, "Here it is.")
    second = arrived(channel)
    assert second.ticket_id == ticket.pk
    assert second.reply_text.strip() == "Here it is."
    ada.answers(got, "And another one.", by_token=False)
    third = arrived(channel)
    assert third.ticket_id == ticket.pk

    reply(ticket, shop, text="Thank you.")
    last = ada.received(2)[-1]
    assert {first_id, got["Message-ID"], second_id} <= set(last["References"].split())
    assert Ticket.objects.filter(channel=channel).count() == 1


def test_a_bounce_comes_back_to_the_ticket_and_opens_it(shop: Office, channel: Channel, ada: Customer) -> None:
    ada.writes(channel.address)
    first = arrived(channel)
    delivery = reply(first.ticket, shop, to=["vanished@customer.example"], status_after="solved")
    assert delivery.state == "sent"

    def bounced() -> bool:
        look(channel)
        delivery.refresh_from_db()
        return delivery.state == "failed"

    eventually(bounced, what="the bounce comes back")
    assert "gone for good" in delivery.error
    receipt = Attempt.objects.filter(delivery=delivery).latest("id")
    assert (receipt.outcome, receipt.recipient) == ("receipt_failed", "vanished@customer.example")
    assert Ticket.objects.get(pk=first.ticket_id).status == "open"
    assert Message.objects.filter(ticket=first.ticket, direction="inbound").count() == 1


def test_a_refusal_is_final_and_a_deferral_is_tried_again(shop: Office, channel: Channel, ada: Customer) -> None:
    ada.writes(channel.address)
    first = arrived(channel)
    refused = reply(first.ticket, shop, to=["refused@customer.example"])
    assert (refused.state, refused.error_code, refused.error) == ("failed", "550", "no such user here")
    deferred = reply(first.ticket, shop, to=["greylisted@customer.example"])
    assert (deferred.state, deferred.error_code) == ("queued", "451")
    assert deferred.next_attempt_at > timezone.now()
    Delivery.objects.filter(pk=deferred.pk).update(next_attempt_at=timezone.now())
    tasks.deliver_due()
    assert Delivery.objects.get(pk=deferred.pk).attempt == 2


def test_a_recipient_refused_beside_others_is_named(shop: Office, channel: Channel, ada: Customer) -> None:
    ada.writes(channel.address)
    first = arrived(channel)
    delivery = reply(first.ticket, shop, cc=["refused@customer.example"])
    (got,) = ada.received()
    assert "refused@customer.example" in got["Cc"]
    attempts = list(
        Attempt.objects.filter(delivery=delivery).order_by("id").values_list("outcome", "recipient", "code")
    )
    assert attempts == [("sent", "", ""), ("receipt_failed", "refused@customer.example", "550")]
    delivery.refresh_from_db()
    assert "the other recipients were not" in delivery.error


def test_blind_copies_are_in_no_header(shop: Office, channel: Channel, ada: Customer, dovecot: Dovecot) -> None:
    dovecot.folder("boss@customer.example")
    ada.writes(channel.address)
    first = arrived(channel)
    reply(first.ticket, shop, bcc=["boss@customer.example"])
    (got,) = ada.received()
    copy = eventually(lambda: dovecot.mails("boss@customer.example"), what="the blind copy arrives")[0]
    assert "boss" not in got.as_string()
    written = email.message_from_bytes(copy)
    assert all("boss" not in str(written[name]) for name in ("From", "To", "Cc", "Bcc", "Reply-To"))


def hanging_server() -> tuple[socket.socket, threading.Event]:
    """Takes a mail up to its last byte and then says nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    whole = threading.Event()

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(client,), daemon=True).start()

    def talk(client: socket.socket) -> None:
        client.sendall(b"220 here\r\n")
        lines = client.makefile("rb")
        for line in lines:
            word = line[:4].upper()
            client.sendall(b"354 go\r\n" if word == b"DATA" else b"250 OK\r\n")
            if word == b"DATA":
                while next(lines) != b".\r\n":
                    pass
                whole.set()
                lines.read()
                return

    threading.Thread(target=serve, daemon=True).start()
    return listener, whole


def silent_channel(shop: Office, port: int) -> Channel:
    settings = {"receive": "pipe", "send": "smtp", "smtp_host": "127.0.0.1", "smtp_port": port}
    settings |= {"smtp_security": "none", "smtp_login": False}
    return office.channel(f"slow{port}@shop.example", shop.support, settings=settings)


def test_a_killed_sender_leaves_a_question_not_a_second_mail(committed_shop: Office) -> None:
    shop = committed_shop
    listener, whole = hanging_server()
    channel = silent_channel(shop, listener.getsockname()[1])
    message = office.answer(office.ticket(channel), shop.owner)
    with spawned("worker", "--queues", "delivery", "--concurrency", "1") as sender:
        eventually(lambda: _nudged(whole, channel), within=30, what=sender.output)
        delivery = Delivery.objects.get(message=message)
        assert delivery.state == "sending"
        sender.signal(signal.SIGKILL)
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    assert outbox.sweep(timezone.now()) == 0
    assert outbox.sweep(timezone.now() + outbox.LEASE + dt.timedelta(seconds=1)) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempt) == ("unknown", 1)
    tasks.deliver_due()
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    replies.decide(delivery.pk, actor=shop.owner, outcome="sent")
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def _nudged(whole: threading.Event, channel: Channel) -> bool:
    """The worker is asked to deliver until it has handed the mail over."""
    from inbox import events

    events.nudge("connectors.tasks.deliver_due", queue="delivery", args=(channel.pk,))
    return whole.wait(0.5)


def test_a_slow_server_holds_up_only_its_own_channel(
    committed_shop: Office, dovecot: Dovecot, exim: Exim, mailbox: str
) -> None:
    shop = committed_shop
    listener, whole = hanging_server()
    slow = silent_channel(shop, listener.getsockname()[1])
    fast = mail_channel(mailbox, shop.support, dovecot=dovecot, exim=exim)
    customer = Customer("bob@customer.example", dovecot, exim)
    office.answer(office.ticket(slow), shop.owner)
    office.answer(office.ticket(slow), shop.owner)
    quick = office.answer(office.ticket(fast, office.mail(sender=customer.address)), shop.owner)

    def hang() -> None:
        try:
            outgoing.deliver(slow.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=hang, daemon=True)
    thread.start()
    assert whole.wait(10)
    started = time.monotonic()
    assert outgoing.deliver(slow.pk) is False  # another one is at it
    assert outgoing.deliver(fast.pk) is False
    assert time.monotonic() - started < 5
    assert Delivery.objects.get(message=quick).state == "sent"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(40)
    assert sorted(Delivery.objects.filter(channel=slow).values_list("state", flat=True)) == ["queued", "unknown"]


def test_no_secret_reaches_a_log_a_row_or_the_api(
    shop: Office, channel: Channel, ada: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("imapclient").setLevel(logging.DEBUG)
    ada.writes(channel.address)
    first = arrived(channel)
    reply(first.ticket, shop)
    reply(first.ticket, shop, to=["refused@customer.example"])
    canary = "wrong-canary-4711"
    Channel.objects.filter(pk=channel.pk).update(next_poll_at=None)
    channel.credentials = {"imap_password": canary, "smtp_password": canary}
    channel.save(update_fields=["credentials"])
    tasks.poll_due()
    office.answer(first.ticket, shop.owner)
    tasks.deliver_due()
    channel.refresh_from_db()
    assert channel.health == "needs_attention"
    assert "Receiving:" in channel.health_detail
    assert "Sending:" in channel.health_detail
    said = caplog.text + channel.health_detail
    said += json.dumps([*Event.objects.values_list("data", flat=True)], default=str, ensure_ascii=False)
    said += json.dumps(
        [*Attempt.objects.values_list("detail", flat=True), *Delivery.objects.values_list("error", flat=True)],
        ensure_ascii=False,
    )
    for secret in (canary, dovecot_server.PASSWORD, exim_server.PASSWORD):
        assert secret not in said
