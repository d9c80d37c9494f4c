"""Telegram's Bot API, and how it is called.

source: https://core.telegram.org/bots/api#making-requests (Bot API 10.1), read 2026-11-22.
"""

from __future__ import annotations

from typing import Any

from connectors.http import Client
from connectors.stop import Stop
from connectors.telegram.errors import understand
from inbox.models import Channel

API = "https://api.telegram.org"


def client(channel: Channel, api: str, *, priority: bool = False, stop: Stop | None = None) -> Client:
    """The token is part of the URL: nothing but the host may be logged of it."""
    return Client(
        f"{api}/bot{channel.credentials.get('bot_token', '')}",
        bucket=f"telegram:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=understand,
        stop=stop,
    )


def ask(
    http: Client, method: str, arguments: dict[str, Any], *, repeatable: bool = False, timeout: float = 20.0
) -> Any:
    """The ``result`` of one method."""
    return http.call("POST", method, json=arguments, repeatable=repeatable, timeout=timeout).json()["result"]
