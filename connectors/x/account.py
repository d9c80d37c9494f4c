"""What an X channel is set up with, and what the network can do.

Source: docs.x.com, "Counting characters", "Posts", "Media", "X Activity API", "OAuth 2.0 user context" (2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connectors.fields import Field
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError

NETWORK = "x"
USERNAME = re.compile(r"@[a-z0-9_]{1,15}")
MENTION, DM = "mention", "dm"
MAX_PICTURE = 5 * 1024 * 1024

FIELDS: tuple[Field, ...] = (
    Field(
        name="client_id",
        title="OAuth 2.0 Client ID",
        help="X developer console → your app → Keys and tokens.",
        required=True,
    ),
    Field(
        name="client_secret",
        title="OAuth 2.0 Client Secret",
        help="Of the same app. Empty for a public client.",
        secret=True,
    ),
    Field(
        name="refresh_token",
        title="Refresh token",
        help="Of the account, with the rights named in the guide. X changes it with each use; Janice keeps the newest.",
        secret=True,
        required=True,
    ),
    Field(
        name="poll_minutes",
        title="Minutes between looks",
        group="incoming",
        advanced=True,
        help="X bills each post that is read, and a look that finds nothing costs nothing.",
        kind="integer",
        default=2,
        minimum=1,
        maximum=60,
    ),
    Field(
        name="check_deleted",
        title="Look once a day whether posts are still there",
        group="incoming",
        advanced=True,
        help="Honours deletions by customers, as X demands. Costs the reading of up to 100 posts a day.",
        kind="boolean",
        default=True,
    ),
    Field(
        name="consumer_secret",
        title="API Key Secret",
        group="incoming",
        advanced=True,
        help="Only for the webhook: it proves that calls come from X.",
        secret=True,
    ),
    Field(
        name="consumer_secret_before",
        title="API Key Secret before",
        group="incoming",
        advanced=True,
        help="The one before, while you change it.",
        secret=True,
    ),
    Field(
        name="bearer_token",
        title="App bearer token",
        group="incoming",
        advanced=True,
        help="Only for the webhook: lets Janice register it.",
        secret=True,
    ),
)


def capabilities() -> dict[str, Any]:
    return {
        "network": NETWORK,
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [Visibility.PUBLIC.value, Visibility.PRIVATE.value],
        "recipients": {"editable": False},
        "surfaces": {
            MENTION: {
                "label": "Post",
                "visibility": Visibility.PUBLIC.value,
                "text": {"max": 280, "unit": "x_weighted", "format": "plain", "split": True},
                "attachments": {
                    "max_count": 4,
                    "max_size": MAX_PICTURE,
                    "types": ["image/jpeg", "image/png", "image/webp"],
                    "with_text": True,
                },
                "actions": {"own": ["delete"], "theirs": ["hide", "unhide", "like", "unlike"]},
                "statuses": ["sent"],
            },
            DM: {
                "label": "Direct message (encrypted)",
                "visibility": Visibility.PRIVATE.value,
                "text": {"max": 10000, "unit": "codepoints", "format": "plain", "split": False},
                "attachments": {"max_count": 0},
                "actions": {"own": [], "theirs": []},
            },
        },
    }


def canonical(address: str) -> str:
    """The account's name in small letters, with its @."""
    name = f"@{address.strip().lower().removeprefix('@')}"
    if not USERNAME.fullmatch(name):
        words = "The account's name, as in @shop."
        raise InboxError("invalid_settings", "The account is not usable.", fields={"address": words})
    return name


def check(credentials: Mapping[str, Any]) -> None:
    """The webhook's two secrets belong together."""
    if bool(credentials.get("consumer_secret")) != bool(credentials.get("bearer_token")):
        missing = "bearer_token" if credentials.get("consumer_secret") else "consumer_secret"
        words = "The webhook needs both the API Key Secret and the app bearer token."
        raise InboxError("invalid_settings", words, fields={f"credentials.{missing}": "Required for the webhook."})
