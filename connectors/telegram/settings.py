"""What an admin can set on a Telegram channel, and what a bot can do."""

from __future__ import annotations

import re
from typing import Any

from connectors.fields import Field
from inbox.envelope import DeliveryClass, Visibility

USERNAME = re.compile(r"[a-z][a-z0-9_]{3,31}")
TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,60}")
MAX_FILE = 20 * 1024 * 1024

FIELDS: tuple[Field, ...] = (
    Field(name="bot_token", title="Bot token", help="From @BotFather.", secret=True, required=True),
    Field(
        name="receive",
        title="How messages come",
        group="incoming",
        help="A webhook needs a public https address. Fetching works behind a firewall, and needs the listener.",
        default="webhook",
        choices={"webhook": "Telegram calls us (webhook)", "polling": "We fetch them (long polling)"},
    ),
    Field(
        name="groups",
        title="In groups, take",
        group="incoming",
        help="All messages come only if the bot's privacy mode is off, or it is an admin of the group.",
        default="mentions",
        choices={"mentions": "what mentions or answers the bot", "all": "every message"},
    ),
)


def capabilities() -> dict[str, Any]:
    surface = {
        "visibility": Visibility.PRIVATE.value,
        "delivery_class": DeliveryClass.UNSAFE.value,
        "text": {"max": 4096, "unit": "utf16", "format": "plain", "split": True},
        "attachments": {"max_count": 10, "max_size": MAX_FILE, "with_text": False, "per_part": 1},
        "actions": {"own": ["edit", "delete"], "theirs": ["react", "typing"]},
        "statuses": ["sent"],
        "quoted_reply": True,
    }
    return {
        "network": "telegram",
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [Visibility.PRIVATE.value],
        "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
        "surfaces": {"dm": {"label": "Telegram chat", **surface}, "room": {"label": "Telegram group", **surface}},
    }
