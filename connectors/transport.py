"""The wire below ``connectors/http.py``: connects only to checked addresses, and can be cut from another thread."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from django.conf import settings

from connectors.errors import ConnectorError, Refused, Unreachable
from connectors.hosts import Use, resolve

IDLE_FOR = 4.0  # seconds that an unused connection is kept; servers hang up after five or more


class _Forbidden(httpcore.ConnectError):
    """The host is at an address where nobody may go."""


@functools.lru_cache(maxsize=4)
def _tls(cert_file: str) -> ssl.SSLContext:
    """One for all clients of a process: each reads every certificate authority, about half a megabyte."""
    return ssl.create_default_context(cafile=cert_file or None)


class _CheckedBackend(httpcore.NetworkBackend):
    """Lets httpcore connect only to what ``hosts.resolve`` allows; TLS still verifies the name in the URL."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []  # duplicates, so that cutting them disturbs no reader's object
        self._cut = False

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
        except Refused as error:
            raise _Forbidden(str(error)) from None
        except Unreachable as error:
            raise httpcore.ConnectError(str(error)) from None
        last: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
                continue
            self._keep(stream)
            return stream
        raise last

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("Unix sockets are not for connectors")

    def _keep(self, stream: httpcore.NetworkStream) -> None:
        with self._lock:
            double = socket.socket(fileno=os.dup(stream.get_extra_info("socket").fileno()))
            self._open.append(double)
            if self._cut:
                _shut(double)

    def cut(self) -> None:
        with self._lock:
            self._cut = True
            for double in self._open:
                _shut(double)

    def release(self) -> None:
        with self._lock:
            for double in self._open:
                double.close()
            self._open.clear()


class CheckedTransport(httpx.HTTPTransport):
    """httpx over a pool that uses the checked backend."""

    def __init__(self) -> None:
        self._backend = _CheckedBackend()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(os.environ.get("SSL_CERT_FILE", "")),
            network_backend=self._backend,
            max_connections=10,
            max_keepalive_connections=2,
            keepalive_expiry=IDLE_FOR,
        )

    def abort(self) -> None:
        """End whatever is being read or written, from any thread; later connections end at once as well."""
        self._backend.cut()

    def close(self) -> None:
        super().close()
        self._backend.release()


def unconnected(error: httpx.HTTPError, host: str) -> ConnectorError:
    """What it means that no connection came about: Refused when the host must not be reached, else Unreachable."""
    if isinstance(error.__cause__, _Forbidden):
        return Refused(str(error))
    reason = "no answer in time" if isinstance(error, httpx.TimeoutException) else str(error)[:200]
    return Unreachable(f"Cannot connect to {host} ({reason}).")


def http_allowed(url: str) -> None:
    """Raises Refused unless it is ``https:``, or ``http:`` where private hosts are allowed at all."""
    parts = httpx.URL(url)
    if parts.scheme != "https" and not (settings.ALLOW_PRIVATE_HOSTS == "all" and parts.scheme == "http"):
        raise Refused(f"The URL {parts.scheme}://{parts.host} must start with https://.")


def _shut(double: socket.socket) -> None:
    with contextlib.suppress(OSError):
        double.shutdown(socket.SHUT_RDWR)
