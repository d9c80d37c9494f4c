"""What a WhatsApp message says: its words, its file, and what neither can carry.

Source: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages (2026) and the
examples of the webhook in Meta's OpenAPI description v23.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from inbox.envelope import MediaKind, MediaRef

MEDIA = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "document": MediaKind.FILE,
    "sticker": MediaKind.STICKER,
}
KEPT = dt.timedelta(days=7)  # how long Meta keeps a file of a webhook
NOT_PASSED_ON = "(The customer sent something that WhatsApp does not pass on to businesses.)"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    text: str = ""
    media: tuple[MediaRef, ...] = ()
    extra: dict[str, Any] = dataclasses.field(default_factory=dict)


def read(message: dict[str, Any], at: dt.datetime) -> Content | None:
    """None: a type that is not known here."""
    kind = message["type"]
    if kind in MEDIA:
        return _media(kind, message[kind], at)
    reader = READERS.get(kind)
    return reader(message) if reader else None


def _media(kind: str, file: dict[str, Any], at: dt.datetime) -> Content:
    ref = MediaRef(
        ref=str(file["id"]),
        kind=MEDIA[kind],
        filename=str(file.get("filename") or ""),
        content_type=str(file.get("mime_type") or "").split(";")[0].strip(),
        expires_at=at + KEPT,
    )
    return Content(text=str(file.get("caption") or ""), media=(ref,))


def _location(message: dict[str, Any]) -> Content:
    place = message["location"]
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    lines = [str(place[name]) for name in ("name", "address", "url") if place.get(name)]
    lines.append(f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}")
    return Content(
        text="\n".join(("Location:", *lines)),
        extra={"location": {"latitude": latitude, "longitude": longitude}},
    )


def _contacts(message: dict[str, Any]) -> Content:
    """People whom the customer passes on."""
    lines = []
    for person in message["contacts"]:
        name = (person.get("name") or {}).get("formatted_name") or ""
        ways = [row.get("phone") or row.get("wa_id") for row in person.get("phones") or ()]
        ways += [row.get("email") for row in person.get("emails") or ()]
        company = (person.get("org") or {}).get("company")
        lines.append(", ".join(str(part) for part in (name, company, *ways) if part))
    return Content(text="\n".join(("Contact:", *lines)))


def _order(message: dict[str, Any]) -> Content:
    order = message["order"]
    lines = [
        f"{item['quantity']} × {item['product_retailer_id']} at {item['item_price']} {item['currency']}"
        for item in order["product_items"]
    ]
    said = str(order.get("text") or "")
    return Content(text="\n".join(filter(None, ("Order:", *lines, said))), extra={"order": order})


def _interactive(message: dict[str, Any]) -> Content:
    """The customer chose a button or a row, or filled a form (flow)."""
    chosen = message.get("interactive")
    if not chosen:
        return Content(text=NOT_PASSED_ON)
    kind = chosen["type"]
    body = chosen[kind]
    if kind == "nfm_reply":
        filled = json.loads(body["response_json"])
        lines = [f"{name}: {value}" for name, value in filled.items() if name != "flow_token"]
        return Content(text="\n".join((str(body.get("body") or "Form:"), *lines)), extra={"form": filled})
    return Content(
        text="\n".join(filter(None, (str(body["title"]), str(body.get("description") or "")))),
        extra={"chosen": str(body.get("id") or "")},
    )


READERS: dict[str, Callable[[dict[str, Any]], Content]] = {
    "text": lambda message: Content(text=str(message["text"]["body"])),
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "button": lambda message: Content(
        text=str(message["button"]["text"]), extra={"chosen": str(message["button"].get("payload") or "")}
    ),
    "interactive": _interactive,
    "unsupported": lambda message: Content(text=NOT_PASSED_ON),
    "unknown": lambda message: Content(text=NOT_PASSED_ON),
}
