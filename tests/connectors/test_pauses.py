"""A paused channel: nothing is fetched, read or sent, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone

from connectors import channels, outgoing, tasks
from inbox import answering, backlog, ingest, outbox, verify
from inbox.models import Channel, Delivery, Event, Message, RawInbound
from tests import office
from tests.connectors import pigeon
from tests.office import Office
from tests.servers.answers import Answers, Reply
from tests.servers.letters import letter


class Fetching(pigeon.PigeonConnector):
    looks = 0

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        self.looks += 1
        return 0


@pytest.fixture
def network(shop: Office, peer: Answers) -> Iterator[Fetching]:
    connector = Fetching()
    with pigeon.known(peer, connector):
        yield connector


def pause(channel: Channel, shop: Office, *, on: bool = True) -> Channel:
    return channels.change(channel.pk, actor=shop.admin, paused=on)


def test_what_comes_while_it_is_paused_is_kept_and_read_when_it_goes_on(shop: Office) -> None:
    pause(shop.channel, shop)
    ingest.keep(shop.channel, "one", letter("While paused"), source="hook")
    tasks.process_raws()
    assert not Message.objects.exists()
    assert ingest.unread(shop.channel) == 1
    pause(shop.channel, shop, on=False)
    tasks.process_raws()
    assert Message.objects.get().subject == "While paused"
    assert ingest.unread(shop.channel) == 0


def test_others_are_read_meanwhile(shop: Office) -> None:
    other = office.channel("sales@shop.example", shop.support)
    pause(shop.channel, shop)
    ingest.keep(shop.channel, "one", letter("Waits"), source="hook")
    ingest.keep(other, "two", letter("Does not wait"), source="hook")
    tasks.process_raws()
    assert Message.objects.get().subject == "Does not wait"


def test_replies_wait_and_leave_when_it_goes_on(shop: Office, network: Fetching, peer: Answers) -> None:
    peer.on("POST", "/letters", Reply(json={"id": "l1"}))
    loft = pigeon.channel(shop.support)
    ticket = pigeon.said(loft).ticket
    pause(loft, shop)
    ticket.refresh_from_db()
    assert [place.option.allowed for place in answering.places(ticket)] == [True]
    delivery = Delivery.objects.get(message=office.answer(ticket, shop.owner, "Coo!"))
    Delivery.objects.update(next_attempt_at=timezone.now())
    outgoing.deliver(loft.pk)
    assert (peer.asked, outbox.due_channels(), outbox.waiting(loft)) == ([], [], 1)
    pause(loft, shop, on=False)
    outgoing.deliver(loft.pk)
    delivery.refresh_from_db()
    assert (delivery.state, outbox.waiting(loft)) == ("sent", 0)
    assert outbox.last_settled(loft) == delivery.settled_at


def test_nothing_is_fetched(shop: Office, network: Fetching) -> None:
    loft = pigeon.channel(shop.support)
    pause(loft, shop)
    assert tasks.poll_due(loft.pk) == network.looks == 0
    pause(loft, shop, on=False)
    tasks.poll_due(loft.pk)
    assert network.looks == 1


def test_a_pause_is_no_trouble_to_whoever_watches(shop: Office) -> None:
    pause(shop.channel, shop)
    ingest.keep(shop.channel, "one", letter("Waits"), source="hook")
    long_ago = timezone.now() - dt.timedelta(hours=2)
    RawInbound.objects.update(received_at=long_ago)
    assert not any(row["late"] for row in backlog.measure() if row["name"] == "incoming")
    assert [each for each in verify.check() if "raw item" in str(each)] == []
    Channel.objects.update(paused_at=None)
    assert [each for each in verify.check() if "raw item" in str(each)]
    assert any(row["late"] for row in backlog.measure() if row["name"] == "incoming")


def test_who_paused_it_is_written_down_and_a_second_click_changes_nothing(shop: Office) -> None:
    first = pause(shop.channel, shop).paused_at
    assert pause(shop.channel, shop).paused_at == first
    told = Event.objects.filter(kind="channel.changed")
    assert [(event.actor, event.data["fields"]) for event in told] == [(shop.admin, ["paused"])]


def test_what_came_in_the_last_day_is_read_again_and_doubles_nothing(shop: Office) -> None:
    for name in ("one", "two", "missed"):
        ingest.keep(shop.channel, name, letter(name), source="hook")
    tasks.process_raws()
    Message.objects.filter(subject="missed").update(external_id="of-something-else@shop.example", fingerprint="")
    old = RawInbound.objects.get(external_id="one")
    RawInbound.objects.filter(pk=old.pk).update(received_at=timezone.now() - dt.timedelta(days=2))
    RawInbound.objects.filter(external_id="two").update(state="quarantined")
    assert channels.read_again(shop.channel, actor=shop.admin) == 2
    assert ingest.unread(shop.channel) == 2
    tasks.process_raws()
    assert sorted(Message.objects.values_list("subject", flat=True)) == ["missed", "missed", "one", "two"]
    assert ingest.unread(shop.channel) == 0


def test_what_was_laid_aside_and_what_was_deleted_is_not_read_again(shop: Office) -> None:
    for name in ("aside", "deleted"):
        ingest.keep(shop.channel, name, letter(name), source="hook")
    RawInbound.objects.filter(external_id="aside").update(state="discarded")
    RawInbound.objects.filter(external_id="deleted").update(state="done", body=b"")
    assert channels.read_again(shop.channel, actor=shop.admin) == 0
