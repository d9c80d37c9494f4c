"""The connected account: its settings, and what it can do.

Source: docs.bsky.app ("Direct messages") and the lexicons in the npm package @atproto/api 0.15 and later
(app.bsky.feed.post, app.bsky.embed.images, chat.bsky.convo.defs); read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from connectors.fields import Field
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError

NETWORK = "bluesky"
HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
MAX_TEXT, MAX_CHAT_TEXT = 300, 1000  # graphemes
MAX_IMAGES, MAX_IMAGE = 4, 2_000_000  # bytes; one million until 2025

FIELDS = (
    Field(
        name="server_url",
        title="Server",
        help="Where the account lives: https://bsky.social, or the address of your own PDS.",
        default="https://bsky.social",
        required=True,
    ),
    Field(
        name="app_password",
        title="App password",
        help="From Settings → Privacy and security → App passwords. Not the password of the account.",
        secret=True,
        required=True,
        sent_to=("server_url",),
    ),
    Field(
        name="direct_messages",
        title="Direct messages",
        group="incoming",
        help="Read and answer them, too. The app password must allow access to direct messages.",
        kind="boolean",
        default=False,
    ),
)


def clean(address: str, settings: Mapping[str, Any]) -> str:
    handle = address.strip().removeprefix("@").lower()
    errors: dict[str, str] = {}
    if not HANDLE.fullmatch(handle) or len(handle) > 250:
        errors["address"] = "Must be the account's handle, such as shop.bsky.social."
    try:
        url = httpx.URL(settings["server_url"])
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("https", "http") or not url.host or url.path.strip("/") or url.query:
        errors["settings.server_url"] = "Must be the start of the server's address, such as https://bsky.social."
    if errors:
        raise InboxError("invalid_settings", "Some settings of the channel are not usable.", fields=errors)
    return handle


def capabilities(settings: Mapping[str, Any]) -> dict[str, Any]:
    files = {"max_count": MAX_IMAGES, "max_size": MAX_IMAGE, "types": ["image/*"], "with_text": True}
    public: dict[str, Any] = {
        "visibility": Visibility.PUBLIC.value,
        "delivery_class": DeliveryClass.IDEMPOTENT.value,
        "text": {"max": MAX_TEXT, "unit": "graphemes", "format": "plain", "split": True},
        "attachments": files,
        "actions": {"own": ["delete"], "theirs": ["like", "unlike"]},
    }
    surfaces = {"mention": public | {"label": "Mention"}, "comment": public | {"label": "Reply to our post"}}
    if settings.get("direct_messages"):
        surfaces = {name: one | {"private_reply": {"surface": "dm"}} for name, one in surfaces.items()}
        surfaces["dm"] = {
            "label": "Direct message",
            "visibility": Visibility.PRIVATE.value,
            "delivery_class": DeliveryClass.UNSAFE.value,
            "text": {"max": MAX_CHAT_TEXT, "unit": "graphemes", "format": "plain", "split": True},
            "attachments": {"max_count": 0},
            "actions": {"own": [], "theirs": ["react", "mark_read"]},
        }
    return {
        "network": NETWORK,
        "delivery_class": DeliveryClass.IDEMPOTENT.value,
        "visibilities": sorted({one["visibility"] for one in surfaces.values()}),
        "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
        "attachments": files,
        "surfaces": surfaces,
    }
