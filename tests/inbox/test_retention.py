"""What is over for long enough loses every word; figures, facts and what is held stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from connectors.forgetting import forget
from inbox import access, ingest, listing, retention, tickets, views
from inbox.envelope import ThreadHint
from inbox.errors import InboxError
from inbox.live import reading
from inbox.models import (
    AuditEntry,
    Clock,
    Contact,
    Event,
    Identity,
    Message,
    Notification,
    Organisation,
    RawInbound,
    Removal,
    Ticket,
    View,
    WebhookDelivery,
)
from inbox.sla import policies
from tests import office
from tests.everywhere import where
from tests.inbox.api import world
from tests.office import Office

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=100)


def keep(**days: int) -> None:
    Organisation.objects.update(**days)


def over(ticket: Ticket, status: str) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(status=status, last_message_at=timezone.now() - LONG_AGO)
    return ticket


def test_nothing_is_removed_unless_somebody_said_so(shop: Office) -> None:
    ticket = over(office.ticket(shop.channel), "spam")
    retention.run(also=forget)
    assert Ticket.objects.get(pk=ticket.pk).subject
    assert not Removal.objects.exists()


def test_no_word_of_a_removed_ticket_is_left_in_any_table(shop: Office) -> None:
    policies.ensure_defaults()
    world.build(shop.channel, shop.owner)
    mark = f"{world.MARK}{shop.channel.pk}"
    assert {"inbox_ticket", "inbox_message", "inbox_contact", "inbox_identity", "inbox_event"} <= where(mark)
    RawInbound.objects.filter(state="quarantined").delete()  # nobody's ticket yet
    WebhookDelivery.objects.filter(event__isnull=True).delete()  # a test call
    for ticket in Ticket.objects.filter(channel=shop.channel, merged_into__isnull=True):
        over(ticket, "closed")
    clocks, facts = Clock.objects.count(), Event.objects.count()
    keep(closed_days=90)
    retention.run(also=forget)
    left = where(mark)
    # What an admin set up is named so by the world, and is nobody's word.
    settings = {"inbox_cannedanswer", "inbox_macro", "inbox_endpoint", "inbox_survey", "inbox_view"}
    assert left <= settings | {"inbox_bulk", "inbox_post"}
    assert (Clock.objects.count(), Event.objects.count()) == (clocks, facts)
    assert (
        Removal.objects.get().removed
        == Ticket.objects.filter(merged_into__isnull=True).exclude(removed_at=None).count()
    )
    assert not Contact.objects.filter(removed_at__isnull=True).exists()


def test_only_what_is_over_for_long_enough_and_not_held_goes(shop: Office) -> None:
    old, held, open_, fresh = (office.ticket(shop.channel, office.mail(sender=f"{n}@x.example")) for n in range(4))
    tickets.update(held.pk, actor=shop.owner, labels=["Legal-Hold"])
    known = office.ticket(shop.channel, office.mail(sender="4@x.example"))
    Contact.objects.filter(pk=known.contact_id).update(labels=["legal-hold"])
    for ticket in (old, held, known):
        over(ticket, "spam")
    Ticket.objects.filter(pk=open_.pk).update(last_message_at=timezone.now() - LONG_AGO)
    Ticket.objects.filter(pk=fresh.pk).update(status="spam")
    keep(spam_days=30)
    (spam, *_) = retention.preview(retention.days(), now=timezone.now())
    assert (spam["would_remove"], spam["held"]) == (1, 2)
    retention.run(also=forget)
    assert list(Ticket.objects.exclude(removed_at=None).values_list("pk", flat=True)) == [old.pk]
    assert Ticket.objects.get(pk=held.pk).subject


def test_a_person_stays_as_long_as_one_of_their_tickets(shop: Office) -> None:
    first, second = office.ticket(shop.channel), office.ticket(shop.channel)
    assert first.contact_id == second.contact_id
    over(first, "closed")
    keep(closed_days=30)
    retention.run(also=forget)
    assert Identity.objects.filter(contact=first.contact_id).exists()
    over(second, "closed")
    retention.run(also=forget)
    assert not Identity.objects.filter(contact=first.contact_id).exists()
    again = office.ticket(shop.channel)
    assert (again.contact_id, again.follows_id) == (Contact.objects.get(removed_at=None).pk, None)
    assert again.contact_id != first.contact_id


def test_what_was_removed_is_not_fetched_once_more(shop: Office) -> None:
    message = office.receive(shop.channel)
    raw = message.raw
    assert raw is not None
    over(message.ticket, "closed")
    keep(closed_days=30)
    retention.run(also=forget)
    raw.refresh_from_db()
    assert bytes(raw.body) == b""
    assert ingest.keep(shop.channel, raw.external_id, b"raw", source="test") is None
    assert Message.objects.get(pk=message.pk).body_text == ""


def test_old_notifications_and_audit_entries_go(shop: Office) -> None:
    old = timezone.now() - LONG_AGO
    for at in (old, timezone.now()):
        Notification.objects.create(user=shop.owner, kind="rule", text="x", at=at)
        AuditEntry.objects.create(at=at, action="user.changed")
    keep(notification_days=90, audit_days=90)
    retention.run(also=forget)
    assert (Notification.objects.count(), AuditEntry.objects.count()) == (1, 1)
    assert set(Removal.objects.values_list("rule", "removed")) == {("notification_days", 1), ("audit_days", 1)}


def test_the_days_are_changed_with_what_was_before(shop: Office) -> None:
    retention.change(actor=shop.admin, spam_days=30)
    data: dict[str, Any] = Event.objects.get(kind="organisation.changed").data
    assert (data["before"], data["after"]) == ({"spam_days": 0}, {"spam_days": 30})


def test_kept_bytes_go_though_their_ticket_stands_unless_it_is_held(shop: Office) -> None:
    standing, held, fresh = (office.receive(shop.channel, office.mail(sender=f"{n}@x.example")) for n in range(3))
    tickets.update(held.ticket_id, actor=shop.owner, labels=["legal-hold"])
    old = RawInbound.objects.exclude(pk=fresh.raw_id or 0)
    old.update(received_at=timezone.now() - LONG_AGO)
    keep(raw_days=30)
    assert {rule["rule"]: rule["would_remove"] for rule in preview()}["raw_days"] == 1
    retention.run(also=forget)
    assert [bytes(body) for body in RawInbound.objects.order_by("pk").values_list("body", flat=True)] == [
        b"",
        b"raw",
        b"raw",
    ]
    standing.refresh_from_db()
    assert standing.body_text == "My kettle leaks."


def test_kept_bytes_that_made_no_message_go_within_days_whatever_the_rules_say(shop: Office) -> None:
    made = office.receive(shop.channel)
    spent = office.kept(shop.channel)
    RawInbound.objects.filter(pk=spent.pk).update(state="done")
    waiting = office.kept(shop.channel)
    RawInbound.objects.update(received_at=timezone.now() - LONG_AGO)
    retention.run(also=forget)
    assert dict(RawInbound.objects.values_list("pk", "body")) == {
        made.raw_id: b"raw",
        spent.pk: b"",
        waiting.pk: b"raw",
    }


def test_what_comes_for_a_removed_ticket_opens_a_new_one(shop: Office) -> None:
    spam = over(office.ticket(shop.channel), "spam")
    keep(spam_days=30)
    retention.run(also=forget)
    again = office.ticket(shop.channel, office.mail(thread=ThreadHint(tokens=(spam.reply_token,))))
    assert again.pk != spam.pk
    with pytest.raises(InboxError):
        tickets.update(spam.pk, actor=shop.owner, priority="high")


def test_the_log_is_read_on_over_a_ticket_that_was_removed_meanwhile(shop: Office) -> None:
    ticket = over(office.ticket(shop.channel), "spam")
    tickets.mark_read(ticket, shop.owner, 1)
    keep(spam_days=30)
    retention.run(also=forget)
    assert [line.seq for line in reading.lines(list(Event.objects.filter(ticket=ticket)))] == [0, 0]


def test_what_was_removed_is_neither_counted_nor_reached(shop: Office) -> None:
    spam = over(office.ticket(shop.channel), "spam")
    message = spam.messages.get()
    view = View.objects.create(name="Spam", owner=shop.owner, conditions=listing.tree("spam", user=shop.owner))
    assert views.counted({shop.owner.pk: None}, live=False)[shop.owner.pk] == {str(view.pk): 1}
    keep(spam_days=30)
    retention.run(also=forget)
    assert views.counted({shop.owner.pk: None}, live=False)[shop.owner.pk] == {str(view.pk): 0}
    with pytest.raises(InboxError):
        access.message(shop.admin, message.pk)


def preview() -> list[dict[str, Any]]:
    return retention.preview(retention.days(), now=timezone.now())
