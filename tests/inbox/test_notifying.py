from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from inbox import access, mailing, notifying
from inbox.models import Event, Membership, Notification, User
from tests import office
from tests.office import Office

OLD = dt.timedelta(hours=1, seconds=1)


def test_each_is_told_once_and_why_and_hears_it_live(shop: Office) -> None:
    ticket = office.ticket(shop.channel)

    told = notifying.tell(
        [shop.owner, shop.owner, shop.mate], "rule", "Look at this.", ticket=ticket, reason="You are in its team."
    )

    assert told == [shop.owner, shop.mate]
    (row,) = Notification.objects.filter(user=shop.owner)
    assert (row.text, row.reason, row.ticket, row.read_at) == ("Look at this.", "You are in its team.", ticket, None)
    assert set(Event.objects.filter(kind="notification.created").values_list("user_id", flat=True)) == {
        shop.owner.pk,
        shop.mate.pk,
    }


def test_nobody_is_told_of_a_ticket_that_they_may_not_see_or_when_they_left(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    User.objects.filter(pk=shop.mate.pk).update(is_active=False)
    told = notifying.tell([shop.outsider, shop.mate, shop.supervisor], "rule", "x", ticket=ticket, reason="y")
    assert told == [shop.supervisor]


def test_who_leaves_the_team_no_longer_reads_what_they_were_told_of_its_tickets(shop: Office) -> None:
    notifying.tell([shop.owner], "rule", "x", ticket=office.ticket(shop.channel), reason="y")
    assert access.notifications(shop.owner).count() == 1
    Membership.objects.filter(user=shop.owner).delete()
    assert access.notifications(shop.owner).count() == 0


def test_what_was_over_an_hour_ago_is_counted_in_one_digest_until_it_is_read(shop: Office) -> None:
    ticket, then = office.ticket(shop.channel), timezone.now() - OLD
    for number in range(3):
        notifying.tell([shop.owner], "sla_breach", f"Late {number}", ticket=ticket, reason="r", happened_at=then)
    (digest,) = Notification.objects.filter(user=shop.owner)
    assert (digest.kind, digest.count) == ("digest", 3)
    assert "Late 2" in digest.text

    notifying.read(shop.owner, None)
    notifying.tell([shop.owner], "sla_breach", "Late 3", ticket=ticket, reason="r", happened_at=then)
    assert list(Notification.objects.order_by("pk").values_list("count", flat=True)) == [3, 1]


def test_reading_concerns_only_ones_own(shop: Office) -> None:
    notifying.tell([shop.owner, shop.mate], "rule", "x", reason="y")
    theirs = Notification.objects.get(user=shop.mate)
    assert notifying.read(shop.owner, [theirs.pk]) == 0
    assert notifying.read(shop.owner, None) == 1
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_an_urgent_one_is_mailed_once(shop: Office) -> None:
    ticket = office.ticket(shop.channel, office.mail(subject="Fire\nBcc: all@shop.example"))
    notifying.tell([shop.owner], "page", "The shop is down.", ticket=ticket, reason="You are on call.", mail=True)
    notifying.tell([shop.mate], "rule", "No hurry.", ticket=ticket, reason="r")

    assert mailing.run() == 1
    assert mailing.run() == 0

    (letter,) = mail.outbox
    assert letter.to == [shop.owner.email]
    assert "The shop is down." in letter.subject
    assert f"/inbox/all/{ticket.pk}" in str(letter.body)
    assert "You are on call." in str(letter.body)
    assert letter.bcc == []


def test_a_mail_server_that_is_away_is_tried_again(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    notifying.tell([shop.owner], "page", "x", reason="r", mail=True)

    def away(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
    assert mailing.run() == 0
    row = Notification.objects.get()
    assert row.mail_due_at is not None
    assert row.mail_due_at > timezone.now()

    monkeypatch.undo()
    Notification.objects.update(mail_due_at=timezone.now())
    assert mailing.run() == 1


def test_what_happens_again_before_they_looked_is_counted_in_one_line(shop: Office) -> None:
    ticket, other = office.ticket(shop.channel), office.ticket(shop.channel)
    for number in range(3):
        notifying.tell([shop.owner], "customer_replied", f"Words {number}", ticket=ticket, reason="r")
    notifying.tell([shop.owner], "customer_replied", "Elsewhere", ticket=other, reason="r")
    notifying.tell([shop.owner], "mention", "By name", ticket=ticket, reason="r")
    rows = Notification.objects.filter(user=shop.owner).order_by("pk")
    assert list(rows.values_list("text", "count")) == [("Words 2", 3), ("Elsewhere", 1), ("By name", 1)]

    notifying.read(shop.owner, None)
    notifying.tell([shop.owner], "customer_replied", "Words 3", ticket=ticket, reason="r")
    assert rows.get(read_at=None).count == 1


def test_what_one_wants_by_mail_and_has_not_read_comes_in_one_letter(shop: Office) -> None:
    wish(shop.owner, assigned={"mail": True}, customer_replied={"mail": True})
    ticket = office.ticket(shop.channel)
    notifying.tell([shop.owner], "assigned", "It is yours.", ticket=ticket, reason="It is assigned to you.")
    notifying.tell([shop.owner], "customer_replied", "Ada wrote: soon?", ticket=ticket, reason="r")
    notifying.tell([shop.owner], "rule", "No mail of this.", ticket=ticket, reason="r")
    assert mailing.run() == 0  # there is time to look at the console

    Notification.objects.filter(kind="assigned").update(mail_due_at=timezone.now())
    assert (mailing.run(), mailing.run()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.subject.startswith("2 things you have not read.")
    assert "It is yours." in str(letter.body)
    assert "Ada wrote: soon?" in str(letter.body)
    assert "No mail of this." not in str(letter.body)
    assert f"/inbox/all/{ticket.pk}" in str(letter.body)


def test_a_mail_has_a_way_out_that_ends_mails_of_its_kinds_only(shop: Office, client: Client) -> None:
    wish(shop.owner, assigned={"mail": True}, reminder={"mail": True})
    notifying.tell([shop.owner], "assigned", "It is yours.", ticket=office.ticket(shop.channel), reason="r")
    Notification.objects.update(mail_due_at=timezone.now())
    mailing.run()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.PUBLIC_URL)

    assert b"Stop these mails?" in client.get(path).content
    shop.owner.refresh_from_db()
    assert shop.owner.notify["assigned"] == {"mail": True}  # looking changes nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    shop.owner.refresh_from_db()
    assert shop.owner.notify == {"reminder": {"mail": True}}
    assert client.get(f"{path}x").status_code == 404


def test_a_call_is_mailed_by_itself_and_takes_nothing_along(shop: Office) -> None:
    wish(shop.owner, assigned={"mail": True})
    notifying.tell([shop.owner], "assigned", "It is yours.", ticket=office.ticket(shop.channel), reason="r")
    notifying.tell([shop.owner], "page", "The shop is down.", reason="You are on call.", mail=True)
    assert mailing.run() == 1
    assert "It is yours." not in str(mail.outbox[0].body)
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_what_they_may_not_see_any_more_is_not_mailed(shop: Office) -> None:
    wish(shop.owner, assigned={"mail": True})
    notifying.tell([shop.owner], "assigned", "It is yours.", ticket=office.ticket(shop.channel), reason="r")
    Notification.objects.update(mail_due_at=timezone.now())
    Membership.objects.filter(user=shop.owner).delete()
    assert (mailing.run(), mail.outbox) == (0, [])
    assert not Notification.objects.filter(mail_due_at__isnull=False).exists()


def wish(user: User, **notify: dict[str, bool]) -> None:
    user.notify = notify
    user.save(update_fields=["notify"])


def test_what_was_read_meanwhile_is_not_mailed(shop: Office) -> None:
    notifying.tell([shop.owner], "page", "x", reason="r", mail=True)
    notifying.read(shop.owner, None)
    assert mailing.run() == 0
