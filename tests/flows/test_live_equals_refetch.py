"""For every write: what a console had, plus what is pushed to it, equals what it would fetch afresh."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from inbox import access, due, events, ingest, merging, notices, outbox, profiles, receiving, replies, routing, tickets
from inbox.envelope import (
    Address,
    AmbiguousFailure,
    DeliveryReceipt,
    PermanentFailure,
    ReceiptState,
    SendResult,
    TemporaryFailure,
    Unparsed,
)
from inbox.errors import InboxError
from inbox.models import Clock, Delivery, Event, Message, Team, Ticket, User
from inbox.sla import sweep
from tests import office
from tests.flows.copies import Copy
from tests.inbox.live.conftest import processes, relay, server
from tests.inbox.live.consoles import Console, Process, Server, until
from tests.office import Office

__all__ = ["processes", "relay", "server"]
pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """An office with some history, and everything that may happen in it. Each name is one write."""

    def __init__(self, shop: Office) -> None:
        self.shop = shop
        self.ticket = office.ticket(shop.channel)
        self.other = office.ticket(shop.channel, office.mail("Mine too.", sender="bob@customer.example"))
        self.hidden = office.ticket(shop.billing_channel, office.mail("An invoice.", sender="eve@customer.example"))
        self.sent = self.delivered(office.answer(self.other, shop.owner))

    # -- tickets
    def assign(self) -> None:
        tickets.update(self.ticket.pk, actor=self.shop.owner, assignee_id=self.shop.mate.pk)

    def label_rename_and_raise(self) -> None:
        fields = {"labels": ["kettle", "vip"], "subject": "Kettle, leaking", "priority": "urgent"}
        tickets.update(self.ticket.pk, actor=self.shop.owner, **fields)

    def wait_for_the_customer(self) -> None:
        tickets.update(self.ticket.pk, actor=self.shop.owner, status="waiting_customer")

    def solve(self) -> None:
        tickets.update(self.ticket.pk, actor=self.shop.owner, status="solved")

    def mark_as_spam(self) -> None:
        tickets.update(self.ticket.pk, actor=self.shop.owner, status="spam")

    def take_from_its_team(self) -> None:
        tickets.update(self.ticket.pk, actor=self.shop.supervisor, team_id=None)

    def snooze_and_wake(self) -> None:
        tickets.update(self.ticket.pk, actor=self.shop.owner, snoozed_until=timezone.now() + dt.timedelta(hours=1))
        due.run(at=timezone.now() + dt.timedelta(hours=2))

    def merge(self) -> None:
        merging.merge(self.ticket.pk, self.other.pk, actor=self.shop.owner)

    def read(self) -> None:
        tickets.mark_read(self.ticket, self.shop.owner, self.ticket.last_message_id or 0)

    def route(self) -> None:
        with transaction.atomic():
            User.objects.filter(pk=self.shop.mate.pk).update(availability="online")
            events.record("user.changed", data={"user_id": self.shop.mate.pk})
            routing.enqueue(tickets.lock(self.ticket.pk))
        routing.run()

    # -- what agents write
    def reply(self) -> Message:
        return office.answer(self.ticket, self.shop.owner)

    def reply_and_solve(self) -> None:
        office.answer(self.ticket, self.shop.owner, status_after="solved")

    def note(self) -> None:
        replies.note(self.ticket.pk, author=self.shop.owner, body_html="<p>Careful.</p>")

    def undo(self) -> None:
        replies.undo(self.reply().delivery.pk, actor=self.shop.owner)

    def retry(self) -> None:
        replies.retry(self.refused().pk, actor=self.shop.owner)

    def decide_it_was_sent(self) -> None:
        replies.decide(self.doubtful().pk, actor=self.shop.owner, outcome="sent")

    def decide_to_send_again(self) -> None:
        replies.decide(self.doubtful().pk, actor=self.shop.owner, outcome="resend")

    def notice(self) -> None:
        to = Address(network="email", handle="ada@customer.example", name="Ada")
        notices.send(self.ticket.pk, to=to, subject="We have it", body_text="Thank you.")

    # -- what customers write
    def new_mail(self) -> None:
        office.receive(self.shop.channel, office.mail("A stranger.", sender="new@customer.example"))

    def second_mail_of_somebody_known(self) -> None:
        office.receive(self.shop.channel, office.mail("Another matter."))

    def mail_of_somebody_who_had_no_name(self) -> None:
        sender = Address(network="email", handle="shy@customer.example")
        office.receive(self.shop.channel, office.mail("Hm.", sender_verified=False, sender=sender.handle))

    def follow_up(self) -> None:
        office.receive(self.shop.channel, office.follow_up(self.sent))

    def follow_up_on_a_solved_ticket(self) -> None:
        tickets.update(self.other.pk, actor=self.shop.owner, status="solved")
        office.receive(self.shop.channel, office.follow_up(self.sent))

    def automatic_answer(self) -> None:
        office.receive(self.shop.channel, office.follow_up(self.sent, "I am away.", automated=True))

    def unreadable_mail(self) -> None:
        raw = office.kept(self.shop.channel)
        (claimed,) = [row for row in ingest.claim(100) if row.pk == raw.pk]
        receiving.settle(claimed, [Unparsed(reason="noise")])

    # -- what becomes of what was sent
    def delivered(self, message: Message) -> Message:
        outbox.settle(self.claimed(message), SendResult(external_id=f"out-{message.pk}@shop.example"))
        return Message.objects.get(pk=message.pk)

    def sent_by_the_provider(self) -> None:
        self.delivered(self.reply())

    def deferred(self) -> None:
        outbox.settle(self.claimed(self.reply()), TemporaryFailure("451", "Later."))

    def refused(self) -> Delivery:
        delivery = self.claimed(self.reply())
        outbox.settle(delivery, PermanentFailure("550", "No such mailbox."))
        return delivery

    def doubtful(self) -> Delivery:
        delivery = self.claimed(self.reply())
        outbox.settle(delivery, AmbiguousFailure("timeout", "No answer."))
        return delivery

    def lease_ran_out(self) -> None:
        delivery = self.claimed(self.reply())
        Delivery.objects.filter(pk=delivery.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        outbox.sweep(timezone.now())

    def receipt(self) -> None:
        self.receive_receipt(ReceiptState.DELIVERED)

    def delay(self) -> None:
        self.receive_receipt(ReceiptState.DELAYED)

    def bounce(self) -> None:
        self.receive_receipt(ReceiptState.FAILED)

    def receive_receipt(self, state: ReceiptState) -> None:
        raw = office.kept(self.shop.channel)
        (claimed,) = [row for row in ingest.claim(100) if row.pk == raw.pk]
        own_id = self.sent.external_id or ""
        receiving.settle(
            claimed, [DeliveryReceipt(own_id=own_id, state=state, at=timezone.now(), code="x", detail="y")]
        )

    # -- the rest
    def breach(self) -> None:
        running = Clock.objects.filter(state="running")
        newest = max((clock.due_at for clock in running if clock.due_at), default=timezone.now())
        sweep.run(at=newest + dt.timedelta(seconds=1))

    def rename_the_customer(self) -> None:
        profiles.describe(self.ticket.contact_id, actor=self.shop.owner, name="Ada Lovelace", notes="Likes tea.")

    def claimed(self, message: Message) -> Delivery:
        Delivery.objects.filter(message=message).update(next_attempt_at=timezone.now())
        (delivery,) = [row for row in outbox.claim(100) if row.message_id == message.pk]
        return delivery


WRITES = [
    name
    for name, made in vars(Desk).items()
    if callable(made) and not name.startswith("_") and name not in {"delivered", "receive_receipt", "claimed"}
]


@pytest.fixture
def desk(relay: Process) -> Desk:
    shop = office.build()
    User.objects.update(availability=User.Availability.ONLINE)  # else their consoles bring them, whenever that is
    Team.objects.filter(pk=shop.support.pk).update(strategy=Team.Strategy.LEAST_LOADED, ramp=0)
    return Desk(shop)


def everything_numbered() -> bool:
    return not Event.objects.filter(seq__isnull=True).exists()


class Watcher:
    """A console that keeps its copy by pushes alone."""

    def __init__(self, server: Server, user: User) -> None:
        self.user = user
        until(everything_numbered)
        self.console: Console = server.console(user)
        self.console.wait("hello")
        self.copy = Copy(user)

    def catch_up(self) -> None:
        until(everything_numbered)
        newest = access.events(self.user).order_by("-seq").values_list("seq", flat=True).first() or 0
        while self.console.seq < newest:
            self.take(5.0)

    def take(self, seconds: float) -> None:
        frame = self.console.read(seconds)
        assert frame is not None, f"nothing within {seconds} s at {self.console.seq}"
        assert frame["type"] not in {"resync", "error"}, frame
        self.copy.apply(frame)

    def assert_equal(self) -> None:
        self.catch_up()
        fresh = Copy(self.user).state()
        mine = self.copy.state()
        for name, value in fresh.items():
            if name != "counts":
                assert mine[name] == value, f"{name} of {self.user}"
        while self.copy.counts != fresh["counts"]:
            self.take(3.0)


@pytest.mark.parametrize("write", WRITES)
def test_old_state_and_pushed_events_make_the_new_state(server: Server, desk: Desk, write: str) -> None:
    shop = desk.shop
    watchers = [Watcher(server, user) for user in (shop.owner, shop.outsider, shop.supervisor)]
    getattr(desk, write)()
    for watcher in watchers:
        watcher.assert_equal()
        watcher.console.__exit__()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_writes_in_any_order_by_several_people_at_once(server: Server, desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    watchers = [Watcher(server, user) for user in (desk.shop.owner, desk.shop.outsider, desk.shop.admin)]
    calls: list[list[Callable[[], Any]]] = [
        [getattr(desk, name) for name in dice.choices(WRITES, k=12)] for _ in range(3)
    ]

    def work(mine: list[Callable[[], Any]]) -> None:
        try:
            for call in mine:
                # Writes that no longer fit (a merged ticket, a delivery another took) are refused, as they should be.
                with contextlib.suppress(InboxError, ValueError):
                    call()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for watcher in watchers:
        watcher.assert_equal()
        watcher.console.__exit__()


def test_nothing_of_the_other_team_is_in_any_copy(server: Server, desk: Desk) -> None:
    watcher = Watcher(server, desk.shop.outsider)
    for name in ("new_mail", "note", "reply_and_solve", "merge", "rename_the_customer"):
        getattr(desk, name)()
    watcher.catch_up()
    assert set(watcher.copy.tickets) == {desk.hidden.pk}
    assert Ticket.objects.count() > 1
    watcher.console.__exit__()
    assert events.head()[1] > watcher.console.seq
