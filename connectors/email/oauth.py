"""Access tokens for XOAUTH2: kept encrypted with the channel, renewed by one process at a time.

Refresh tokens rotate: the new one is kept in a transaction that holds the channel's row, and the advisory lock keeps a
second process from spending the old one meanwhile. The request itself runs outside any transaction.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.db import transaction

from connectors import http, locks
from connectors.errors import Refused, Unreachable
from inbox.models import Channel

EARLY = 120.0  # seconds before its end that a token counts as used up


def access_token(channel: Channel, *, renew: bool = False) -> str:
    """A token that is good for the next two minutes. ``renew``: the server has just refused the one we have."""
    old = channel.credentials.get("_access_token", "")
    if not renew and (token := _fresh(channel)):
        return token
    if channel.pk is None:
        return _store(channel, _request(channel))
    with locks.held(locks.Work.TOKEN, channel.pk, wait=True):
        channel.refresh_from_db(fields=("credentials",))
        token = _fresh(channel)
        if token and not (renew and token == old):
            return token  # somebody else renewed it while we waited
        answer = _request(channel)
        with transaction.atomic():
            row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
            token = _store(row, answer)
            row.save(update_fields=("credentials",))
        channel.credentials = row.credentials
        return token


def _fresh(channel: Channel) -> str:
    kept: dict[str, Any] = channel.credentials
    good = kept.get("_expires_at", 0.0) - EARLY > time.time()
    return str(kept.get("_access_token", "")) if good else ""


def _store(channel: Channel, answer: dict[str, Any]) -> str:
    notes = {
        "_access_token": answer["access_token"],
        "_expires_at": time.time() + float(answer.get("expires_in", 3600)),
    }
    if answer.get("refresh_token"):
        notes["_refresh_token"] = answer["refresh_token"]
    channel.credentials = {**channel.credentials, **notes}
    return str(answer["access_token"])


def _request(channel: Channel) -> dict[str, Any]:
    own, secrets = channel.settings, channel.credentials
    form = {"client_id": own.get("oauth_client_id", ""), "scope": own.get("oauth_scope", "")}
    form["client_secret"] = secrets.get("oauth_client_secret", "")
    refresh = secrets.get("_refresh_token") or secrets.get("oauth_refresh_token", "")
    form |= (
        {"grant_type": "refresh_token", "refresh_token": refresh} if refresh else {"grant_type": "client_credentials"}
    )
    status, body = http.post_form(own.get("oauth_token_url", ""), {key: value for key, value in form.items() if value})
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {}
    if status == 200 and isinstance(answer, dict) and isinstance(answer.get("access_token"), str):
        return answer
    reason = answer.get("error", "") if isinstance(answer, dict) else ""
    if 400 <= status < 500 and status != 429:
        raise Refused(f"The token URL refuses us ({status} {reason}). Connect the account again.")
    raise Unreachable(f"The token URL answers {status} {reason} instead of a token.")
