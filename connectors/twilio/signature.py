"""Whether a webhook is Twilio's: HMAC-SHA1 with the Auth Token over the URL it called and the sorted form fields.

source: https://www.twilio.com/docs/usage/webhooks/webhooks-security, and ``RequestValidator`` of the ``twilio`` package
9.13, read 2026-11-22. Twilio is not consistent about the port in the URL, and does not say whether the connection
overrides after ``#`` (see ``RETRIES``) belong to what is signed, so every spelling counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from connectors import signatures
from connectors.base import HookRequest, Reject

HEADER = "x-twilio-signature"
PORTS = {"https": 443, "http": 80}
RETRIES = "#rc=5&rp=5xx,ct,rt"  # connection overrides: without them a 503 of ours is not tried again


def fields(body: bytes) -> dict[str, str]:
    """The form as Twilio posts it. A field that comes twice keeps its last value. Raises ValueError."""
    return dict(_pairs(body))


def refusal(request: HookRequest, credentials: Mapping[str, Any]) -> Reject | None:
    """None when the call is genuine. The token before the current one counts too: it is being changed."""
    theirs = request.headers.get(HEADER, "")
    if not theirs:
        return Reject(reason="The call has no signature of Twilio.")
    try:
        signed = "".join(f"{name}{value}" for name, value in sorted(set(_pairs(request.body))))
    except ValueError:
        return Reject(reason="The call is no form of Twilio's.", status=400)
    tokens = [credentials.get(name, "") for name in ("auth_token", "auth_token_before")]
    good = [
        signatures.same(signatures.hmac_base64(token, url + signed, "sha1"), theirs)
        for token in tokens
        if token
        for url in _spellings(urlsplit(request.url))
    ]
    return None if any(good) else Reject(reason="The signature is wrong. Is the Auth Token the account's current one?")


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=1000, errors="strict")


def _spellings(url: SplitResult) -> Iterator[str]:
    host = url.netloc.rpartition(":")[0] if url.port else url.netloc
    for place in (host, f"{host}:{url.port or PORTS.get(url.scheme, 443)}"):
        yield url._replace(netloc=place).geturl()
        yield url._replace(netloc=place).geturl() + RETRIES
