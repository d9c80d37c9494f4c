"""What a text message through Twilio can be, as data."""

from __future__ import annotations

from typing import Any

from inbox.envelope import DeliveryClass, Visibility

SEGMENTS = 10  # of one message: 1530 characters of the GSM alphabet (Twilio takes 1600), 670 of others


def capabilities(surface: str, label: str) -> dict[str, Any]:
    """Of a channel whose one surface is answered by text message."""
    return {
        "network": "phone",
        "delivery_class": DeliveryClass.UNSAFE.value,
        "visibilities": [Visibility.PRIVATE.value],
        "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1, "pattern": r"\+[0-9]{7,15}"},
        "surfaces": {
            surface: {
                "label": label,
                "visibility": Visibility.PRIVATE.value,
                "delivery_class": DeliveryClass.UNSAFE.value,
                "text": {"max": SEGMENTS, "unit": "gsm_segments", "format": "plain", "split": True},
                "attachments": {"max_count": 0},
                "actions": {"own": [], "theirs": []},
                "statuses": ["sent", "delivered"],
                "quoted_reply": False,
            }
        },
    }
