"""What a YouTube channel is set up with, and what the network can do.

Source: developers.google.com/youtube/v3, "Comments" and "Quota costs" (list 1 unit; insert, update, delete and
setModerationStatus 50 each; 10,000 a day unless Google granted more) (2026-11).
"""

from __future__ import annotations

import re
from typing import Any

from connectors.fields import Field
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError

NETWORK = "youtube"
COMMENT = "comment"
CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
READ, WRITE = 1, 50  # units of the daily quota

FIELDS: tuple[Field, ...] = (
    Field(
        name="client_id",
        title="OAuth client ID",
        help="Google Cloud console → APIs & Services → Credentials. It ends in apps.googleusercontent.com.",
        required=True,
    ),
    Field(name="client_secret", title="OAuth client secret", help="Of the same client.", secret=True, required=True),
    Field(
        name="refresh_token",
        title="Refresh token",
        help="Of the channel's owner, with the right youtube.force-ssl; see the guide.",
        secret=True,
        required=True,
    ),
    Field(
        name="poll_minutes",
        title="Minutes between looks",
        group="incoming",
        advanced=True,
        help="YouTube tells nobody of a new comment, so Janice has to look. Each look costs a few units of quota.",
        kind="integer",
        default=5,
        minimum=1,
        maximum=120,
    ),
    Field(
        name="daily_quota",
        title="Units a day",
        group="limits",
        advanced=True,
        help="Of your Google project. A fifth of it is kept free for replies, which cost 50 units each.",
        kind="integer",
        default=10_000,
        minimum=500,
        maximum=10_000_000,
    ),
)


def capabilities() -> dict[str, Any]:
    return {
        "network": NETWORK,
        "delivery_class": DeliveryClass.LOOKUP.value,
        "visibilities": [Visibility.PUBLIC.value],
        "recipients": {"editable": False},
        "attachments": {"max_count": 0},
        "surfaces": {
            COMMENT: {
                "label": "Comment",
                "visibility": Visibility.PUBLIC.value,
                "text": {"max": 10_000, "unit": "utf16", "format": "plain", "split": False},
                "attachments": {"max_count": 0},
                "actions": {"own": ["edit", "delete"], "theirs": ["hide", "unhide", "delete"]},
                "statuses": ["sent"],
            }
        },
    }


def canonical(address: str) -> str:
    """The channel's id; the address of its page is taken as well."""
    found = CHANNEL_ID.fullmatch(address.strip().rstrip("/").rpartition("/")[2])
    if not found:
        words = "The channel's ID, as in UC…, 24 characters (YouTube Studio → Settings → Channel → Advanced)."
        raise InboxError("invalid_settings", "The channel is not usable.", fields={"address": words})
    return found[0]
