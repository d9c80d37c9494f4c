"""Signed in at the account's server, by app password: calls of XRPC, and the tokens that they need.

Source: docs.bsky.app ("Get started", "Rate limits"), lexicons com.atproto.server.*; read 2026-11-21.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping
from typing import Any

from connectors import tokens
from connectors.bluesky.refusals import understand
from connectors.errors import AuthExpired, AuthRevoked, ContractChanged
from connectors.http import Answer, Client
from connectors.stop import Stop
from connectors.tokens import TokenAnswer
from inbox.models import Channel

CHAT = {"Atproto-Proxy": "did:web:api.bsky.chat#bsky_chat"}


class Session:
    """The account's server, signed in. A token that it refuses is renewed once."""

    def __init__(self, channel: Channel, *, priority: bool = False, stop: Stop | None = None) -> None:
        self._channel = channel
        bucket = f"bluesky:{channel.pk}" if channel.pk else ""
        base = channel.settings["server_url"]
        self._client = Client(base, bucket=bucket, priority=priority, understand=understand, stop=stop)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def get(self, name: str, *, chat: bool = False, **params: Any) -> Any:
        """A query; a list among the parameters is repeated."""
        asked = [(key, one) for key, many in params.items() for one in (many if isinstance(many, list) else [many])]
        return self._ask("GET", name, chat=chat, params=[(key, str(one)) for key, one in asked]).json()

    def post(self, name: str, body: Mapping[str, Any], *, chat: bool = False, repeatable: bool = False) -> Any:
        """A procedure."""
        answer = self._ask("POST", name, chat=chat, json=dict(body), repeatable=repeatable)
        return answer.json() if answer.body else {}

    def upload(self, content: bytes, content_type: str) -> Any:
        """The blob, to be named in a record."""
        headers = {"Content-Type": content_type}
        answer = self._ask(
            "POST", "com.atproto.repo.uploadBlob", content=content, extra=headers, repeatable=True, timeout=60.0
        )
        return answer.json()["blob"]

    @property
    def did(self) -> str:
        """Who we are: in the token, which never changes hands without a new one."""
        return str(_claims(tokens.access(self._channel, _sign_in)).get("sub", ""))

    def _ask(
        self, method: str, name: str, *, chat: bool = False, extra: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        headers = {**(CHAT if chat else {}), **(extra or {})}
        for renew in (False, True):
            token = tokens.access(self._channel, _sign_in, renew=renew)
            try:
                return self._client.call(
                    method, f"/xrpc/{name}", headers={"Authorization": f"Bearer {token}", **headers}, **more
                )
            except AuthExpired:
                if renew:
                    raise
        raise AssertionError("unreachable")


def _sign_in(channel: Channel) -> TokenAnswer:
    """By the refresh token, which is good once, and else by the app password. Signing in is limited to 300 a day."""
    refresh = str(channel.credentials.get("_refresh_token") or "")
    with Client(channel.settings["server_url"], understand=understand) as client:
        if refresh:
            try:
                headers = {"Authorization": f"Bearer {refresh}"}
                return _tokens(client.call("POST", "/xrpc/com.atproto.server.refreshSession", headers=headers))
            except (AuthExpired, AuthRevoked):
                pass  # two months unused, or ended by its owner
        asked = {"identifier": channel.address, "password": channel.credentials.get("app_password", "")}
        try:
            answer = client.call("POST", "/xrpc/com.atproto.server.createSession", json=asked, repeatable=True)
        except AuthExpired:
            raise AuthRevoked("The server does not accept the handle and the app password.") from None
        return _tokens(answer)


def _tokens(answer: Answer) -> TokenAnswer:
    said = answer.json()
    try:
        access, refresh = str(said["accessJwt"]), str(said["refreshJwt"])
    except (KeyError, TypeError):
        raise ContractChanged("The server signs us in without tokens.") from None
    ends = _claims(access).get("exp")
    lasts = float(ends) - time.time() if isinstance(ends, int | float) else 3600.0
    return TokenAnswer(access_token=access, refresh_token=refresh, expires_in=lasts)


def _claims(token: str) -> dict[str, Any]:
    """What a JWT of our own server says of itself; its signature is the server's business."""
    try:
        payload = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return {}
    return found if isinstance(found, dict) else {}


def facts(session: Session) -> dict[str, Any]:
    told = session.get("com.atproto.server.getSession")
    return {"did": str(told["did"]), "handle": str(told["handle"])}
