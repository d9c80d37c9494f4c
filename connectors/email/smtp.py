"""Handing one mail to an SMTP server, and knowing afterwards whether it can have left.

Everything up to the last byte of DATA is surely not sent when it fails; from the terminating dot on only the server's
answer counts, and when that is lost the mail may have been sent (AmbiguousFailure): it is never repeated blindly.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from django.conf import settings

from connectors import hosts
from connectors.email.account import Security, Server
from connectors.errors import Refused, Unreachable
from inbox.envelope import AmbiguousFailure, PermanentFailure, SendError, TemporaryFailure

TIMEOUT = 10.0  # of one command
WHOLE_SEND = 25.0  # of everything from connecting to the last answer; a delivery's lease is more than twice as long
_LINE_ENDS = re.compile(rb"\r\n|\n|\r")
_DOTS = re.compile(rb"^\.", re.MULTILINE)
LOST = (smtplib.SMTPServerDisconnected, OSError)


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """One recipient that the server would not take, while it took the mail for others."""

    recipient: str
    code: str
    detail: str


class _Smtp(smtplib.SMTP):
    """smtplib over a connection that was checked, with TLS from the start where asked for."""

    def __init__(self, server: Server, connected: Callable[[socket.socket], None]) -> None:
        self._server = server
        self._connected = connected
        name = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        super().__init__(server.host, server.port, local_hostname=name, timeout=TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = hosts.connect(host, port, timeout=timeout, use=hosts.Use.MAIL)
        self._connected(sock)
        try:
            if self._server.security is Security.NONE and self._server.username and not hosts.is_loopback(sock):
                raise Refused(f"{host} is another machine: passwords go there by TLS or STARTTLS only.")
            if self._server.security is Security.TLS:
                return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
        return sock


class Submission:
    """A connection to one server for a batch: opened by the first mail, kept for the next, renewed when it broke."""

    def __init__(self, server: Server, *, token: str = "") -> None:
        self._server = server
        self._token = token
        self._smtp: _Smtp | None = None
        self._wire: socket.socket | None = None  # a second handle on the connection, which TLS does not replace

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(Exception):
                if smtp.sock is not None:
                    smtp.sock.settimeout(2.0)
                smtp.quit()
            smtp.close()
        self._watch(None)

    def login(self) -> str:
        """Connect and sign in, for "test connection". Returns the server's greeting name; raises ConnectorError."""
        self._smtp = self._connect()
        return f"{self._server.host}:{self._server.port}"

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> list[Refusal]:
        """Raises SendError, or returns the recipients that were refused while others were taken."""
        stage = _Stage()
        with self._deadline():
            try:
                smtp = self._ready(sender, recipients, content)
                refusals = self._envelope(smtp, recipients)
                self._data(smtp, content, stage)
            except LOST as error:
                self._drop()
                raise stage.lost(_words(error)) from None
            except SendError:
                if self._smtp is not None:
                    with contextlib.suppress(smtplib.SMTPException, OSError):
                        self._smtp.rset()
                raise
        return refusals

    def _ready(self, sender: str, recipients: Sequence[str], content: bytes) -> _Smtp:
        """MAIL FROM accepted, on the kept connection if it still lives."""
        fresh = self._smtp is None
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except Refused as error:
                raise TemporaryFailure("login_refused", str(error)) from None
            except Unreachable as error:
                raise TemporaryFailure("unreachable", str(error)) from None
        smtp = self._smtp
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(content):
            raise PermanentFailure(
                "too_large", f"The mail has {len(content)} bytes, {self._server.host} takes {limit}."
            )
        options = [f"SIZE={len(content)}"] if "size" in smtp.esmtp_features else []
        if not all(address.isascii() for address in (sender, *recipients)):
            if not smtp.has_extn("smtputf8"):
                raise PermanentFailure("no_smtputf8", f"{self._server.host} takes no addresses with non-ASCII letters.")
            options.append("SMTPUTF8")
        try:
            code, answer = smtp.mail(sender, options)
        except LOST:
            if fresh:
                raise
            self._drop()  # the server got tired of waiting between two mails; nothing is lost yet
            return self._ready(sender, recipients, content)
        if code == 421 and not fresh:
            self._drop()
            return self._ready(sender, recipients, content)
        if code != 250:
            raise _refused(code, answer)
        return smtp

    def _envelope(self, smtp: _Smtp, recipients: Sequence[str]) -> list[Refusal]:
        """Every RCPT TO. The first recipient is the one who must get it: a temporary no to them defers the mail."""
        refused: list[tuple[str, int, bytes]] = []
        for recipient in recipients:
            code, answer = smtp.rcpt(recipient)
            if code == 421:
                raise smtplib.SMTPServerDisconnected(_text(answer))
            if code not in {250, 251, 252}:
                refused.append((recipient, code, answer))
        temporary = [entry for entry in refused if entry[1] < 500]
        if temporary and (len(refused) == len(recipients) or temporary[0][0] == recipients[0]):
            raise _refused(temporary[0][1], temporary[0][2])
        if len(refused) == len(recipients):
            raise _refused(refused[0][1], refused[0][2])
        return [Refusal(recipient, str(code), _text(answer)) for recipient, code, answer in refused]

    def _data(self, smtp: _Smtp, content: bytes, stage: _Stage) -> None:
        code, answer = smtp.docmd("DATA")
        if code != 354:
            raise _refused(code, answer)
        quoted = _DOTS.sub(b"..", _LINE_ENDS.sub(b"\r\n", content))
        smtp.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")
        stage.ended = True
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
        if code != 250:
            raise _refused(code, answer)

    def _connect(self) -> _Smtp:
        where = f"{self._server.host}:{self._server.port}"
        try:
            smtp = _Smtp(self._server, self._watch)
        except ssl.SSLError as error:
            raise Unreachable(f"TLS with {where} failed ({_words(error)}); are port and encryption right?") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"{where} does not answer as an SMTP server ({_words(error)}).") from None
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._server.security is Security.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            self._sign_in(smtp)
        except smtplib.SMTPAuthenticationError as error:
            smtp.close()
            kind = Refused if error.smtp_code >= 500 else Unreachable
            raise kind(f"{where} refuses the sign-in of {self._server.username}: {_words(error)}") from None
        except (smtplib.SMTPException, OSError) as error:
            smtp.close()
            raise Unreachable(f"{where} cannot be used ({_words(error)}).") from None
        return smtp

    def _sign_in(self, smtp: _Smtp) -> None:
        if not self._server.username:
            return
        name, password = self._server.username, self._server.password
        if not self._server.oauth and (name + password).isascii():
            smtp.login(name, password)
            return
        if not self._server.oauth:  # smtplib's own login knows only ASCII
            response = base64.b64encode(f"\0{name}\0{password}".encode()).decode("ascii")
            code, said = smtp.docmd("AUTH", f"PLAIN {response}")
            if code != 235:
                raise smtplib.SMTPAuthenticationError(code, said)
            return
        text = f"user={self._server.username}\1auth=Bearer {self._token}\1\1"

        def answer(challenge: bytes | None = None) -> str:
            return text if not challenge else ""

        smtp.auth("XOAUTH2", answer, initial_response_ok=True)

    def _watch(self, sock: socket.socket | None) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = sock.dup() if sock is not None else None

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[None]:
        """A server that answers one byte at a time passes every time-out of a read; this one it does not."""

        def cut() -> None:
            if self._wire is not None:
                with contextlib.suppress(OSError):
                    self._wire.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(WHOLE_SEND, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class _Stage:
    """Whether the end of the mail has been on its way to the server."""

    ended = False

    def lost(self, why: str) -> SendError:
        if self.ended:
            return AmbiguousFailure(
                "answer_lost", f"The server did not confirm the mail ({why}); it may have been sent."
            )
        return TemporaryFailure("connection_lost", f"The connection broke before the mail was handed over ({why}).")


def _refused(code: int, answer: bytes) -> SendError:
    kind = PermanentFailure if code >= 500 else TemporaryFailure
    return kind(str(code), _text(answer))


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:400]


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not accepted: {error.verify_message}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return _text(" ".join(str(part) for part in error.args)) or type(error).__name__
