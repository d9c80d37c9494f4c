"""What a LinkedIn channel is set up with, and what the network can do.

Source: learn.microsoft.com/linkedin, "Community Management API", "Comments API" and "Refresh Tokens" (2026-11).
"""

from __future__ import annotations

import re
from typing import Any

from connectors.fields import Field
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError

NETWORK = "linkedin"
COMMENT, MENTION = "comment", "mention"
ORGANIZATION = re.compile(r"(?:urn:li:organization:)?(\d{1,20})")
VERSION = "202606"

FIELDS: tuple[Field, ...] = (
    Field(
        name="client_id",
        title="Client ID",
        help="LinkedIn developer portal → your app → Auth.",
        required=True,
    ),
    Field(
        name="client_secret",
        title="Client secret",
        help="Of the same app. It also proves that calls come from LinkedIn.",
        secret=True,
        required=True,
    ),
    Field(
        name="client_secret_before",
        title="Client secret before",
        advanced=True,
        help="The one before, while you change it.",
        secret=True,
    ),
    Field(
        name="access_token",
        title="Access token",
        help="Of an administrator of the page. It lasts 60 days; Janice warns before it ends.",
        secret=True,
        required=True,
    ),
    Field(
        name="refresh_token",
        title="Refresh token",
        help="If LinkedIn gave one to your app: then the access token is renewed by itself, for up to a year.",
        secret=True,
    ),
    Field(
        name="app_id",
        title="App ID",
        group="incoming",
        advanced=True,
        help="The number in the address of your app in the developer portal. Only for the webhook.",
    ),
    Field(
        name="poll_minutes",
        title="Minutes between looks",
        group="incoming",
        advanced=True,
        help="LinkedIn also tells by webhook, if your app may have one. Looking finds what got lost.",
        kind="integer",
        default=10,
        minimum=2,
        maximum=240,
    ),
    Field(
        name="api_version",
        title="Version of LinkedIn's interface",
        advanced=True,
        help="Year and month. LinkedIn keeps each for about a year.",
        default=VERSION,
    ),
)


def capabilities() -> dict[str, Any]:
    surface = {
        "visibility": Visibility.PUBLIC.value,
        "text": {"max": 1250, "unit": "codepoints", "format": "plain", "split": False},
        "attachments": {"max_count": 0},
        "statuses": ["sent"],
    }
    own = ["edit", "delete"]
    return {
        "network": NETWORK,
        "delivery_class": DeliveryClass.LOOKUP.value,
        "visibilities": [Visibility.PUBLIC.value],
        "recipients": {"editable": False},
        "attachments": {"max_count": 0},
        "surfaces": {
            COMMENT: surface | {"label": "Comment", "actions": {"own": own, "theirs": ["delete", "like", "unlike"]}},
            MENTION: surface | {"label": "Mention", "actions": {"own": own, "theirs": ["like", "unlike"]}},
        },
    }


def canonical(address: str) -> str:
    """The page as LinkedIn names it: urn:li:organization:123."""
    found = ORGANIZATION.fullmatch(address.strip())
    if not found:
        words = "The number of the page: it stands in its address while you administer it, linkedin.com/company/123/."
        raise InboxError("invalid_settings", "The page is not usable.", fields={"address": words})
    return f"urn:li:organization:{found[1]}"
