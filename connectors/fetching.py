"""Fetch a file from a URL that a stranger wrote: every hop is checked anew, the bytes are counted as they come."""

from __future__ import annotations

import email.message
import time
from collections.abc import Mapping

import httpx

from connectors import meaning
from connectors.base import Download
from connectors.errors import InvalidContent, NotFound, Transient
from connectors.transport import CheckedTransport, http_allowed, unconnected

HOPS = 5
TIMEOUT = 20.0
WHOLE = 120.0  # seconds for all of it


def fetch(url: str, *, max_bytes: int, headers: Mapping[str, str] | None = None, keep_headers_on: str = "") -> Download:
    """The bytes behind a URL. ``headers`` (a token) go only to the host ``keep_headers_on``, or else the first one.

    Raises InvalidContent when it is larger than ``max_bytes``, NotFound when it is gone, Refused when a hop leads where
    nobody may go.
    """
    owner = keep_headers_on or httpx.URL(url).host
    until = time.monotonic() + WHOLE
    with httpx.Client(
        transport=CheckedTransport(), timeout=TIMEOUT, trust_env=False, headers={"User-Agent": "Janice"}
    ) as client:
        for _ in range(HOPS):
            http_allowed(url)
            host = httpx.URL(url).host
            sent = {"Accept-Encoding": "identity"} | (dict(headers or {}) if host == owner else {})
            try:
                with client.stream("GET", url, headers=sent) as response:
                    if response.is_redirect:
                        url = str(response.url.join(response.headers["location"]))
                        continue
                    return _taken(response, max_bytes, until)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise unconnected(error, host) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise Transient(f"The file did not come whole from {host} ({type(error).__name__}).") from None
    raise NotFound("The file is behind too many redirects.")


def _taken(response: httpx.Response, most: int, until: float) -> Download:
    host = response.url.host
    headers = {name.lower(): value for name, value in response.headers.items()}
    if error := meaning.of(response.status_code, headers, host=host, again=True):
        raise error
    said = headers.get("content-length", "")
    body = bytearray()
    if said.isdigit() and int(said) > most:
        raise InvalidContent(f"The file is larger than {most} bytes.", field="attachment")
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > most:
            raise InvalidContent(f"The file is larger than {most} bytes.", field="attachment")
        if time.monotonic() > until:
            raise Transient(f"The file takes too long from {host}.")
    return Download(
        content=bytes(body),
        content_type=headers.get("content-type", "").split(";")[0].strip(),
        filename=_filename(headers.get("content-disposition", "")),
    )


def _filename(disposition: str) -> str:
    if not disposition:
        return ""
    header = email.message.Message()
    header["Content-Disposition"] = disposition
    return header.get_filename() or ""
