"""Waiting at a mailbox: told at once, and not fooled by a connection that only looks alive."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from connectors.email import connector as module
from connectors.email import imap
from connectors.email.connector import connector
from connectors.errors import Unreachable
from connectors.stop import Stop
from inbox.models import RawInbound
from tests.office import Office
from tests.servers import eventually, proxy
from tests.servers.channels import mail_channel
from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter


class Listening:
    """``listen`` runs in this thread, in the test's own transaction; things happen to it from a timer."""

    def __init__(self) -> None:
        self.stop = Stop()

    def later(self, seconds: float, *what: object) -> None:
        for offset, call in enumerate(what):
            assert callable(call)
            timer = threading.Timer(seconds * (offset + 1), call)
            timer.daemon = True
            timer.start()


def test_mail_for_several_folders_is_found_while_listening(
    shop: Office, dovecot: Dovecot, mailbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SWEEP_MANY", 0.5)
    dovecot.folder(mailbox, "Sales")
    channel = mail_channel(mailbox, shop.support, dovecot=dovecot, folders=["INBOX", "Sales"])
    connector.poll(channel)
    listening = Listening()
    listening.later(
        0.4,
        lambda: dovecot.deliver(mailbox, letter("to all")),
        lambda: dovecot.deliver(mailbox, letter("to sales"), folder="Sales"),
    )
    threading.Timer(4.0, listening.stop.set).start()
    connector.listen(channel, stop=listening.stop)
    assert RawInbound.objects.filter(channel=channel).count() == 2


def test_a_stop_is_obeyed_at_once_while_waiting(shop: Office, dovecot: Dovecot, mailbox: str) -> None:
    channel = mail_channel(mailbox, shop.support, dovecot=dovecot)
    listening = Listening()
    listening.later(1.0, listening.stop.set)
    started = time.monotonic()
    connector.listen(channel, stop=listening.stop)
    assert time.monotonic() - started < 4


def test_a_connection_that_hangs_silently_is_noticed(
    shop: Office, dovecot: Dovecot, mailbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SWEEP", 0.5)
    monkeypatch.setattr(imap, "TIMEOUT", 1.0)
    with proxy.to(dovecot.port) as between:
        channel = mail_channel(
            mailbox,
            shop.support,
            dovecot=dovecot,
            imap_host="127.0.0.1",
            imap_port=between.port,
            imap_security="none",
        )
        listening = Listening()
        listening.later(1.0, lambda: setattr(between, "frozen", True))
        started = time.monotonic()
        with pytest.raises(Unreachable, match=r"no answer in time|timed out"):
            connector.listen(channel, stop=listening.stop)
        assert time.monotonic() - started < 8


def test_a_server_that_hangs_up_ends_the_listening(shop: Office, dovecot: Dovecot, mailbox: str) -> None:
    with proxy.to(dovecot.port) as between:
        where: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": between.port, "imap_security": "none"}
        channel = mail_channel(mailbox, shop.support, dovecot=dovecot, **where)
        listening = Listening()
        listening.later(1.0, between.drop_all)
        with pytest.raises(Unreachable):
            connector.listen(channel, stop=listening.stop)


def test_news_in_the_same_packet_as_the_go_ahead_is_not_overlooked(
    shop: Office, dovecot: Dovecot, mailbox: str
) -> None:
    """The mail comes between the last look and IDLE; the server says so together with its go-ahead."""
    channel = mail_channel(mailbox, shop.support, dovecot=dovecot)
    with module._mailbox(channel) as box:
        for number in range(20):
            box.open("INBOX", readonly=True)
            dovecot.deliver(mailbox, letter(f"mail {number}"))
            started = time.monotonic()
            box.wait(Stop(), 20)
            assert time.monotonic() - started < 5
            eventually(lambda number=number: len(box.uids("1:*")) == number + 1, what="it is there")  # type: ignore[misc]
