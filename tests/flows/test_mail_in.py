"""Mail from a real mailbox or a pipe becomes tickets: at once, once, and whatever dies on the way."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time

import pytest
from django.db import connection

from connectors import locks, registry, tasks
from connectors.email import account, imap, reader
from inbox import ingest
from inbox.models import Channel, Contact, Heartbeat, Message, RawInbound, Ticket
from tests.office import Office
from tests.servers import eventually
from tests.servers.channels import mail_channel
from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter
from tests.servers.processes import spawned


def held(channel: Channel) -> bool:
    return channel.pk in locks.taken(locks.Work.RECEIVE)


def holder(channel: Channel) -> int:
    """Process id of the listener that listens to the channel; 0 while nobody does."""
    for row in Heartbeat.objects.filter(kind="listener"):
        if channel.pk in row.info.get("channels", []):
            return int(row.name.rsplit(":", 1)[1])
    return 0


def idling(channel: Channel) -> bool:
    return bool(held(channel) and Channel.objects.get(pk=channel.pk).last_ok_at)


def look(channel: Channel) -> int:
    """One look at the mailbox, as the polling worker does."""
    channel.refresh_from_db()
    with imap.connected(account.imap_server(channel)) as box:
        return reader.read(box, channel, "INBOX")


def test_new_mail_is_a_ticket_within_two_seconds(committed_shop: Office, dovecot: Dovecot, mailbox: str) -> None:
    channel = mail_channel(mailbox, committed_shop.support, dovecot=dovecot)
    with (
        spawned("listener") as listener,
        spawned("worker", "--queues", "ingest", "--concurrency", "1") as worker,
    ):
        eventually(lambda: idling(channel), within=30, what=f"the listener is at its post: {listener.output}")
        eventually(lambda: Heartbeat.objects.filter(kind="worker").exists(), within=30, what=worker.output)
        waits = []
        for number in range(4):
            started = time.monotonic()
            dovecot.deliver(mailbox, letter(f"mail {number}"))
            eventually(
                lambda number=number: Ticket.objects.filter(subject=f"mail {number}").exists(),  # type: ignore[misc]
                what=f"{listener.output}\n{worker.output}",
            )
            waits.append(time.monotonic() - started)
    print("seconds from the mailbox to the ticket:", ", ".join(f"{wait:.2f}" for wait in waits))
    assert sorted(waits)[1] < 2


def test_a_killed_listener_is_replaced_and_nothing_is_lost_or_kept_twice(
    committed_shop: Office, dovecot: Dovecot, mailbox: str
) -> None:
    channel = mail_channel(mailbox, committed_shop.support, dovecot=dovecot)
    with spawned("listener") as one, spawned("listener") as two:
        eventually(lambda: idling(channel), within=30, what=one.output + two.output)
        first = eventually(lambda: holder(channel), within=15, what="a listener says that it listens")
        assert first in (one.process.pid, two.process.pid)
        dovecot.deliver(mailbox, letter("before"))
        eventually(lambda: RawInbound.objects.count() == 1, what="the first mail is kept")
        os.kill(first, signal.SIGKILL)
        dovecot.deliver(mailbox, letter("between"))
        second = eventually(lambda: (holder(channel) != first) and holder(channel), within=15, what="taken over")
        assert {first, second} == {one.process.pid, two.process.pid}
        dovecot.deliver(mailbox, letter("after"))
        eventually(lambda: RawInbound.objects.count() == 3, what=one.output + two.output)
    tasks.process_raws()
    assert sorted(Message.objects.values_list("subject", flat=True)) == ["after", "before", "between"]


def test_a_channel_that_is_changed_or_switched_off_is_noticed(
    committed_shop: Office, dovecot: Dovecot, mailbox: str
) -> None:
    channel = mail_channel(mailbox, committed_shop.support, dovecot=dovecot)
    channel.credentials = {"imap_password": "wrong"}
    channel.save()
    with spawned("listener") as listener:

        def health() -> str:
            return Channel.objects.get(pk=channel.pk).health

        eventually(lambda: health() == "needs_attention", within=30, what=listener.output)
        assert "refuses the sign-in" in Channel.objects.get(pk=channel.pk).health_detail
        good = mail_channel("other@help.example", committed_shop.support, dovecot=dovecot)
        eventually(lambda: idling(good), within=30, what=listener.output)
        Channel.objects.filter(pk=good.pk).update(active=False)
        eventually(lambda: not held(good), within=10, what="it leaves a channel that is switched off")
        listener.signal(signal.SIGTERM)
        assert listener.process.wait(timeout=10) == 0


def test_polling_steps_in_where_nobody_listens_and_stays_out_where_somebody_does(
    committed_shop: Office, dovecot: Dovecot, mailbox: str
) -> None:
    channel = mail_channel(mailbox, committed_shop.support, dovecot=dovecot)
    tasks.poll_due()
    dovecot.deliver(mailbox, letter("polled"))
    assert tasks.poll_due() == 0  # looked at a moment ago
    Channel.objects.update(next_poll_at=None)
    release = threading.Event()
    ready = threading.Event()

    def listen() -> None:
        with locks.held(locks.Work.RECEIVE, channel.pk) as mine:
            assert mine
            ready.set()
            release.wait(10)
        connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    ready.wait(10)
    assert tasks.poll_due() == 0
    release.set()
    thread.join()
    assert tasks.poll_due() == 1


@pytest.mark.parametrize("message_id", ["<1@customer.example>", None])
def test_one_mail_by_pipe_and_by_imap_is_one_message(
    shop: Office, dovecot: Dovecot, mailbox: str, message_id: str | None
) -> None:
    channel = mail_channel(mailbox, shop.support, dovecot=dovecot)
    look(channel)
    mail = letter("twice", message_id=message_id)
    dovecot.deliver(mailbox, b"Received: from mx by mailbox; today\r\n" + mail)
    piped = b"From ada Sat Nov 21\nDelivered-To: support\n" + mail.replace(b"\r\n", b"\n")
    ingest.keep(channel, f"sha256:{hashlib.sha256(piped).hexdigest()}", piped, source="pipe")
    look(channel)
    tasks.process_raws()
    assert RawInbound.objects.count() == 2
    assert sorted(RawInbound.objects.values_list("state", flat=True)) == ["done", "duplicate"]
    assert Message.objects.count() == 1


def test_new_uids_after_a_restore_make_no_second_message(shop: Office, dovecot: Dovecot, mailbox: str) -> None:
    channel = mail_channel(mailbox, shop.support, dovecot=dovecot)
    look(channel)
    for message_id in ("<1@customer.example>", None):
        dovecot.deliver(mailbox, letter(f"id {message_id}", message_id=message_id))
    look(channel)
    dovecot.forget_uids(mailbox)
    look(channel)
    tasks.process_raws()
    assert RawInbound.objects.count() == 4
    assert Message.objects.count() == 2


def test_one_mail_to_two_channels_is_a_ticket_on_each(shop: Office, dovecot: Dovecot, mailbox: str) -> None:
    other = f"sales-{mailbox}"
    channels = [mail_channel(name, shop.support, dovecot=dovecot) for name in (mailbox, other)]
    mail = letter("both", to=f"{mailbox}, {other}", message_id="<2@customer.example>")
    for channel in channels:
        look(channel)
        dovecot.deliver(channel.address, mail)
        look(channel)
    tasks.process_raws()
    assert set(Ticket.objects.values_list("channel_id", flat=True)) == {channel.pk for channel in channels}


def test_sixteen_first_mails_at_once_make_one_contact_and_lose_nothing(committed_shop: Office) -> None:
    channel = committed_shop.channel
    for number in range(16):
        ingest.keep(channel, f"raw {number}", letter(f"mail {number}"), source="pipe")
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        try:
            tasks.process_raws()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    eventually(
        lambda: tasks.process_raws() is not None and not RawInbound.objects.exclude(state="done").exists(),
        within=20,
        what="all are done",
    )
    assert Contact.objects.count() == 1
    assert sorted(Message.objects.values_list("subject", flat=True)) == sorted(f"mail {n}" for n in range(16))


def test_the_connector_of_every_kind_can_be_had() -> None:
    assert registry.get("email").key == "email"
