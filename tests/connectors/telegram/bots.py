"""A bot of the tests, and updates as Telegram documents them.

source: https://core.telegram.org/bots/api (Bot API 10.1, June 11, 2026), read 2026-11-22.
"""

from __future__ import annotations

from typing import Any

from connectors import registry
from inbox.models import Channel, Team

TOKEN = "123456789:AAF-telegram-canary-0123456789abcdefg"
ADA: dict[str, Any] = {"id": 42, "is_bot": False, "first_name": "Ada", "last_name": "Lovelace", "language_code": "en"}
BOB: dict[str, Any] = {"id": 43, "is_bot": False, "first_name": "Bob", "username": "bob"}
BOT: dict[str, Any] = {"id": 123456789, "is_bot": True, "first_name": "Shop", "username": "Shop_Bot"}
PRIVATE: dict[str, Any] = {"id": 42, "type": "private", "first_name": "Ada", "last_name": "Lovelace"}
GROUP: dict[str, Any] = {"id": -1001234567890, "type": "supergroup", "title": "Kettle fans", "username": "kettles"}
DATE = 1763802000


def message(*number: int, **more: Any) -> dict[str, Any]:
    """Number 1, unless another is given."""
    return {"message_id": number[0] if number else 1, "from": ADA, "chat": PRIVATE, "date": DATE, **more}


def update(**item: Any) -> dict[str, Any]:
    return {"update_id": 900, **item}


def channel(team: Team, **settings: Any) -> Channel:
    connector = registry.get("telegram")
    own = {field.name: field.default for field in connector.fields if not field.secret} | settings
    made = Channel.objects.create(
        kind="telegram",
        name="Telegram",
        address="shop_bot",
        team=team,
        settings=own,
        credentials={"bot_token": TOKEN},
        capabilities=connector.capabilities(own, {}),
    )
    made.teams.add(team)
    return made
