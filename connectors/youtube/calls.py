"""Calls to the YouTube Data API, their price, and what its refusals mean.

Source: developers.google.com/youtube/v3, "Errors" and "Quota"; developers.google.com/identity, "OAuth 2.0 for Web
Server Applications" (2026-11). The quota is the Google project's and starts anew at midnight Pacific time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from connectors import tokens
from connectors.bearer import Bearer
from connectors.errors import (
    ConnectorError,
    ContractChanged,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    Rejected,
    Transient,
)
from connectors.http import Answer, Client
from connectors.meaning import pause
from connectors.rates import Bucket
from connectors.tokens import TokenAnswer
from connectors.youtube.account import READ, WRITE
from inbox.models import Channel

DAY = 86_400
PATH = "/youtube/v3/"
PACIFIC = zoneinfo.ZoneInfo("America/Los_Angeles")


class Api:
    """Made by :func:`signed_in`."""

    def __init__(self, bearer: Bearer) -> None:
        self._bearer = bearer

    def read(self, resource: str, **params: str) -> dict[str, Any]:
        answer = self._bearer.call("GET", f"{PATH}{resource}", params=params, cost=READ).json()
        if not isinstance(answer, dict):
            raise ContractChanged("YouTube answers with something else than an object.")
        return answer

    def write(
        self,
        method: str,
        resource: str,
        params: Mapping[str, str],
        body: Any = None,
        *,
        repeatable: bool = False,
    ) -> Answer:
        return self._bearer.call(
            method, f"{PATH}{resource}", params=params, json=body, cost=WRITE, repeatable=repeatable
        )


@contextlib.contextmanager
def signed_in(channel: Channel, base: str, token_url: str, *, priority: bool = False) -> Iterator[Api]:
    def request(known: Channel) -> TokenAnswer:
        form = {
            "grant_type": "refresh_token",
            "client_id": known.settings.get("client_id", ""),
            "client_secret": known.credentials.get("client_secret", ""),
            "refresh_token": known.credentials.get("_refresh_token") or known.credentials.get("refresh_token", ""),
        }
        return tokens.exchange(token_url, form)

    project = channel.settings.get("client_id", "")
    bucket = Bucket(f"youtube:{project}", size=channel.settings.get("daily_quota", 10_000), seconds=DAY)
    with Client(base, bucket=bucket, priority=priority, understand=understand) as client:
        yield Api(Bearer(client, channel, request))


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status < 400 or answer.status == 401:
        return None
    reason, words = _reason(answer)
    said = f"YouTube: {words or reason}"
    match reason:
        case "quotaExceeded" | "dailyLimitExceeded":
            detail = "The day's quota of the Google project is used up; it starts anew at midnight in California."
            return RateLimited(detail, retry_after=until_midnight(timezone.now()), scope="youtube", code=reason)
        case "rateLimitExceeded" | "userRateLimitExceeded":
            return RateLimited(said, retry_after=pause(answer.headers) or 60.0, scope="youtube", code=reason)
        case "processingFailure" | "backendError" if answer.status < 500:
            return Transient(said, code=reason)
        case "commentsDisabled" | "ineligibleAccount" | "canNotReply" | "operationNotSupported":
            return Rejected(said, code=reason)
        case "insufficientPermissions" | "insufficientScopes":
            return PermissionMissing(said, scope="https://www.googleapis.com/auth/youtube.force-ssl", code=reason)
        case _ if answer.status == 404:
            return NotFound(said, code=reason or "not_found")
        case _ if answer.status == 400:
            return InvalidContent(said, code=reason or "invalid_content")
        case _ if answer.status == 403:
            return PermissionMissing(said, code=reason or "permission_missing")
    return None


def until_midnight(now: dt.datetime) -> float:
    """Seconds until the quota starts anew."""
    there = now.astimezone(PACIFIC)
    midnight = (there + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(60.0, midnight.timestamp() - now.timestamp())


def _reason(answer: Answer) -> tuple[str, str]:
    try:
        error = answer.json()["error"]
        first = (error.get("errors") or [{}])[0]
        return str(first.get("reason", "")), str(error.get("message", ""))[:300]
    except (ContractChanged, KeyError, TypeError, AttributeError, IndexError):
        return "", ""
