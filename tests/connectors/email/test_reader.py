"""Reading mailboxes of a real Dovecot: nothing is lost, nothing is kept twice, whatever happens to the connection."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connectors.email import account, imap, reader
from connectors.email.imap import Mail, Mailbox, Unfetchable
from connectors.errors import Refused, Unreachable
from inbox.models import Channel, Cursor, RawInbound
from tests.office import Office
from tests.servers import proxy
from tests.servers.channels import mail_channel
from tests.servers.dovecot import Dovecot

Connect = Callable[..., Channel]


@pytest.fixture
def connect(shop: Office, dovecot: Dovecot, mailbox: str) -> Connect:
    def made(**more: Any) -> Channel:
        return mail_channel(mailbox, shop.support, dovecot=dovecot, **more)

    return made


def letter(text: str, *, size: int = 0) -> bytes:
    return f"Subject: {text}\r\nFrom: ada@customer.example\r\n\r\n{text} {'x' * size}\r\n".encode()


def read(channel: Channel, folder: str = "INBOX") -> int:
    channel.refresh_from_db()
    with imap.connected(account.imap_server(channel)) as mailbox:
        return reader.read(mailbox, channel, folder)


def kept(channel: Channel) -> list[str]:
    rows = RawInbound.objects.filter(channel=channel).order_by("id")
    return [bytes(row.body).split(b"\r\n")[0].decode().removeprefix("Subject: ") for row in rows]


def value(channel: Channel, folder: str = "INBOX") -> dict[str, Any]:
    return dict(Cursor.objects.get(channel=channel, stream=reader.stream(folder)).value)


def back_date(dovecot: Dovecot, user: str, days: float) -> None:
    """Make everything in the INBOX look as if it had arrived so many days ago."""
    for part in ("new", "cur"):
        for file in (dovecot.folder(user) / part).iterdir():
            os.utime(file, (time.time() - days * 86400,) * 2)


def test_from_the_first_connection_on_new_mail_is_kept_once(connect: Connect, dovecot: Dovecot, mailbox: str) -> None:
    dovecot.deliver(mailbox, letter("before our time"))
    channel = connect()
    assert read(channel) == 0
    dovecot.deliver(mailbox, letter("first"))
    dovecot.deliver(mailbox, letter("second"))
    assert read(channel) == 2
    assert read(channel) == 0
    assert kept(channel) == ["first", "second"]
    row = RawInbound.objects.filter(channel=channel).order_by("id")[0]
    assert row.external_id == f"INBOX/{value(channel)['uidvalidity']}/2"
    assert bytes(row.body) == letter("first")


def test_the_backlog_that_was_asked_for_is_kept_and_no_older_mail(
    connect: Connect, dovecot: Dovecot, mailbox: str
) -> None:
    dovecot.deliver(mailbox, letter("too old"))
    back_date(dovecot, mailbox, 31)
    for number in range(120):
        dovecot.deliver(mailbox, letter(f"recent {number}"))
    channel = connect(backlog_days=30)
    assert read(channel) == 120
    assert kept(channel) == [f"recent {number}" for number in range(120)]
    assert read(channel) == 0
    assert "until" not in value(channel)


def test_reading_changes_no_flag_unless_the_setting_says_so(connect: Connect, dovecot: Dovecot, mailbox: str) -> None:
    channel = connect()
    read(channel)
    dovecot.deliver(mailbox, letter("untouched"))
    read(channel)
    seen = [file for file in (dovecot.folder(mailbox) / "cur").iterdir() if "S" in file.name.split(":2,")[-1]]
    assert seen == []
    channel.settings["mark_seen"] = True
    channel.save()
    dovecot.deliver(mailbox, letter("marked"))
    assert read(channel) == 1
    with imap.connected(account.imap_server(channel)) as box:
        box.open("INBOX", readonly=True)
        assert box._client.search(["SEEN"]) == [2]


def test_each_folder_has_its_own_cursor(connect: Connect, dovecot: Dovecot, mailbox: str) -> None:
    dovecot.folder(mailbox, "Sales")
    channel = connect(folders=["INBOX", "Sales"])
    assert [read(channel, name) for name in ("INBOX", "Sales")] == [0, 0]
    dovecot.deliver(mailbox, letter("to sales"), folder="Sales")
    dovecot.deliver(mailbox, letter("to all"))
    assert [read(channel, name) for name in ("INBOX", "Sales")] == [1, 1]
    assert kept(channel) == ["to all", "to sales"]


def test_a_folder_that_is_missing_is_named(connect: Connect) -> None:
    with pytest.raises(Refused, match="Nowhere"):
        read(connect(folders=["Nowhere"]), "Nowhere")


def test_a_connection_that_breaks_anywhere_in_a_fetch_loses_and_repeats_nothing(
    connect: Connect, dovecot: Dovecot, mailbox: str
) -> None:
    subjects = [f"mail {number}" for number in range(8)]
    with proxy.to(dovecot.port) as between:
        channel = connect(imap_host="127.0.0.1", imap_port=between.port, imap_security="none")
        read(channel)
        for subject in subjects:
            dovecot.deliver(mailbox, letter(subject, size=40_000))
        total = 8 * 40_100
        broken = 0
        for tenth in range(1, 11):
            between.cut_after = 1500 + total * tenth // 10
            with contextlib.suppress(Unreachable):
                read(channel)
            broken += between.cuts
            between.cuts, between.cut_after = 0, None
        read(channel)
    assert broken >= 3
    assert kept(channel) == subjects
    assert value(channel)["gaps"] == {}
    assert "trouble" not in value(channel)


@pytest.mark.parametrize("oldest_last", [False, True])
def test_new_uids_after_a_restore_are_read_again_from_where_we_were(
    connect: Connect, dovecot: Dovecot, mailbox: str, oldest_last: bool
) -> None:
    dovecot.deliver(mailbox, letter("before our time"))
    back_date(dovecot, mailbox, 3)
    channel = connect()
    read(channel)
    dovecot.deliver(mailbox, letter("known"))
    read(channel)
    before = value(channel)["uidvalidity"]
    dovecot.deliver(mailbox, letter("came meanwhile"))
    dovecot.forget_uids(mailbox, oldest_last=oldest_last)
    read(channel)
    assert value(channel)["uidvalidity"] != before
    assert "before our time" not in kept(channel)
    assert sorted(set(kept(channel))) == ["came meanwhile", "known"]
    dovecot.deliver(mailbox, letter("after"))
    assert read(channel) == 1


class Picky(Mailbox):
    """Refuses to give out one mail, or breaks there."""

    bad: int = 0
    error: Exception = Unfetchable("[SERVERBUG] internal error")

    def fetch(self, uids: list[int], *, huge: bool = False) -> list[Mail]:
        if self.bad in uids:
            raise self.error
        return super().fetch(uids, huge=huge)


def read_picky(channel: Channel, bad: int, error: Exception) -> int:
    with imap.connected(account.imap_server(channel)) as box:
        picky = Picky(box._client)
        picky.bad, picky.error = bad, error
        return reader.read(picky, channel, "INBOX")


def test_a_mail_the_server_cannot_give_out_is_retried_and_blocks_no_other(
    connect: Connect, dovecot: Dovecot, mailbox: str
) -> None:
    channel = connect()
    read(channel)
    for subject in ("one", "two", "three"):
        dovecot.deliver(mailbox, letter(subject))
    read_picky(channel, 2, Unfetchable("[SERVERBUG] internal error"))
    assert kept(channel) == ["one", "three"]
    assert reader.complaints(channel) == ["UID 2 of INBOX cannot be fetched: [SERVERBUG] internal error"]
    assert read(channel) == 0  # not due yet
    row = Cursor.objects.get(channel=channel)
    row.value["gaps"]["2"]["after"] = 0
    row.save()
    assert read(channel) == 1
    assert kept(channel) == ["one", "three", "two"]
    assert reader.complaints(channel) == []


def test_a_mail_that_breaks_the_connection_each_time_is_stepped_over(
    connect: Connect, dovecot: Dovecot, mailbox: str
) -> None:
    channel = connect()
    read(channel)
    for number in range(1, 6):
        dovecot.deliver(mailbox, letter(f"mail {number}"))
    tries = 0
    while "mail 5" not in kept(channel):
        tries += 1
        assert tries < 8
        with contextlib.suppress(Unreachable):
            read_picky(channel, 3, Unreachable("gone"))
    assert kept(channel) == ["mail 1", "mail 2", "mail 4", "mail 5"]
    assert list(value(channel)["gaps"]) == ["3"]


def test_a_mail_of_monstrous_size_is_kept_as_far_as_it_is_sensible(
    connect: Connect, dovecot: Dovecot, mailbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_MAIL", 100_000)
    monkeypatch.setattr(reader, "BATCH_BYTES", 50_000)
    monkeypatch.setattr(imap, "HEAD_OF_HUGE", 5_000)
    channel = connect()
    read(channel)
    dovecot.deliver(mailbox, letter("huge", size=200_000))
    dovecot.deliver(mailbox, letter("small"))
    assert read(channel) == 2
    assert [row.size for row in RawInbound.objects.filter(channel=channel).order_by("id")] == [
        5_000,
        len(letter("small")),
    ]


def test_starttls_and_a_wrong_password_and_a_foreign_certificate(
    connect: Connect, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = connect(imap_port=dovecot.port, imap_security="starttls")
    assert read(channel) == 0
    channel.credentials = {"imap_password": "wrong"}
    with (
        pytest.raises(Refused, match="refuses the sign-in"),
        imap.connected(account.imap_server(channel)),
    ):
        pass
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        pytest.raises(Unreachable, match="certificate not accepted"),
        imap.connected(account.imap_server(channel)),
    ):
        pass


def test_mail_that_waited_while_we_were_away_counts_from_its_arrival(
    connect: Connect, dovecot: Dovecot, mailbox: str
) -> None:
    channel = connect(backlog_days=1)
    read(channel)
    dovecot.deliver(mailbox, letter("waited"))
    back_date(dovecot, mailbox, 0.25)
    dovecot.deliver(mailbox, letter("just now"))
    assert read(channel) == 2
    ages = {row.external_id[-1]: timezone.now() - row.received_at for row in RawInbound.objects.filter(channel=channel)}
    assert dt.timedelta(hours=5) < ages["1"] < dt.timedelta(hours=7)
    assert ages["2"] < dt.timedelta(minutes=1)


def test_the_time_of_arrival_is_read(connect: Connect, dovecot: Dovecot, mailbox: str) -> None:
    dovecot.deliver(mailbox, letter("now"))
    with imap.connected(account.imap_server(connect())) as box:
        box.open("INBOX", readonly=True)
        (mail,) = box.fetch([1])
    assert mail.arrived is not None
    assert abs(mail.arrived - timezone.now()) < dt.timedelta(minutes=1)
    assert email.utils.format_datetime(mail.arrived).endswith("+0000")
