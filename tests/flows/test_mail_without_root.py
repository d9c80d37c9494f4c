"""The mail loop against servers that any user may start: pymap and aiosmtpd, from PyPI."""

from __future__ import annotations

import email
import email.message
import email.policy
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from connectors import tasks
from connectors.email.connector import connector
from connectors.stop import Stop
from inbox.models import Channel, Message, RawInbound
from tests import office
from tests.office import Office
from tests.servers import eventually, free_port, pymap
from tests.servers.letters import letter
from tests.servers.pymap import Pymap


class Outbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__(email.message.Message)
        self.mails: list[email.message.Message] = []

    def handle_message(self, message: email.message.Message) -> None:
        self.mails.append(message)


@pytest.fixture
def server() -> Iterator[Pymap]:
    with pymap.running() as running:
        yield running


@pytest.fixture
def outbox() -> Iterator[tuple[Outbox, int]]:
    handler = Outbox()
    controller: Any = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


def connect(shop: Office, server: Pymap, smtp_port: int = 1) -> Channel:
    settings = {
        "receive": "imap",
        "auth": "password",
        "imap_host": "127.0.0.1",
        "imap_port": server.port,
        "imap_security": "none",
        "imap_username": pymap.USER,
        "folders": ["INBOX"],
        "send": "smtp",
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_security": "none",
        "smtp_login": False,
    }
    return office.channel(
        "help@shop.example", shop.support, settings=settings, credentials={"imap_password": pymap.PASSWORD}
    )


def test_mail_comes_in_and_the_answer_goes_out(shop: Office, server: Pymap, outbox: tuple[Outbox, int]) -> None:
    handler, port = outbox
    channel = connect(shop, server, port)
    server.deliver(letter("before our time"))
    assert tasks.poll_due() == 0
    server.deliver(letter("a question", message_id="<q1@customer.example>"))
    Channel.objects.update(next_poll_at=None)
    assert tasks.poll_due() == 1
    tasks.process_raws()
    message = Message.objects.get(channel=channel)
    office.answer(message.ticket, shop.owner)
    tasks.deliver_due()
    (sent,) = handler.mails
    assert (sent["To"], sent["In-Reply-To"]) == ("ada@customer.example", "<q1@customer.example>") or "Ada" in sent["To"]
    assert sent["References"] == "<q1@customer.example>"


def test_idle_brings_mail_in(shop: Office, server: Pymap) -> None:
    channel = connect(shop, server)
    connector.poll(channel)
    stop = Stop()
    threading.Timer(1.0, server.deliver, [letter("told at once")]).start()
    threading.Timer(4.0, stop.set).start()
    connector.listen(channel, stop=stop)
    assert RawInbound.objects.filter(channel=channel).count() == 1


def test_a_test_of_the_connection_tells_both_sides(shop: Office, server: Pymap, outbox: tuple[Outbox, int]) -> None:
    channel = connect(shop, server, outbox[1])
    assert [check.ok for check in connector.validate(channel)] == [True, True, True]
    channel.settings["smtp_port"] = 1
    eventually(lambda: not connector.validate(channel)[-1].ok, what="no SMTP server there")
