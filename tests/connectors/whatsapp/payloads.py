"""Webhook payloads of the Cloud API, to the documented shape.

source: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages (and /statuses,
/system), github.com/facebook/openapi business-messaging-api v23 ("/whatsapp/webhooks"),
developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids; read 2026-11-21.
"""

from __future__ import annotations

import json
from typing import Any

NUMBER = "106540352242922"
BUSINESS = "419561257915477"
PHONE = "16505551234"
USER = "US.13491208655302741918"
AT = 1763800000

CONTACT = {"profile": {"name": "Sheena Nelson"}, "wa_id": PHONE, "user_id": USER}
WITHOUT_PHONE = {"profile": {"name": "Sheena Nelson", "username": "sheena"}, "user_id": USER}
FILE = {"mime_type": "image/jpeg", "sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=", "id": "1003383421387256"}

UNKNOWN = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}
BODIES: dict[str, dict[str, Any]] = {
    "text": {"text": {"body": "Kommt das auch in Grün? 👩‍👩‍👧 עברית 日本語"}},
    "image": {"image": {**FILE, "caption": "Broken here"}},
    "video": {"video": {**FILE, "mime_type": "video/mp4"}},
    "audio": {"audio": {**FILE, "mime_type": "audio/ogg; codecs=opus", "voice": True}},
    "document": {"document": {**FILE, "mime_type": "application/pdf", "filename": "bill.pdf", "caption": "The bill"}},
    "sticker": {"sticker": {**FILE, "mime_type": "image/webp", "animated": False}},
    "location": {"location": {"latitude": 37.44, "longitude": -122.16, "name": "Philz", "address": "101 Forest Ave"}},
    "contacts": {
        "contacts": [
            {
                "name": {"formatted_name": "Lucía Gómez", "first_name": "Lucía"},
                "org": {"company": "Acme"},
                "phones": [{"phone": "+1 (983) 555-2319", "wa_id": "19835552319", "type": "MOBILE"}],
            }
        ]
    },
    "order": {
        "order": {
            "catalog_id": "194836987003835",
            "text": "Quickly please",
            "product_items": [
                {"product_retailer_id": "di9ozbzfi4", "quantity": 2, "item_price": 30, "currency": "USD"}
            ],
        }
    },
    "button": {
        "button": {"payload": "stop", "text": "Unsubscribe"},
        "context": {"from": "15550783881", "id": "wamid.ASKED"},
    },
    "unsupported": {"errors": [UNKNOWN]},
}
CHOICES = {
    "button_reply": {"type": "button_reply", "button_reply": {"id": "cancel", "title": "Cancel"}},
    "list_reply": {
        "type": "list_reply",
        "list_reply": {"id": "express", "title": "Express", "description": "Next day"},
    },
    "nfm_reply": {
        "type": "nfm_reply",
        "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"flow_token": "t", "size": "XL"}'},
    },
}


def message(kind: str = "text", number: int = 1, **more: Any) -> dict[str, Any]:
    """One of ``messages``; ``number`` makes its id and its time."""
    body = BODIES.get(kind, {})
    return {
        "from": PHONE,
        "from_user_id": USER,
        "id": f"wamid.{number}",
        "timestamp": str(AT + number),
        "type": kind,
        **body,
        **more,
    }


def status(state: str, external_id: str = "wamid.OURS", **more: Any) -> dict[str, Any]:
    return {
        "id": external_id,
        "status": state,
        "timestamp": str(AT),
        "recipient_id": PHONE,
        "recipient_user_id": USER,
        **more,
    }


def value(number_id: str = NUMBER, **parts: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata, **parts}


def call(*values: dict[str, Any], field: str = "messages", business: str = BUSINESS) -> bytes:
    changes = [{"value": each, "field": field} for each in values]
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": business, "changes": changes}]}).encode()


def said(*messages: dict[str, Any], contacts: list[dict[str, Any]] | None = None) -> bytes:
    return call(value(contacts=[CONTACT] if contacts is None else contacts, messages=list(messages)))


def system(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "wamid.S", "timestamp": str(AT), "type": "system", "system": {"type": kind, "body": "…", **more}}
