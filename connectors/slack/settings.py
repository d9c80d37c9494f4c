"""What an admin can set on a Slack channel, and what an app can do there."""

from __future__ import annotations

import re
from typing import Any

from connectors.fields import Field
from inbox.envelope import DeliveryClass, Visibility

TEAM = re.compile(r"[TE][A-Z0-9]{5,20}")
MAX_FILE = 25 * 1024 * 1024
# Slack cuts at 40 000 and advises 4000 (https://api.slack.com/methods/chat.postMessage, read 2026-11-22).
MAX_TEXT = 4000
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "chat:write",
    "files:read",
    "files:write",
    "groups:history",
    "im:history",
    "reactions:read",
    "reactions:write",
    "users:read",
)

FIELDS: tuple[Field, ...] = (
    Field(
        name="signing_secret",
        title="Signing secret",
        help="Of the app, under Basic Information: it proves Slack's calls.",
        secret=True,
        required=True,
    ),
    Field(
        name="signing_secret_before",
        title="Signing secret before",
        advanced=True,
        help="The one before, while you change it.",
        secret=True,
    ),
    Field(
        name="bot_token",
        title="Bot token",
        help="Begins with xoxb-. Under OAuth & Permissions. Empty only with token rotation.",
        secret=True,
    ),
    Field(
        name="channels",
        title="In channels, take",
        group="incoming",
        help="Direct messages to the app are always taken.",
        default="mentions",
        choices={"mentions": "threads in which the app is mentioned", "all": "every message where the app is a member"},
    ),
    Field(
        name="client_id",
        title="Client ID",
        advanced=True,
        help="Only with token rotation, together with the next two.",
    ),
    Field(
        name="client_secret",
        title="Client secret",
        help="Only with token rotation. Of the app, under Basic Information.",
        advanced=True,
        secret=True,
    ),
    Field(name="refresh_token", title="Refresh token", advanced=True, help="Begins with xoxe-.", secret=True),
)


def capabilities() -> dict[str, Any]:
    surface = {
        "visibility": Visibility.PRIVATE.value,
        "delivery_class": DeliveryClass.UNSAFE.value,
        "text": {"max": MAX_TEXT, "unit": "codepoints", "format": "html", "split": True},
        "attachments": {"max_count": 10, "max_size": MAX_FILE, "with_text": False, "per_part": 1},
        "actions": {"own": ["edit", "delete"], "theirs": ["react"]},
        "statuses": ["sent"],
        "quoted_reply": False,
    }
    return {
        "network": "slack",
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [Visibility.PRIVATE.value],
        "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
        "surfaces": {
            "dm": {"label": "Slack direct message", **surface},
            "room": {"label": "Slack thread", **surface},
        },
    }
