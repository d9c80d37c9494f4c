"""The only door to the network: every host is resolved, checked, and connected to by the address that was checked.

So a name that resolves differently a moment later gains nothing. ALLOW_PRIVATE_HOSTS says who may reach addresses that
are not public: ``mail`` (the default) lets the IMAP and SMTP hosts of channels be private, for only an admin sets them
and an organisation's own mail server usually is; ``none`` refuses those too (for a host of strangers' organisations);
``all`` opens HTTP as well (an identity provider in the same network). Link-local addresses, where clouds keep the keys
of a machine, are refused always.
"""

from __future__ import annotations

import enum
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from django.conf import settings

from connectors.errors import Refused, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
MAX_BODY = 10 * 1024 * 1024


class Use(enum.StrEnum):
    HTTP = "HTTP"
    MAIL = "mail"


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        return inner or address
    return address


def allowed(address: Address, use: Use) -> bool:
    inner = _inner(address)
    if inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner == ipaddress.IPv4Address(2**32 - 1):
        return False
    who = settings.ALLOW_PRIVATE_HOSTS
    return (inner.is_global and address.is_global) or who == "all" or (who == "mail" and use is Use.MAIL)


def resolve(host: str, port: int, use: Use) -> list[str]:
    """Checked addresses of the host, in the resolver's order. One forbidden address refuses the host."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"The host {host!r} cannot be found. Check its spelling.") from None
    addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
    for text in addresses:
        if not allowed(ipaddress.ip_address(text.split("%")[0]), use):
            raise Refused(f"The host {host!r} is at {text}, which is not allowed for {use} (see ALLOW_PRIVATE_HOSTS).")
    return addresses


def connect(host: str, port: int, *, timeout: float, use: Use) -> socket.socket:
    """A TCP connection to one of the checked addresses."""
    last: OSError | None = None
    deadline = time.monotonic() + timeout
    for address in resolve(host, port, use):
        try:
            sock = socket.create_connection((address, port), timeout=max(0.5, deadline - time.monotonic()))
        except OSError as error:
            last = error
            continue
        sock.settimeout(timeout)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return sock
    reason = "no answer in time" if isinstance(last, TimeoutError) else (last.strerror if last else "no address")
    raise Unreachable(f"Cannot connect to {host}:{port} ({reason or last}).")


def is_loopback(sock: socket.socket) -> bool:
    return _inner(ipaddress.ip_address(str(sock.getpeername()[0]).split("%")[0])).is_loopback


class _CheckedBackend(httpcore.NetworkBackend):
    """Lets httpcore connect only through :func:`connect`; TLS still verifies the name in the URL."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = resolve(host, port, Use.HTTP)
        except (Refused, Unreachable) as error:
            raise httpcore.ConnectError(str(error)) from None
        last: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in addresses:
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("Unix sockets are not for connectors")


class _Transport(httpx.HTTPTransport):
    def __init__(self) -> None:
        super().__init__()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=_CheckedBackend(), max_keepalive_connections=0
        )


def post_form(url: str, data: dict[str, str], *, timeout: float = 15.0) -> tuple[int, bytes]:
    """POST, no redirects, no proxies from the environment, at most MAX_BODY bytes of answer. Raises Unreachable.

    ``http:`` only to this machine, and only where private hosts are allowed at all.
    """
    parts = httpx.URL(url)
    if parts.scheme != "https" and not (settings.ALLOW_PRIVATE_HOSTS == "all" and parts.scheme == "http"):
        raise Refused(f"The URL {parts.scheme}://{parts.host} must start with https://.")
    try:
        with (
            httpx.Client(transport=_Transport(), timeout=timeout, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", url, data=data, headers={"Accept": "application/json"}) as response,
        ):
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_BODY:
                    raise Unreachable(f"{parts.host} answers more than {MAX_BODY} bytes.")
            return response.status_code, body
    except httpx.HTTPError as error:
        raise Unreachable(f"No usable answer from {parts.host} ({error}).") from None
