"""What a LINE channel is set up with, and what the network can do.

Source: developers.line.biz, "Messaging API reference" and "Character counting in a text" (2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connectors.fields import Field
from connectors.line.read import NETWORK
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError

BASIC_ID = re.compile(r"@[a-z0-9._-]{2,32}")
MAX_TEXT = 5000  # UTF-16 code units in one text object

FIELDS: tuple[Field, ...] = (
    Field(
        name="access_token",
        title="Channel access token",
        help="LINE Developers console → your channel → Messaging API → Channel access token (long-lived).",
        secret=True,
        required=True,
    ),
    Field(
        name="channel_secret",
        title="Channel secret",
        help="LINE Developers console → your channel → Basic settings. It proves that calls come from LINE.",
        secret=True,
        required=True,
    ),
    Field(
        name="channel_secret_before",
        title="Channel secret before",
        advanced=True,
        help="The one before, while you change it.",
        secret=True,
    ),
    Field(
        name="free_replies",
        title="Answer free of charge where LINE allows it",
        group="answers",
        help=(
            "An answer within a minute of the customer's message costs nothing; later ones count against the monthly"
            " quota. In return a free answer whose confirmation got lost cannot be repeated safely: a person decides."
        ),
        kind="boolean",
        default=True,
    ),
)


def capabilities(settings: Mapping[str, Any]) -> dict[str, Any]:
    delivery = DeliveryClass.UNSAFE if settings.get("free_replies", True) else DeliveryClass.IDEMPOTENT
    text = {"max": MAX_TEXT, "unit": "utf16", "format": "plain", "split": True}
    surface = {
        "visibility": Visibility.PRIVATE.value,
        "delivery_class": delivery.value,
        "text": text,
        "attachments": {"max_count": 0},
        "quoted_reply": True,
        "statuses": ["sent"],
    }
    return {
        "network": NETWORK,
        "delivery_class": delivery.value,
        "visibilities": [Visibility.PRIVATE.value],
        "recipients": {"editable": False},
        "attachments": {"max_count": 0},
        "surfaces": {
            "dm": surface
            | {
                "label": "Direct message",
                "actions": {"own": [], "theirs": ["mark_read", "typing"]},
                "statuses": ["sent"],
            },
            "room": surface
            | {"label": "Group chat", "actions": {"own": [], "theirs": ["mark_read"]}, "statuses": ["sent"]},
        },
    }


def canonical(address: str) -> str:
    """The account's basic id in small letters, with its @."""
    basic = f"@{address.strip().lower().removeprefix('@')}"
    if not BASIC_ID.fullmatch(basic):
        words = "The account's basic ID, as in @123abcde (LINE Official Account Manager → Settings)."
        raise InboxError("invalid_settings", "The account is not usable.", fields={"address": words})
    return basic
