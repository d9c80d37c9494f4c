"""What WhatsApp lets a business do, as data.

Source: developers.facebook.com/documentation/business-messaging/whatsapp/messages (2026): 24 hours, 4,096 characters.
"""

from __future__ import annotations

from typing import Any

from connectors.whatsapp import parse, send
from inbox.envelope import DeliveryClass, Visibility


def capabilities() -> dict[str, Any]:
    return {
        "network": "whatsapp",
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [Visibility.PRIVATE.value],
        "recipients": {"editable": False},
        "surfaces": {
            parse.SURFACE: {
                "label": "WhatsApp",
                "visibility": Visibility.PRIVATE.value,
                "text": {"max": send.TEXT, "unit": "codepoints", "format": "plain", "split": True},
                "attachments": {"max_count": 10, "max_size": send.DOCUMENT, "types": ["*/*"], "with_text": True},
                "window": {"hours": 24, "escapes": ["template"]},
                "actions": {"own": [], "theirs": ["react", "mark_read", "typing"]},
                "statuses": ["sent", "delivered", "read", "failed"],
                "quoted_reply": True,
            }
        },
    }
