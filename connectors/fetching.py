"""Fetch a file from a URL that a stranger wrote: every hop is checked anew, the bytes are counted as they come."""

from __future__ import annotations

import email.message
import threading
from collections.abc import Collection, Mapping

import httpx

from connectors import meaning
from connectors.base import Download
from connectors.errors import InvalidContent, NotFound, Transient
from connectors.transport import CheckedTransport, http_allowed, unconnected

HOPS = 5
TIMEOUT = 20.0
WHOLE = 120.0  # seconds for all of it


def fetch(
    url: str,
    *,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    keep_headers_on: str = "",
    types: Collection[str] = (),
    cut: bool = False,
    within: float = WHOLE,
) -> Download:
    """The bytes behind a URL. ``headers`` (a token) go only to the host ``keep_headers_on``, or else the first one.

    - ``types``: what it may say it is, looked at before anything is read; empty: anything.
    - ``cut``: take the first ``max_bytes`` of what is larger. Only of what comes as it is: a packed answer unpacks to
      any size.
    - ``within``: seconds for all of it, redirects included, however slowly it trickles.

    Raises InvalidContent when it is larger than ``max_bytes`` or of another type, NotFound when it is gone, Refused
    when a hop leads where nobody may go.
    """
    try:
        owner = keep_headers_on or httpx.URL(url).host
    except httpx.InvalidURL:
        raise InvalidContent("That is no address of a file.", field="attachment") from None
    transport = CheckedTransport()
    alarm = threading.Timer(within, transport.abort)
    alarm.daemon = True
    alarm.start()
    try:
        return _followed(url, transport, max_bytes, owner, dict(headers or {}), types, cut)
    finally:
        alarm.cancel()


def _followed(
    url: str,
    transport: CheckedTransport,
    most: int,
    owner: str,
    headers: dict[str, str],
    types: Collection[str],
    cut: bool,
) -> Download:
    with httpx.Client(
        transport=transport, timeout=TIMEOUT, trust_env=False, headers={"User-Agent": "Janice"}
    ) as client:
        for _ in range(HOPS):
            client.cookies.clear()
            http_allowed(url)
            host = httpx.URL(url).host
            sent = {"Accept-Encoding": "identity"} | (headers if host == owner else {})
            try:
                with client.stream("GET", url, headers=sent) as response:
                    if response.is_redirect:
                        url = str(response.url.join(response.headers["location"]))
                        continue
                    return _taken(response, most, types, cut)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise unconnected(error, host) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise Transient(f"The file did not come whole from {host} ({type(error).__name__}).") from None
    raise NotFound("The file is behind too many redirects.")


def _taken(response: httpx.Response, most: int, types: Collection[str], cut: bool) -> Download:
    host = response.url.host
    headers = {name.lower(): value for name, value in response.headers.items()}
    if error := meaning.of(response.status_code, headers, host=host, again=True):
        raise error
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if types and kind not in types:
        raise InvalidContent(f"It is of the type {kind[:60] or 'nobody says'}.", field="attachment")
    if cut and headers.get("content-encoding", "identity").lower() != "identity":
        raise InvalidContent("It came packed, though it was asked for as it is.", field="attachment")
    said = headers.get("content-length", "")
    body = bytearray()
    if said.isdigit() and int(said) > most and not cut:
        raise InvalidContent(f"The file is larger than {most} bytes.", field="attachment")
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > most and not cut:
            raise InvalidContent(f"The file is larger than {most} bytes.", field="attachment")
        if len(body) >= most and cut:
            break
    return Download(
        content=bytes(body[:most]),
        content_type=kind,
        filename=_filename(headers.get("content-disposition", "")),
        url=str(response.url),
        charset=response.charset_encoding or "",
    )


def _filename(disposition: str) -> str:
    if not disposition:
        return ""
    header = email.message.Message()
    header["Content-Disposition"] = disposition
    return header.get_filename() or ""
