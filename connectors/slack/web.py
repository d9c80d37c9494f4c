"""Slack's Web API, and the token it is called with.

source: https://api.slack.com/web and https://api.slack.com/authentication/rotation, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from connectors import tokens
from connectors.errors import AuthExpired
from connectors.http import Client
from connectors.slack.errors import understand
from connectors.tokens import TokenAnswer
from inbox.models import Channel

API = "https://slack.com/api"
T = TypeVar("T")


def using(channel: Channel, api: str, work: Callable[[Client], T], *, priority: bool = False) -> T:
    """``work`` with a client that is signed in; once more with a new token when the one we had has run out."""
    try:
        with client(channel, api, access(channel, api), priority=priority) as http:
            return work(http)
    except AuthExpired:
        if not rotates(channel):
            raise
        with client(channel, api, access(channel, api, renew=True), priority=priority) as http:
            return work(http)


def client(channel: Channel, api: str, token: str, *, priority: bool = False) -> Client:
    return Client(
        api,
        headers={"Authorization": f"Bearer {token}"},
        bucket=f"slack:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=understand,
    )


def rotates(channel: Channel) -> bool:
    return bool(channel.settings.get("client_id") and channel.credentials.get("refresh_token"))


def access(channel: Channel, api: str, *, renew: bool = False) -> str:
    """The bot token; with token rotation one that lives for twelve hours."""
    if not rotates(channel):
        return str(channel.credentials.get("bot_token", ""))

    def request(row: Channel) -> TokenAnswer:
        form = {
            "client_id": row.settings["client_id"],
            "client_secret": row.credentials.get("client_secret", ""),
            "grant_type": "refresh_token",
            "refresh_token": row.credentials.get("_refresh_token") or row.credentials["refresh_token"],
        }
        with Client(api, understand=understand) as http:
            said = http.call("POST", "oauth.v2.access", form=form, repeatable=True).json()
        return TokenAnswer(
            access_token=said["access_token"],
            expires_in=float(said.get("expires_in", 43200)),
            refresh_token=said.get("refresh_token", ""),
        )

    return tokens.access(channel, request, renew=renew)
