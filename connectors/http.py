"""The only way to speak HTTP: guarded, bounded, and with one meaning for every way it can fail.

Every host is checked by ``connectors/hosts.py`` and connected to by the address that was checked; nothing is redirected
and no proxy is taken from the environment. What comes back is either an answer to read or one of
``connectors/errors.py``. URLs and headers may hold tokens, so no text here names more than the host.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json as jsonlib
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any

import httpx

from connectors import meaning, rates
from connectors.errors import Ambiguous, ConnectorError, ContractChanged, Refused, Transient
from connectors.fetching import fetch
from connectors.rates import Bucket
from connectors.stop import Stop
from connectors.transport import CheckedTransport, http_allowed, unconnected

__all__ = ["Answer", "Client", "Understand", "fetch"]

MAX_BODY = 10 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server said. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def json(self) -> Any:
        """Its JSON. Raises ContractChanged if it is none."""
        try:
            return jsonlib.loads(self.body)
        except ValueError:
            kind = self.headers.get("content-type", "no type")
            raise ContractChanged(f"The answer ({self.status}, {kind}) is not JSON.") from None


Understand = Callable[[Answer], ConnectorError | None]


class Client:
    """One server, for one batch of sends or one poll; keeps its connections until it is closed.

    - ``base``: the start of every URL; a ``path`` of a call may be absolute only on the same host.
    - ``timeout``: seconds for each step (connecting, each read); a whole answer may take three times that.
    - ``bucket``: whose allowance is used up (``connectors/rates.py``); ``priority``: replies may use what polling must
      leave.
    - ``understand``: the network's own error words, asked of every answer before the statuses' usual meaning.
    - ``stop``: once set, whatever waits here ends at once, as Unreachable or Transient.
    """

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 20.0,
        bucket: str | Bucket = "",
        priority: bool = False,
        understand: Understand | None = None,
        stop: Stop | None = None,
    ) -> None:
        self._base = base.rstrip("/")
        self._origin = _origin(base)
        self._timeout = timeout
        self._bucket = Bucket(bucket) if isinstance(bucket, str) else bucket
        self._priority = priority
        self._understand = understand
        self._transport = CheckedTransport()
        self._stop = stop
        if stop is not None:
            stop.then(self._transport.abort)
        self._client = httpx.Client(
            transport=self._transport,
            headers={"User-Agent": "Janice", "Accept": "application/json", "Accept-Encoding": "identity"}
            | dict(headers or {}),
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._stop is not None:
            self._stop.forget(self._transport.abort)
        self._client.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Any = None,
        json: Any = None,
        form: Any = None,
        files: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        cost: int = 1,
        timeout: float | None = None,
        within: float | None = None,
    ) -> Answer:
        """Ask and return the answer; raises the taxonomy for everything that is not a 2xx or 3xx.

        ``repeatable``: doing it twice is harmless, so an answer that got lost is Transient; by default only reading is.
        ``cost`` is what the call takes from the bucket. ``within``: seconds that the whole call may take, from now.
        """
        again = method in SAFE if repeatable is None else repeatable
        rates.take(self._bucket, cost=cost, priority=self._priority)
        seconds = timeout or self._timeout
        until = time.monotonic() + within if within is not None else None
        self._rest()
        with (
            self._lost(again),
            self._client.stream(
                method,
                self._url(path),
                params=params,
                json=json,
                data=form,
                files=files,
                content=content,
                headers=dict(headers or {}),
                timeout=seconds,
            ) as response,
        ):
            body = _read(response, MAX_BODY, until=until or time.monotonic() + 3 * seconds)
            answer = Answer(status=response.status_code, headers=_headers(response), body=body)
        return self._judged(answer, again=again)

    @contextlib.contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        params: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Iterator[Iterator[str]]:
        """The lines of an answer that does not end (server-sent events); ``timeout`` is the longest silence.

        Raises Transient when it is cut or silent for too long, ContractChanged when a line is longer than 1 MB.
        """
        rates.take(self._bucket, priority=self._priority)
        with (
            self._lost(again=True),
            self._client.stream(
                method,
                self._url(path),
                params=params,
                headers=dict(headers or {}),
                timeout=timeout or self._timeout,
            ) as response,
        ):
            if response.status_code != 200:
                until = time.monotonic() + 3 * self._timeout
                body = _read(response, MAX_BODY, until=until)
                answer = Answer(status=response.status_code, headers=_headers(response), body=body)
                self._judged(answer, again=True)
                raise ContractChanged(f"{self._origin} answers {answer.status} where a stream was asked for.")
            yield _lines(response, self._rest)

    def _rest(self) -> None:
        if self._stop is not None:
            self._stop.rest()

    def _url(self, path: str) -> str:
        url = path if "://" in path else f"{self._base}/{path.lstrip('/')}" if path else self._base
        if _origin(url) != self._origin:
            raise Refused(f"A call for {self._origin} was sent to {_origin(url)}; it was not made.")
        http_allowed(url)
        return url

    def _judged(self, answer: Answer, *, again: bool) -> Answer:
        rates.learn(self._bucket, answer.status, answer.headers)
        error = self._understand(answer) if self._understand else None
        error = error or meaning.of(answer.status, answer.headers, host=self._origin, again=again)
        if error is not None:
            rates.note(self._bucket, error)
            raise error
        return answer

    @contextlib.contextmanager
    def _lost(self, again: bool) -> Iterator[None]:
        """What a connection that fails means: nothing was asked, asked in vain, or nobody knows."""
        try:
            yield
        except BEFORE_SENDING as error:
            raise unconnected(error, self._origin) from None
        except httpx.LocalProtocolError as error:
            raise Refused(f"The call to {self._origin} cannot be made ({type(error).__name__}).") from None
        except httpx.HTTPError as error:
            kind = Transient if again else Ambiguous
            raise kind(f"No whole answer from {self._origin} ({_why(error)}).") from None


def _read(response: httpx.Response, most: int, *, until: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > most:
            raise httpx.ReadError(f"it is larger than {most} bytes")
        if time.monotonic() > until:
            break
    if time.monotonic() > until:
        raise httpx.ReadTimeout("it takes too long")
    return bytes(body)


def _lines(response: httpx.Response, rest: Callable[[], None]) -> Iterator[str]:
    left = b""
    rest()
    for chunk in response.iter_bytes():
        *whole, left = (left + chunk).split(b"\n")
        yield from (line.removesuffix(b"\r").decode("utf-8", "replace") for line in whole)
        if len(left) > LONGEST_LINE:
            raise ContractChanged(f"A line of the stream is longer than {LONGEST_LINE} bytes.")
        rest()


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _origin(url: str) -> str:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        raise Refused("That is not the address of a server.") from None
    return f"{parts.scheme}://{parts.netloc.decode('ascii', 'replace')}"


def _why(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return str(error)[:200] or type(error).__name__
