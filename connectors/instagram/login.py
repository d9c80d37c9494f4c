"""Two ways to an Instagram account: Meta's newer Instagram login, or Facebook login by way of a linked page.

They differ in host, in token and in the secret that signs. Tokens of the Instagram login live for sixty days and are
renewed ahead of time; they must be a day old for that. Source: developers.facebook.com/docs/instagram-platform/
instagram-api-with-instagram-login/business-login and /reference/refresh_access_token (2026).
"""

from __future__ import annotations

import datetime as dt
import time

from connectors import tokens
from connectors.errors import AuthExpired, ConnectorError
from connectors.fields import Field
from connectors.graph import client, errors
from connectors.http import Client
from connectors.tokens import TokenAnswer
from inbox.models import Channel

BY_INSTAGRAM, BY_PAGE = "instagram", "page"
RENEW = 30 * 86400.0  # seconds before its end that a token is renewed
FIELDS = (
    Field(
        name="login",
        title="Access token by",
        help="Which kind of access token you have.",
        choices={BY_INSTAGRAM: "Instagram login", BY_PAGE: "Facebook login, of the linked page"},
        default=BY_INSTAGRAM,
    ),
    Field(
        name="instagram_app_secret",
        title="Instagram app secret",
        help="In the app's dashboard: Instagram, API setup with Instagram login.",
        secret=True,
        when={"login": BY_INSTAGRAM},
    ),
    Field(
        name="access_token",
        title="Access token",
        help="A long-lived one, with the permissions that the guide lists.",
        secret=True,
        required=True,
    ),
)


def by_page(channel: Channel) -> bool:
    return bool(channel.settings.get("login") == BY_PAGE)


def token(channel: Channel) -> str:
    """The newest one."""
    return str(channel.credentials.get("_access_token") or channel.credentials.get("access_token", ""))


def secret(channel: Channel) -> str:
    """The name of the secret that goes with the token."""
    return "app_secret" if by_page(channel) else "instagram_app_secret"


def expiry(channel: Channel, api: str) -> dt.datetime | None:
    """When the token of an Instagram login ends, after renewing it where that is due. Raises AuthExpired.

    None: not known, because the token is too young to be renewed. Whether it works at all the next call shows.
    """
    ends = float(channel.credentials.get("_expires_at") or 0)
    if ends - time.time() < RENEW:
        try:
            tokens.access(channel, lambda row: _renewed(row, api), renew=True)
        except ConnectorError:
            if ends and ends < time.time():
                raise AuthExpired("The access token has run out.") from None
        ends = float(channel.credentials.get("_expires_at") or 0)
    return dt.datetime.fromtimestamp(ends, dt.UTC) if ends else None


def _renewed(channel: Channel, api: str) -> TokenAnswer:
    params = {"grant_type": "ig_refresh_token", "access_token": token(channel)}
    with Client(api, headers={"User-Agent": client.AGENT}, understand=errors.understand) as session:
        found = session.call("GET", "/refresh_access_token", params=params).json()
    return TokenAnswer(
        access_token=client.dig(found, "access_token"), expires_in=float(client.dig(found, "expires_in"))
    )
