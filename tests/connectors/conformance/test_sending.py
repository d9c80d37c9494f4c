"""Answers leave once, within the network's limits, and every way to fail ends where people can see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.utils import timezone

from connectors import tasks
from connectors.base import Plans, Reconciles
from connectors.errors import ConnectorError
from inbox import limits
from inbox.envelope import MediaRef, OutboundMessage, ReceiptState
from inbox.errors import InboxError
from inbox.models import Channel, Delivery, Message, Thread, Ticket
from tests import office
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import Case
from tests.connectors.conformance.cases import every
from tests.office import Office
from tests.servers import answers
from tests.servers.answers import Answers, Reply

TEXTS = {
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 ",
    "cjk": "你好世界。",
    "gsm": "Plain words and a {bracket}. ",
    "combining": "e\u0301a\u0308 ",
}


@pytest.fixture
def peer(case: Case, settings: Any) -> Iterator[Answers]:
    case.need("reply", "http")
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with answers.running() as server:
        yield server


@pytest.fixture
def channel(case: Case, shop: Office, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """In use: a customer wrote just now, the token is good, and the peer takes what it gets."""
    made = case.channel(shop.support)
    case.aim(made, peer, monkeypatch)
    if "token" not in case.lacks:
        case.renews(made, peer, "token-one-c2f9e6d8")
    peer.on(*case.sends, *(case.accepted(made, number) for number in range(1, 20)))
    cases.arrive(case, made, case.message(made, 1, "My kettle leaks."))
    return made


@pytest.fixture
def ticket(channel: Channel) -> Ticket:
    return Ticket.objects.get(channel=channel)


def answer(ticket: Ticket, author: Any, text: str = "We are on it.") -> Delivery:
    return office.answer(ticket, author, text).delivery


def deliver(delivery: Delivery) -> Delivery:
    """A worker sends what is due; a pause of an earlier try is over."""
    Delivery.objects.filter(pk=delivery.pk, state="queued").update(next_attempt_at=timezone.now())
    tasks.deliver_due(delivery.channel_id)
    delivery.refresh_from_db()
    return delivery


def sends(case: Case, peer: Answers) -> int:
    return len(peer.to(*case.sends))


@every
def test_an_answer_leaves_and_is_known_by_the_networks_id(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers
) -> None:
    delivery = deliver(answer(ticket, shop.owner))
    assert (delivery.state, sends(case, peer)) == ("sent", 1), delivery.error
    assert delivery.message.external_id == case.sent_id(channel, 1)
    assert "We are on it." in unquote_plus(peer.to(*case.sends)[0].body.decode(errors="replace"))


@every
@pytest.mark.parametrize("retry_after", [1234.0, None])
def test_too_many_requests_wait_as_long_as_the_network_says(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers, retry_after: float | None
) -> None:
    peer.on(*case.sends, case.throttled(retry_after), case.accepted(channel, 1))
    delivery = deliver(answer(ticket, shop.owner))
    assert delivery.state == "queued"
    pause = (delivery.next_attempt_at - timezone.now()).total_seconds()
    if retry_after is not None:
        assert retry_after - 30 < pause < retry_after * 1.5 + 60
    else:
        assert 0 < pause < 3600
    assert sends(case, peer) == 1


@every
def test_an_answer_that_got_lost_is_never_blindly_sent_again(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers
) -> None:
    """After the network's own promise: the same key again, looked up first, or a person decides."""
    peer.on(*case.sends, Reply(hang_up=True), case.accepted(channel, 1))
    delivery = deliver(answer(ticket, shop.owner))
    kind = limits.of(channel, case.surface)["delivery_class"]
    if kind == "idempotent":
        assert deliver(delivery).state == "sent"
        first, second = peer.to(*case.sends)
        assert case.key_of(first) == case.key_of(second) != ""
    elif isinstance(case.connector, Reconciles):
        assert delivery.state in ("queued", "sent", "unknown")
        assert sends(case, peer) == 1
    else:
        assert kind == "unsafe", "who promises to look it up must be able to"
        assert (delivery.state, sends(case, peer)) == ("unknown", 1)


@every
def test_a_server_that_is_not_there_keeps_the_answer_waiting(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers
) -> None:
    delivery = answer(ticket, shop.owner)
    peer.close()
    assert deliver(delivery).state == "queued"
    assert delivery.next_attempt_at > timezone.now()


@every
def test_a_token_that_ran_out_is_renewed_and_the_answer_leaves_at_once(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers
) -> None:
    case.need("token")
    assert deliver(answer(ticket, shop.owner)).state == "sent"
    peer.on(*case.sends, case.refused(), case.accepted(channel, 2))
    case.renews(channel, peer, "token-two-a91b37f0")
    delivery = deliver(answer(ticket, shop.owner, "And once more."))
    assert delivery.state == "sent", delivery.error
    last = peer.to(*case.sends)[-1]
    assert "token-two-a91b37f0" in str(last.headers) + str(last.query) + last.body.decode(errors="replace")


@every
def test_a_revoked_token_keeps_the_answer_and_asks_for_a_person(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers
) -> None:
    peer.on(*case.sends, case.refused())
    if "token" not in case.lacks:
        case.revoked(channel, peer)
    delivery = deliver(answer(ticket, shop.owner))
    channel.refresh_from_db()
    assert delivery.state == "queued", (delivery.state, delivery.error)
    assert channel.health == Channel.Health.NEEDS_ATTENTION
    assert "Sending:" in channel.health_detail


@every
@pytest.mark.parametrize("word", TEXTS)
def test_a_text_is_measured_in_the_networks_own_unit(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, word: str
) -> None:
    """As much as fits leaves whole or in parts that fit; a little more is refused, or is one part more."""
    rules = limits.of(channel, case.surface).get("text", {})
    most, unit = rules.get("max"), rules.get("unit", "codepoints")
    if most is None:
        pytest.skip(f"{case} has no limit for a text")
    once = limits.measure(TEXTS[word] * 10, unit) / 10
    fits = (TEXTS[word] * int(most / max(once, 1e-9) + 20)).strip()
    while limits.measure(fits, unit) > most:
        fits = fits[: -max(1, len(TEXTS[word]) - 1)].strip()
    limits.check_text(fits, limits.of(channel, case.surface))
    long = f"{fits} {TEXTS[word] * 30}".strip()
    while limits.measure(long, unit) <= most:
        long += TEXTS[word] * 30
    if not rules.get("split"):
        with pytest.raises(InboxError, match="long"):
            limits.check_text(long, limits.of(channel, case.surface))
        return
    connector = case.connector
    assert isinstance(connector, Plans)
    message = outbound(ticket, case, long)
    parts = connector.plan(channel, message)
    assert len(parts) > 1
    assert [part.number for part in parts] == list(range(len(parts)))
    assert len({part.idempotency_key for part in parts}) == len(parts)
    assert all(limits.measure(part.text, unit) <= most for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join(long.split())
    assert connector.plan(channel, message) == parts


@every
def test_a_window_that_closes_while_the_agent_types_is_said_and_nothing_leaves(
    case: Case, channel: Channel, ticket: Ticket, shop: Office, peer: Answers
) -> None:
    hours = limits.of(channel, case.surface).get("window", {}).get("hours")
    if not hours:
        pytest.skip(f"{case} lets us write at any time")
    old = timezone.now() - dt.timedelta(hours=hours, minutes=1)
    Thread.objects.filter(channel=channel).update(last_customer_at=old)
    before = Message.objects.count()
    with pytest.raises(InboxError) as refusal:
        answer(ticket, shop.owner)
    assert refusal.value.code == "window_closed"
    assert (Message.objects.count(), sends(case, peer)) == (before, 0)


@every
def test_a_status_moves_our_message_forward_and_never_back(
    case: Case, channel: Channel, ticket: Ticket, shop: Office
) -> None:
    case.need("status.delivered")
    delivery = deliver(answer(ticket, shop.owner))
    external_id = str(delivery.message.external_id)
    cases.arrive(case, channel, case.status(channel, external_id, ReceiptState.DELIVERED))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    if "status.sent" not in case.lacks:
        cases.arrive(case, channel, case.status(channel, external_id, ReceiptState.SENT))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


@every
def test_a_status_may_come_before_the_answer_to_our_call(
    case: Case, channel: Channel, ticket: Ticket, shop: Office
) -> None:
    case.need("status.delivered")
    waiting = answer(ticket, shop.owner)
    cases.arrive(case, channel, case.status(channel, case.sent_id(channel, 1), ReceiptState.DELIVERED))
    assert deliver(waiting).state == "delivered"


@every
def test_a_status_that_says_it_failed_is_shown(case: Case, channel: Channel, ticket: Ticket, shop: Office) -> None:
    case.need("status.failed")
    delivery = deliver(answer(ticket, shop.owner))
    external_id = str(delivery.message.external_id)
    cases.arrive(case, channel, case.status(channel, external_id, ReceiptState.FAILED))
    delivery.refresh_from_db()
    assert delivery.state == "failed"


@every
def test_an_echo_of_our_own_message_is_no_second_one(
    case: Case, channel: Channel, ticket: Ticket, shop: Office
) -> None:
    case.need("echo")
    delivery = deliver(answer(ticket, shop.owner))
    key = str(Delivery.objects.get().idempotency_key)
    echo = case.echo(channel, str(delivery.message.external_id), "We are on it.", key=key)
    cases.arrive(case, channel, echo)
    assert Message.objects.filter(channel=channel).count() == 2
    assert cases.said(channel) == ["My kettle leaks."]


@every
def test_an_echo_may_come_before_the_answer_to_our_call(
    case: Case, channel: Channel, ticket: Ticket, shop: Office
) -> None:
    case.need("echo")
    waiting = answer(ticket, shop.owner)
    echo = case.echo(channel, case.sent_id(channel, 1), "We are on it.", key=str(waiting.idempotency_key))
    cases.bring(case, channel, echo)
    assert deliver(waiting).state in ("sent", "delivered")
    cases.read()
    assert Message.objects.filter(channel=channel).count() == 2
    assert cases.said(channel) == ["My kettle leaks."]


@every
def test_what_we_say_in_the_networks_own_app_stands_on_the_ticket(case: Case, channel: Channel, ticket: Ticket) -> None:
    case.need("echo")
    cases.arrive(case, channel, case.echo(channel, case.sent_id(channel, 7), "Said by phone.", key=""))
    ours = Message.objects.get(ticket=ticket, direction=Message.Direction.OUTBOUND)
    assert (ours.body_text.strip(), ours.external_id) == ("Said by phone.", case.sent_id(channel, 7))


@every
@pytest.mark.parametrize("host", ["169.254.169.254", "127.0.0.1", "[::ffff:10.0.0.1]", "localhost"])
def test_a_file_is_never_fetched_from_inside_our_network(
    case: Case, channel: Channel, peer: Answers, settings: Any, host: str
) -> None:
    """The customer, or who broke into the network, decides what the URL says."""
    case.need("media")
    ref = case.media_ref(channel, f"http://{host}:{peer.port}/latest/meta-data", peer)
    peer.on("GET", "/latest/meta-data", Reply(body=b"secret"))
    if "://" in ref:
        settings.ALLOW_PRIVATE_HOSTS = "mail"
    elif not host.startswith("169.254."):
        pytest.skip(f"{case} asks its network first, which is on this machine here")
    with pytest.raises(ConnectorError):
        case.connector.download(channel, MediaRef(ref=ref))  # type: ignore[attr-defined]
    assert not peer.to("GET", "/latest/meta-data")


def outbound(ticket: Ticket, case: Case, text: str) -> OutboundMessage:
    thread = Thread.objects.filter(ticket=ticket).first()
    return OutboundMessage(
        message_id=1,
        ticket_id=ticket.pk,
        ticket_ref="1",
        reply_token="t",
        idempotency_key="7d8e1c90-5f0a-4f7b-9d11-0c4a3f6f2b1e",
        subject="",
        body_text=text,
        body_html="",
        sender_name="Owner",
        to=(),
        surface=case.surface,
        conversation=thread.key if thread else "",
    )
