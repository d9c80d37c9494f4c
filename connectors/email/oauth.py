"""XOAUTH2's access tokens: asked for with the refresh token, or by the application for itself."""

from __future__ import annotations

from connectors import tokens
from inbox.models import Channel


def access_token(channel: Channel, *, renew: bool = False) -> str:
    """A token that is good for the next two minutes. ``renew``: the server has just refused the one we have."""
    return tokens.access(channel, _request, renew=renew)


def _request(channel: Channel) -> tokens.TokenAnswer:
    own, secrets = channel.settings, channel.credentials
    refresh = secrets.get("_refresh_token") or secrets.get("oauth_refresh_token", "")
    return tokens.exchange(
        own.get("oauth_token_url", ""),
        {
            "grant_type": "refresh_token" if refresh else "client_credentials",
            "refresh_token": refresh,
            "client_id": own.get("oauth_client_id", ""),
            "client_secret": secrets.get("oauth_client_secret", ""),
            "scope": own.get("oauth_scope", ""),
        },
    )
