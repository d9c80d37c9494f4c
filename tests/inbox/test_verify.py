from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from inbox import outbox, verify
from inbox.envelope import MediaRef, MessageEdited, SendResult
from inbox.models import (
    Attachment,
    Contact,
    Delivery,
    EarlyEvent,
    Event,
    Message,
    RawInbound,
    Rule,
    RuleEntry,
    RuleJob,
    Ticket,
)
from tests import office, social
from tests.office import Office


@pytest.fixture
def busy(shop: Office) -> Office:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner)
    (delivery,) = outbox.claim(1)
    outbox.settle(delivery, SendResult(external_id="x@shop.example"))
    return shop


def broken() -> set[str]:
    return {violation.invariant for violation in verify.check()}


def test_a_healthy_database_has_no_violations(busy: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.check() == []
    call_command("verify")
    assert "all hold" in capsys.readouterr().out


def test_each_broken_promise_is_found_by_its_name(busy: Office) -> None:
    long_ago = timezone.now() - dt.timedelta(hours=1)
    ticket = Ticket.objects.get()
    ways: list[tuple[Callable[[], object], str]] = [
        (lambda: Ticket.objects.update(message_count=7), "I1"),
        (lambda: Delivery.objects.get().attempts.all().delete(), "I2"),
        (lambda: Event.objects.update(at=long_ago), "I4"),
        (lambda: Ticket.objects.update(assignee=busy.outsider), "I5"),
        (lambda: Delivery.objects.update(state="sending", lease_until=long_ago), "I6"),
        (lambda: RawInbound.objects.update(state="kept", received_at=long_ago, lease_until=long_ago), "I6"),
        (lambda: Ticket.objects.update(last_message_id=ticket.pk + 10_000), "I7"),
    ]
    page = social.page(busy.support)
    said = social.hear(page, social.dm(media=(MediaRef(ref="x"),)))
    social.tell(page, MessageEdited(external_id="never", at=timezone.now(), body_text="?"))
    ways += [
        (lambda: Attachment.objects.update(next_attempt_at=long_ago), "I6"),
        (
            lambda: (
                EarlyEvent.objects.update(external_id=said.external_id, created_at=long_ago - dt.timedelta(hours=2)),
                Message.objects.update(created_at=long_ago - dt.timedelta(hours=2)),
            ),
            "I6",
        ),
        (lambda: Ticket.objects.filter(pk=said.ticket_id).update(merged_into=ticket), "I7"),
        (lambda: Message.objects.filter(pk=said.pk).update(surface="comment"), "I7"),
        (
            lambda: (
                Contact.objects.filter(pk=said.ticket.contact_id).update(merged_into=ticket.contact),
                Ticket.objects.update(created_at=long_ago - dt.timedelta(hours=2)),
            ),
            "I7",
        ),
        (lambda: Message.objects.filter(pk=said.pk).update(deleted_at=timezone.now(), body_text="4111"), "I8"),
    ]
    rule = Rule.objects.create(name="Close", enabled=True)
    ways += [
        (
            lambda: (
                RuleJob.objects.create(event=Event.objects.earliest("pk"), ticket=ticket, next_attempt_at=long_ago),
                Event.objects.update(at=long_ago),
            ),
            "I6",
        ),
        (lambda: RuleEntry.objects.create(rule=rule, ticket=ticket, since=long_ago), "I6"),
    ]
    assert verify.check() == []
    for breaks, name in ways:
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT whole")
            breaks()
            assert name in broken(), breaks
            cursor.execute("ROLLBACK TO SAVEPOINT whole")


def test_the_command_fails_with_what_is_wrong(busy: Office, capsys: pytest.CaptureFixture[str]) -> None:
    Ticket.objects.update(message_count=7)
    with pytest.raises(SystemExit) as ended:
        call_command("verify")
    assert ended.value.code == 1
    assert "I1: the message count" in capsys.readouterr().out
