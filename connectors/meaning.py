"""What an HTTP status means where the network's own words do not say more (RFC 9110, RFC 6585)."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Mapping

from connectors.errors import (
    Ambiguous,
    AuthExpired,
    ConnectorError,
    ContractChanged,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    Transient,
)

RESETS = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
EPOCH = 1_000_000_000.0  # a larger number is a time, a smaller one a pause


def of(status: int, headers: Mapping[str, str], *, host: str, again: bool) -> ConnectorError | None:
    """The error of a status, None for 2xx and 3xx. ``again``: repeating the call is harmless."""
    said = f"{host} answers {status}"
    match status:
        case _ if 200 <= status < 400:
            return None
        case 429:
            return RateLimited(f"{said}: too many calls.", retry_after=pause(headers) or 60.0)
        case 401:
            return AuthExpired(f"{said}: it does not accept our sign-in.")
        case 403:
            return PermissionMissing(f"{said}: this is not allowed for us.")
        case 404 | 410:
            return NotFound(f"{said}: it is not there.")
        case 400 | 413 | 415 | 422:
            return InvalidContent(f"{said}: it does not take this.")
        case 503 if "retry-after" in headers:
            return Transient(f"{said}: it asks for a pause.")
        case _ if status >= 500:
            return Transient(f"{said}.") if again else Ambiguous(f"{said}; it may have been done.")
        case _:
            return ContractChanged(f"{said}, which nobody documented.")


def pause(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, by ``Retry-After`` or a reset header: a date (Mastodon), a time (X) or seconds (RFC draft)."""
    for name in ("retry-after", *RESETS):
        if name in headers and (seconds := _seconds(headers[name])) is not None:
            return max(1.0, seconds)
    return None


def _seconds(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return _until(text)
    return number - time.time() if number > EPOCH else number


def _until(text: str) -> float | None:
    try:
        when = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            when = email.utils.parsedate_to_datetime(text)
        except ValueError:
            return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return (when - dt.datetime.now(dt.UTC)).total_seconds()
