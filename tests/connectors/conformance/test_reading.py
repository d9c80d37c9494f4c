"""What was kept becomes what was said, whatever comes with it and in whatever order."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import pathlib
import socket
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from inbox import ingest
from inbox.envelope import InboundMessage, Unparsed
from inbox.models import Channel, Message, RawInbound
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import Case
from tests.connectors.conformance.cases import every
from tests.office import Office


@pytest.fixture
def channel(case: Case, shop: Office) -> Channel:
    return case.channel(shop.support)


@every
def test_a_message_is_read_with_its_id_time_and_text(case: Case, channel: Channel) -> None:
    text = "Grüße! \u200fשלום\u200f 你好 \U0001f469\u200d\U0001f467 & <b>not bold</b>"
    cases.arrive(case, channel, case.message(channel, 3, text))
    message = Message.objects.get(direction=Message.Direction.INBOUND)
    assert message.body_text.strip() == text
    assert message.external_id == case.external_id(channel, 3)
    if "time" not in case.lacks:
        assert abs(message.sent_at - case.at(3)) < dt.timedelta(seconds=1)


@every
def test_reading_is_pure(
    case: Case, channel: Channel, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same events each time, without a database, a network, or what the clock says."""
    raws = cases.unsaved_raws(case, channel, [case.message(channel, 1, "Hello."), case.message(channel, 2, "Hello?")])

    def forbidden(*arguments: Any, **more: Any) -> None:
        raise AssertionError("parse used the network")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    unread = contextlib.nullcontext() if "pure" in case.lacks else django_assert_num_queries(0)
    with unread:
        first = [case.connector.parse(raw) for raw in raws]
        second = [case.connector.parse(raw) for raw in raws]
    assert first == second
    events = [event for events in first for event in events if isinstance(event, InboundMessage)]
    assert [event.external_id for event in events] == [case.external_id(channel, number) for number in (1, 2)]
    assert {event.surface for event in events} == {case.surface}
    assert case.surface in channel.capabilities.get("surfaces", {"": None})


@every
def test_manage_py_parse_shows_it(case: Case, channel: Channel, tmp_path: pathlib.Path, capsys: Any) -> None:
    raw = cases.unsaved_raws(case, channel, [case.message(channel, 1, "Hello there.")])[0]
    file = tmp_path / "raw"
    file.write_bytes(bytes(raw.body))
    how = {"address": channel.address, "content_type": str(raw.headers.get("content-type", ""))}
    settings = [f"{name}={value}" for name, value in channel.settings.items() if isinstance(value, str)]
    with contextlib.suppress(SystemExit):
        call_command("parse", case.kind, str(file), setting=settings, **how)
    line = json.loads(capsys.readouterr().out)
    assert "Hello there." in json.dumps(line["events"], ensure_ascii=False)


@every
def test_in_a_batch_of_fifty_the_poisoned_one_loses_no_other(case: Case, channel: Channel) -> None:
    case.need("batch", "poison")
    items = [case.message(channel, number, f"Number {number}.") for number in range(49)]
    items.insert(20, case.poison(channel))
    cases.arrive(case, channel, *items)
    assert cases.said(channel) == [f"Number {number}." for number in range(49)]
    assert "quarantined" in cases.states(channel)


@every
def test_a_poisoned_item_alone_is_quarantined(case: Case, channel: Channel) -> None:
    case.need("poison")
    raws = cases.unsaved_raws(case, channel, [case.poison(channel)])
    assert any(isinstance(event, Unparsed) for raw in raws for event in case.connector.parse(raw))
    cases.arrive(case, channel, case.poison(channel))
    assert cases.said(channel) == []
    assert cases.states(channel) == {"quarantined"}


@every
def test_an_unknown_type_is_kept_where_people_see_it(case: Case, channel: Channel) -> None:
    case.need("unknown")
    cases.arrive(case, channel, case.unknown(channel))
    cases.arrive(case, channel, case.message(channel, 1, "Hello."))
    assert cases.said(channel) == ["Hello."]
    assert RawInbound.objects.get(state="quarantined").error


@every
def test_rubbish_is_quarantined_and_harms_nobody(case: Case, channel: Channel) -> None:
    case.need("rubbish")
    for body in (b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b'{"a": ' * 50_000):
        cases.keep(channel, body)
    cases.arrive(case, channel, case.message(channel, 1, "Hello."))
    assert cases.said(channel) == ["Hello."]
    assert cases.states(channel) <= {"done", "quarantined"}


@every
def test_messages_in_the_wrong_order_are_shown_in_the_right_one(case: Case, channel: Channel) -> None:
    case.need("time")
    for number in (3, 1, 2):
        cases.arrive(case, channel, case.message(channel, number, f"Number {number}."))
    assert cases.said(channel) == ["Number 1.", "Number 2.", "Number 3."]


@every
def test_one_conversation_is_one_ticket_and_another_person_has_another(case: Case, channel: Channel) -> None:
    case.need("thread")
    cases.arrive(case, channel, case.message(channel, 1, "Hello."))
    cases.arrive(case, channel, case.message(channel, 2, "Anybody?"))
    cases.arrive(case, channel, case.message(channel, 3, "Me too.", sender=1))
    by_ticket: dict[int, list[str]] = {}
    for message in Message.objects.order_by("sent_at"):
        by_ticket.setdefault(message.ticket_id, []).append(message.body_text)
    assert sorted(by_ticket.values()) == [["Hello.", "Anybody?"], ["Me too."]]


@every
def test_a_crash_between_keeping_and_reading_loses_nothing(case: Case, channel: Channel) -> None:
    """The worker dies with the row claimed; when its lease is over, another takes it up."""
    cases.bring(case, channel, case.message(channel, 1, "Hello."))
    assert ingest.claim(10)
    RawInbound.objects.update(lease_until=timezone.now() - ingest.LEASE)
    cases.read()
    assert cases.said(channel) == ["Hello."]


@every
def test_a_crash_while_reading_loses_nothing_and_doubles_nothing(
    case: Case, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies in the middle of the transaction (a SystemExit stands for the kill), and again after it."""
    cases.bring(case, channel, case.message(channel, 1, "Hello."))

    def die(*arguments: Any, **more: Any) -> None:
        raise SystemExit(os.EX_SOFTWARE)

    with monkeypatch.context() as patched:
        patched.setattr("inbox.events.record", die)
        with contextlib.suppress(SystemExit):
            cases.read()
    RawInbound.objects.update(lease_until=timezone.now() - ingest.LEASE)
    cases.read()
    RawInbound.objects.update(state="kept", attempts=0)
    cases.read()
    assert cases.said(channel) == ["Hello."]


@every
def test_an_edit_replaces_the_text_and_a_later_one_that_came_earlier_wins(case: Case, channel: Channel) -> None:
    case.need("edit")
    cases.arrive(case, channel, case.message(channel, 1, "Helo."))
    cases.arrive(case, channel, case.edit(channel, 1, "Hello!", revision=2))
    cases.arrive(case, channel, case.edit(channel, 1, "Hello.", revision=1))
    assert cases.said(channel) == ["Hello!"]
    assert Message.objects.get().edited_at is not None


@every
def test_an_edit_before_its_message_waits_for_it(case: Case, channel: Channel) -> None:
    case.need("edit")
    cases.arrive(case, channel, case.edit(channel, 1, "Hello!"))
    cases.arrive(case, channel, case.message(channel, 1, "Helo."))
    assert cases.said(channel) == ["Hello!"]


@every
def test_a_deletion_takes_the_words_away_also_from_what_was_kept(case: Case, channel: Channel) -> None:
    case.need("deletion")
    cases.arrive(case, channel, case.message(channel, 1, "My card is 4111."))
    cases.arrive(case, channel, case.deletion(channel, 1))
    if "edit" not in case.lacks:
        cases.arrive(case, channel, case.edit(channel, 1, "My card is 4111!", revision=2))
    message = Message.objects.get()
    assert message.deleted_at is not None
    assert "4111" not in message.body_text + message.body_html + message.reply_text + message.ticket.preview
    first = RawInbound.objects.order_by("id").first()
    assert first is not None
    assert b"4111" not in bytes(first.body)


@every
def test_a_deletion_before_its_message_waits_for_it(case: Case, channel: Channel) -> None:
    case.need("deletion")
    cases.arrive(case, channel, case.deletion(channel, 1))
    cases.arrive(case, channel, case.message(channel, 1, "My card is 4111."))
    for message in Message.objects.all():
        assert message.deleted_at is not None
        assert "4111" not in message.body_text + message.body_html + message.reply_text


@every
def test_all_at_once_and_backwards_ends_the_same(case: Case, channel: Channel) -> None:
    case.need("batch", "edit", "deletion")
    cases.arrive(
        case,
        channel,
        case.deletion(channel, 2),
        case.edit(channel, 1, "Hello!"),
        case.message(channel, 2, "Oops."),
        case.message(channel, 1, "Helo."),
    )
    assert [message.body_text for message in Message.objects.filter(deleted_at=None)] == ["Hello!"]
