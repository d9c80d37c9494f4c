"""One signed-in IMAP connection. Reads without touching flags (BODY.PEEK), and says in words what went wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import imaplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from imapclient.imap4 import IMAP4WithTimeout

from connectors import hosts
from connectors.email.account import Security, Server
from connectors.errors import Refused, Unreachable
from connectors.stop import Stop

TIMEOUT = 30.0  # for connecting and for every read: a server that says nothing for so long is gone
MAX_MAIL = 50_000_000  # what the parser takes
HEAD_OF_HUGE = 5 * 1024 * 1024  # what is fetched of a mail above MAX_MAIL
LOST = (IMAPClientAbortError, OSError, ssl.SSLError)
TEMPORARY = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "try again", "temporar")


class Unfetchable(Exception):
    """The server would not give out this one mail; the connection is well."""


@dataclasses.dataclass(frozen=True, slots=True)
class Folder:
    name: str
    uidvalidity: int
    uidnext: int


@dataclasses.dataclass(frozen=True, slots=True)
class Mail:
    uid: int
    body: bytes
    arrived: dt.datetime | None


class _Imap4(IMAP4WithTimeout):  # type: ignore[misc]
    """imaplib over a connection that was checked, with a bound on what one literal may cost in memory."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, TIMEOUT)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        sock = hosts.connect(self._server.host, self._server.port, timeout=TIMEOUT, use=hosts.Use.MAIL)
        try:
            if self._server.security is Security.NONE and not hosts.is_loopback(sock):
                raise Refused(f"{self._server.host} is another machine: passwords go there by TLS or STARTTLS only.")
            if self._server.security is Security.TLS:
                return ssl.create_default_context().wrap_socket(sock, server_hostname=self._server.host)
        except BaseException:
            sock.close()
            raise
        return sock

    def read(self, size: int) -> bytes:
        if size > MAX_MAIL + 1024:
            raise IMAPClientAbortError(f"a literal of {size} bytes")
        return bytes(super().read(size))


class _Client(IMAPClient):  # type: ignore[misc]
    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, ssl=False, timeout=SocketTimeout(connect=TIMEOUT, read=TIMEOUT))

    def _create_IMAP4(self) -> _Imap4:
        return _Imap4(self._server)


class Mailbox:
    """Made by :func:`connected`. Methods raise Unreachable when the connection is lost and Refused when told no."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client
        self.can_idle = bool(client.has_capability("IDLE"))

    def folders(self) -> list[str]:
        with _errors("list the folders"):
            return [name for flags, _, name in self._client.list_folders() if b"\\Noselect" not in flags]

    def open(self, folder: str, *, readonly: bool) -> Folder:
        with _errors(f"open the folder {folder!r}"):
            answer: dict[bytes, Any] = self._client.select_folder(folder, readonly=readonly)
        uidnext = answer.get(b"UIDNEXT")
        if uidnext is None:  # RFC 3501 lets a server leave it out
            uidnext = max(self.uids("*"), default=0) + 1
        return Folder(folder, int(answer.get(b"UIDVALIDITY", 0)), int(uidnext))

    def uids(self, span: str, *, since: dt.date | None = None) -> list[int]:
        """UIDs in ``span`` ("12:*"), ascending, of mail that arrived on that day or later."""
        with _errors("search the folder"):
            return sorted(self._client.search(["UID", span, *(["SINCE", since] if since else [])]))

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        with _errors("ask for sizes"):
            answer = self._client.fetch(list(uids), ["RFC822.SIZE"])
        return {uid: int(data[b"RFC822.SIZE"]) for uid, data in answer.items() if b"RFC822.SIZE" in data}

    def fetch(self, uids: list[int], *, huge: bool = False) -> list[Mail]:
        """In the order asked for; those that the server has no more are left out. Raises Unfetchable, too."""
        item = f"BODY.PEEK[]<0.{HEAD_OF_HUGE}>" if huge else "BODY.PEEK[]"
        try:
            answer: dict[int, dict[bytes, Any]] = self._client.fetch(uids, [item, "INTERNALDATE"])
        except LOST as error:
            raise Unreachable(f"The connection broke while fetching mail ({_words(error)}).") from None
        except (IMAPClientError, ValueError) as error:
            raise Unfetchable(_words(error)) from None
        mails = []
        for uid in uids:
            data = answer.get(uid, {})
            body = next((value for key, value in data.items() if key.startswith(b"BODY[]")), None)
            if isinstance(body, bytes):
                arrived: dt.datetime | None = data.get(b"INTERNALDATE")
                mails.append(Mail(uid, body, arrived.astimezone(dt.UTC) if arrived else None))
            elif data and body is None and any(key.startswith(b"BODY[]") for key in data):
                raise Unfetchable(f"UID {uid} has no body (NIL)")
        return mails

    def mark_seen(self, uids: list[int]) -> None:
        with _errors("mark mail as read"):
            self._client.add_flags(uids, [b"\\Seen"], silent=True)

    def wait(self, stop: Stop, timeout: float) -> None:
        """IDLE on the open folder until the server says anything, ``stop``, or the time is over."""
        with _errors("wait for mail"):
            if self.can_idle:
                self._client.idle()
                if not self._pending():
                    stop.wait(timeout, sock=self._client.socket().fileno())
                self._client.idle_done()
            else:
                stop.wait(min(timeout, 15.0))
                self._client.noop()

    def _pending(self) -> bool:
        """Whether news came in the same packet as the go-ahead of IDLE: no poll of the socket would show it."""
        imap, sock = self._client._imap, self._client.socket()
        buffered = getattr(imap, "_file", None) or imap.file
        sock.setblocking(False)
        try:
            return bool(buffered.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(TIMEOUT)


@contextlib.contextmanager
def connected(server: Server, *, token: str = "") -> Iterator[Mailbox]:
    """Connected and signed in, with ``token`` by XOAUTH2, otherwise with the password."""
    client = _open(server)
    try:
        _sign_in(client, server, token)
        yield Mailbox(client)
    finally:
        with contextlib.suppress(Exception):
            client._imap.sock.settimeout(2.0)
            client.logout()
        with contextlib.suppress(Exception):
            client.shutdown()


def _open(server: Server) -> IMAPClient:
    where = f"{server.host}:{server.port}"
    try:
        client = _Client(server)
    except ssl.SSLError as error:
        raise Unreachable(f"TLS with {where} failed ({_words(error)}); are port and encryption right?") from None
    except (*LOST, IMAPClientError) as error:
        raise Unreachable(f"{where} does not answer as an IMAP server ({_words(error)}).") from None
    try:
        if server.security is Security.STARTTLS:
            client.starttls(ssl.create_default_context())
    except (*LOST, IMAPClientError, imaplib.IMAP4.error) as error:
        with contextlib.suppress(Exception):
            client.shutdown()
        raise Unreachable(f"STARTTLS with {where} failed ({_words(error)}).") from None
    return client


def _sign_in(client: IMAPClient, server: Server, token: str) -> None:
    try:
        if server.oauth:
            client.oauth2_login(server.username, token)
        elif not (server.username + server.password).isascii():  # LOGIN knows only ASCII
            client.plain_login(server.username, server.password)
        else:
            client.login(server.username, server.password)
    except LOST as error:
        raise Unreachable(f"{server.host} hung up during sign-in ({_words(error)}).") from None
    except (LoginError, IMAPClientError) as error:
        words = _words(error)
        if any(mark.lower() in words.lower() for mark in TEMPORARY):
            raise Unreachable(f"{server.host} cannot check the sign-in now: {words}") from None
        raise Refused(f"{server.host} refuses the sign-in of {server.username}: {words}") from None


@contextlib.contextmanager
def _errors(doing: str) -> Iterator[None]:
    try:
        yield
    except LOST as error:
        raise Unreachable(f"The connection broke when trying to {doing} ({_words(error)}).") from None
    except IMAPClientError as error:
        raise Refused(f"The server would not {doing}: {_words(error)}") from None


def _words(error: BaseException) -> str:
    """The error as one line; imaplib hides text in bytes."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not accepted: {error.verify_message}"
    text = " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in error.args)
    text = text.removeprefix("b'").removesuffix("'")
    return " ".join(text.split())[:200] or type(error).__name__
