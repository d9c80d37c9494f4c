"""What Instagram lets an account do, in direct messages and in public, as data.

Source: developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api,
/private-replies, /comment-moderation (2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.instagram import login, public
from inbox.envelope import DeliveryClass, Visibility

DM_TEXT = 1000  # bytes of UTF-8
DM_FILE = 8 * 2**20
FILE = 100 * 2**20
PUBLIC, PRIVATE = Visibility.PUBLIC.value, Visibility.PRIVATE.value


def capabilities(settings: Mapping[str, Any]) -> dict[str, Any]:
    said = {"max": public.TEXT, "unit": "codepoints", "format": "plain", "split": False}
    open_to_all = {"visibility": PUBLIC, "text": said, "attachments": {"max_count": 0}}
    paged = settings.get("login") == login.BY_PAGE
    return {
        "network": "instagram",
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [PUBLIC, PRIVATE],
        "recipients": {"editable": False},
        "surfaces": {
            "dm": {
                "label": "Direct message",
                "visibility": PRIVATE,
                "text": {"max": DM_TEXT, "unit": "utf8_bytes", "format": "plain", "split": True},
                "attachments": {
                    "max_count": 10 if paged else 0,
                    "per_part": 1,
                    "max_size": DM_FILE,
                    "types": ["image/*", "video/*", "audio/*"],
                    "with_text": False,
                },
                "window": {"hours": 168 if settings.get("human_agent") else 24, "escapes": []},
                "actions": {"own": [], "theirs": ["react", "mark_read", "typing"]},
                "statuses": ["sent", "read"],
            },
            "comment": open_to_all
            | {
                "label": "Comment",
                "actions": public.ACTIONS,
                "private_reply": {"surface": "dm", "days": 7, "once": True},
            },
            "mention": open_to_all | {"label": "Mention", "actions": {"own": [], "theirs": []}},
        },
    }
