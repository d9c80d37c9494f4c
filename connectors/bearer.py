"""Calls with the channel's access token: a refused one is renewed once, as one process at a time does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors import tokens
from connectors.errors import AuthExpired, AuthRevoked
from connectors.http import Answer, Client
from connectors.tokens import TokenAnswer
from inbox.models import Channel


class Bearer:
    """``request`` fetches a fresh token for the channel, as ``tokens.access`` wants it."""

    def __init__(self, client: Client, channel: Channel, request: Callable[[Channel], TokenAnswer]) -> None:
        self._client = client
        self._channel = channel
        self._request = request

    def call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Answer:
        """As ``Client.call``; AuthRevoked when a token that was just renewed is refused as well."""
        try:
            return self._client.call(method, path, headers={**(headers or {}), **self._proof()}, **more)
        except AuthExpired:
            fresh = self._proof(renew=True)
        try:
            return self._client.call(method, path, headers={**(headers or {}), **fresh}, **more)
        except AuthExpired as error:
            raise AuthRevoked(f"{error} Connect the account again.") from None

    def _proof(self, *, renew: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens.access(self._channel, self._request, renew=renew)}"}
