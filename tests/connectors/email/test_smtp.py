"""What may have left and what surely has not, told apart at every step of an SMTP dialogue."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from connectors.email import account, smtp
from connectors.email.account import Security, Server
from connectors.errors import Refused, Unreachable
from inbox.envelope import AmbiguousFailure, PermanentFailure, SendError, TemporaryFailure
from tests.servers import dovecot, exim, free_port, proxy

MAIL = b"From: support@help.example\r\nSubject: hello\r\n\r\n.a line with a dot\r\nlast line\r\n"


class Script:
    """An aiosmtpd handler: what to answer to MAIL, RCPT and DATA; ``drop`` hangs up there, ``hush`` says nothing."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[list[str], bytes]] = []
        self.sessions: set[int] = set()

    async def _say(self, server: SMTP, step: str, default: str) -> str:
        answer = self.answers.get(step, default)
        if answer == "drop":
            cast(asyncio.Transport, server.transport).abort()
        if answer == "hush":
            await asyncio.sleep(1)
        return answer

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        envelope.mail_from = address
        return await self._say(server, "MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._say(server, f"RCPT {address}", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        return await self._say(server, "DATA", "250 taken")


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script) -> Iterator[Server]:
    controller: Any = Controller(script, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield Server(host="127.0.0.1", port=controller.port, security=Security.NONE)
    finally:
        controller.stop()


def send(server: Server, *to: str, content: bytes = MAIL) -> list[smtp.Refusal]:
    submission = smtp.Submission(server)
    try:
        return submission.send("support@help.example", to or ("ada@customer.example",), content)
    finally:
        submission.close()


def test_a_mail_arrives_with_its_dots_and_line_ends(server: Server, script: Script) -> None:
    assert send(server, content=MAIL.replace(b"\r\n", b"\n")) == []
    assert script.taken == [(["ada@customer.example"], MAIL)]


def test_one_connection_serves_a_batch(server: Server, script: Script) -> None:
    submission = smtp.Submission(server)
    for number in range(3):
        submission.send("support@help.example", [f"c{number}@customer.example"], MAIL)
    submission.close()
    assert len(script.taken) == 3
    assert len(script.sessions) == 1


def test_a_kept_connection_that_died_is_renewed_without_a_failure(server: Server, script: Script) -> None:
    with proxy.to(server.port) as between:
        submission = smtp.Submission(Server(host="127.0.0.1", port=between.port, security=Security.NONE))
        submission.send("support@help.example", ["ada@customer.example"], MAIL)
        between.drop_all()
        submission.send("support@help.example", ["ada@customer.example"], MAIL)
        submission.close()
        assert between.connections == 2
    assert len(script.taken) == 2


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("MAIL", "451 busy", TemporaryFailure),
        ("MAIL", "550 not you", PermanentFailure),
        ("MAIL", "drop", TemporaryFailure),
        ("RCPT ada@customer.example", "450 come back", TemporaryFailure),
        ("RCPT ada@customer.example", "550 unknown", PermanentFailure),
        ("RCPT ada@customer.example", "drop", TemporaryFailure),
        ("DATA", "452 disk full", TemporaryFailure),
        ("DATA", "554 spam", PermanentFailure),
        ("DATA", "drop", AmbiguousFailure),
    ],
)
def test_each_step_that_fails_says_whether_the_mail_can_have_left(
    server: Server, script: Script, step: str, answer: str, kind: type[SendError]
) -> None:
    script.answers[step] = answer
    with pytest.raises(SendError) as caught:
        send(server)
    assert type(caught.value) is kind
    if answer[0].isdigit():
        assert (caught.value.code, caught.value.detail) == tuple(answer.split(" ", 1))


def test_no_answer_after_the_last_byte_is_ambiguous(
    server: Server, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.4)
    script.answers["DATA"] = "hush"
    with pytest.raises(AmbiguousFailure, match="timed out"):
        send(server)


def test_a_server_that_dribbles_cannot_hold_the_sender_for_longer_than_a_whole_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "WHOLE_SEND", 0.6)
    listener = socket.create_server(("127.0.0.1", 0))
    enough = threading.Event()

    def dribble() -> None:
        client, _ = listener.accept()
        while not enough.wait(0.05):
            try:
                client.sendall(b"2")
            except OSError:
                return

    thread = threading.Thread(target=dribble)
    thread.start()
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        send(Server(host="127.0.0.1", port=listener.getsockname()[1], security=Security.NONE))
    enough.set()
    thread.join()
    listener.close()
    assert time.monotonic() - started < 3


def test_who_is_refused_while_others_are_taken_is_named(server: Server, script: Script) -> None:
    script.answers["RCPT gone@customer.example"] = "550 unknown"
    script.answers["RCPT full@customer.example"] = "452 full"
    refused = send(server, "ada@customer.example", "gone@customer.example", "full@customer.example")
    assert [(refusal.recipient, refusal.code) for refusal in refused] == [
        ("gone@customer.example", "550"),
        ("full@customer.example", "452"),
    ]
    assert script.taken[0][0] == ["ada@customer.example"]


def test_a_temporary_no_to_the_first_recipient_sends_to_nobody(server: Server, script: Script) -> None:
    script.answers["RCPT ada@customer.example"] = "450 greylisted"
    with pytest.raises(TemporaryFailure):
        send(server, "ada@customer.example", "bob@customer.example")
    assert script.taken == []


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_is_sent(server: Server, script: Script) -> None:
    with pytest.raises(PermanentFailure, match="too_large"):
        send(server, content=b"x" * 40_000_000)
    assert script.taken == []


def test_nobody_there_is_temporary() -> None:
    with pytest.raises(TemporaryFailure, match="Cannot connect"):
        send(Server(host="127.0.0.1", port=1, security=Security.NONE))


def test_passwords_leave_this_machine_only_encrypted(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setattr("connectors.hosts.is_loopback", lambda sock: False)
    naked = Server(host="127.0.0.1", port=server.port, security=Security.NONE, username="u", password="canary")
    with pytest.raises(Refused, match="TLS or STARTTLS"):
        smtp.Submission(naked).login()


def test_smtp_url_names_server_encryption_and_login() -> None:
    server = account.from_url("smtp+starttls://us%40er:p%2Fw@mx.example.org")
    assert (server.host, server.port, server.security) == ("mx.example.org", 587, Security.STARTTLS)
    assert (server.username, server.password) == ("us@er", "p/w")
    assert "p/w" not in repr(server)
    assert account.from_url("smtps://mx.example.org").port == 465
    with pytest.raises(Refused, match="SMTP_URL is not set"):
        account.from_url("")


def test_a_real_server_with_starttls_and_login_takes_mail_and_says_no_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with dovecot.running() as mailboxes, exim.running(mailboxes) as mta:
        mailboxes.folder("ada@customer.example")
        monkeypatch.setenv("SSL_CERT_FILE", str(mta.ca))
        server = Server(
            host="localhost", port=mta.port, security=Security.STARTTLS, username="u", password=exim.PASSWORD
        )
        refused = send(server, "ada@customer.example", "refused@customer.example")
        assert [refusal.code for refusal in refused] == ["550"]
        with pytest.raises(TemporaryFailure, match="451: come back later"):
            send(server, "greylisted@customer.example")
        with pytest.raises(PermanentFailure, match="550: no such user here"):
            send(server, "refused@customer.example")
        wrong = Server(host="localhost", port=mta.port, security=Security.STARTTLS, username="u", password="wrong")
        with pytest.raises(Refused, match="refuses the sign-in of u: 535"):
            smtp.Submission(wrong).login()
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(Unreachable, match="certificate not accepted"):
            smtp.Submission(server).login()
