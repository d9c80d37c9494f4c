"""What Facebook lets a page do, in direct messages and in public, as data.

Source: developers.facebook.com/docs/messenger-platform/policy/policy-overview, /reference/send-api,
/docs/messenger-platform/discovery/private-replies (2026).
"""

from __future__ import annotations

from typing import Any

from connectors.facebook import comments
from inbox.envelope import DeliveryClass, Visibility

DM_TEXT = 2000
DM_FILE = 25 * 2**20
PUBLIC, PRIVATE = Visibility.PUBLIC.value, Visibility.PRIVATE.value
PRIVATE_REPLY = {"surface": "dm", "days": 7, "once": True}


def capabilities(*, human_agent: bool) -> dict[str, Any]:
    """``human_agent``: the app may answer for seven days."""
    said = {"max": comments.TEXT, "unit": "codepoints", "format": "plain", "split": False}
    public = {"visibility": PUBLIC, "text": said, "attachments": {"max_count": 0}}
    return {
        "network": "facebook",
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [PUBLIC, PRIVATE],
        "recipients": {"editable": False},
        "surfaces": {
            "dm": {
                "label": "Messenger",
                "visibility": PRIVATE,
                "text": {"max": DM_TEXT, "unit": "codepoints", "format": "plain", "split": True},
                "attachments": {
                    "max_count": 10,
                    "per_part": 1,
                    "max_size": DM_FILE,
                    "types": ["*/*"],
                    "with_text": False,
                },
                "window": {"hours": 168 if human_agent else 24, "escapes": []},
                "actions": {"own": [], "theirs": ["react", "mark_read", "typing"]},
                "statuses": ["sent", "delivered", "read"],
            },
            "comment": public
            | {"label": "Comment", "actions": comments.COMMENT_ACTIONS, "private_reply": PRIVATE_REPLY},
            "post": public
            | {"label": "Post on the page", "actions": comments.COMMENT_ACTIONS, "private_reply": PRIVATE_REPLY},
            "mention": public | {"label": "Mention", "actions": comments.MENTION_ACTIONS},
        },
    }
