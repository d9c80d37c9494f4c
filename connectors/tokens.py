"""OAuth access tokens: kept encrypted with the channel, renewed by one process at a time.

Refresh tokens rotate: the new one is kept in a transaction that holds the channel's row, and the advisory lock keeps a
second process from spending the old one meanwhile. The request itself runs outside any transaction.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from connectors import http, locks
from connectors.errors import AuthRevoked, ConnectorError, ContractChanged
from inbox.models import Channel

EARLY = 120.0  # seconds before its end that a token counts as used up


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TokenAnswer:
    """``expires_in`` in seconds, None: it does not end by itself. ``refresh_token`` is empty where none came."""

    access_token: str = dataclasses.field(repr=False)
    expires_in: float | None = 3600.0
    refresh_token: str = dataclasses.field(default="", repr=False)


def access(channel: Channel, request: Callable[[Channel], TokenAnswer], *, renew: bool = False) -> str:
    """A token that is good for the next two minutes. ``renew``: the server has just refused the one we have.

    ``request`` fetches one with what ``channel.credentials`` holds; ``_refresh_token`` there is the newest that came.
    """
    old = channel.credentials.get("_access_token", "")
    if not renew and (token := _fresh(channel)):
        return token
    if channel.pk is None:
        return _store(channel, request(channel))
    with locks.held(locks.Work.TOKEN, channel.pk, wait=True):
        channel.refresh_from_db(fields=("credentials",))
        token = _fresh(channel)
        if token and not (renew and token == old):
            return token  # somebody else renewed it while we waited
        answer = request(channel)
        with transaction.atomic():
            row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
            token = _store(row, answer)
            row.save(update_fields=("credentials",))
        channel.credentials = row.credentials
        return token


def exchange(url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> TokenAnswer:
    """Ask a token endpoint (RFC 6749, section 5). Empty values of the form are left out.

    Raises AuthRevoked when it refuses the grant or the client, else what ``http.Client.call`` raises.
    """
    with http.Client(url, headers=headers, timeout=15.0, understand=_refusal) as client:
        found = client.call("POST", "", form={key: value for key, value in form.items() if value}, repeatable=True)
    answer = found.json()
    if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
        raise ContractChanged("The token URL answers without a token.")
    seconds: Any = answer.get("expires_in", 3600)
    return TokenAnswer(
        access_token=answer["access_token"],
        expires_in=float(seconds) if isinstance(seconds, int | float | str) and str(seconds).isdigit() else 3600.0,
        refresh_token=str(answer.get("refresh_token") or ""),
    )


def _refusal(answer: http.Answer) -> ConnectorError | None:
    if not 400 <= answer.status < 500 or answer.status in (408, 429):
        return None
    try:
        said = answer.json()
    except ContractChanged:
        said = {}
    reason = said.get("error", "") if isinstance(said, dict) else ""
    return AuthRevoked(f"The token URL refuses us ({answer.status} {reason}). Connect the account again.")


def _fresh(channel: Channel) -> str:
    kept: dict[str, Any] = channel.credentials
    ends = kept.get("_expires_at", 0.0)
    return str(kept.get("_access_token", "")) if ends is None or ends - EARLY > time.time() else ""


def _store(channel: Channel, answer: TokenAnswer) -> str:
    notes: dict[str, Any] = {
        "_access_token": answer.access_token,
        "_expires_at": None if answer.expires_in is None else time.time() + answer.expires_in,
    }
    if answer.refresh_token:
        notes["_refresh_token"] = answer.refresh_token
    channel.credentials = {**channel.credentials, **notes}
    return answer.access_token
