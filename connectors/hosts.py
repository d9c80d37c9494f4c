"""What may be reached: every host is resolved, checked, and connected to by the address that was checked.

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
import time

from django.conf import settings

from connectors.errors import Refused, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


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
