"""The connected account: its settings, the way to its homeserver, and the homeserver's error words.

Source: Matrix specification v1.16, Client-Server API, "API Standards" and "Content repository"; read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from connectors.errors import (
    AuthExpired,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
)
from connectors.fields import Field
from connectors.http import Answer, Client
from connectors.stop import Stop
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError
from inbox.models import Channel

NETWORK = "matrix"
API = "/_matrix/client/v3"
MXID = re.compile(r"@[!-9;-~]+:[A-Za-z0-9.\[\]:-]+")  # any printable ASCII but the colon, then a server name
MAX_TEXT = 20_000  # bytes: an event may have 65 536, and ours says its text twice, in JSON
MAX_FILE = 50 * 1024 * 1024  # of a server that does not say

FIELDS = (
    Field(
        name="server_url",
        title="Homeserver",
        help="The address of its client API, such as https://matrix.org.",
        required=True,
    ),
    Field(
        name="access_token",
        title="Access token",
        help="Of a session that only Janice uses. In Element: All settings → Help & About → Access token.",
        secret=True,
        required=True,
        sent_to=("server_url",),
    ),
    Field(
        name="accept",
        title="Invitations",
        group="incoming",
        help="Whose invitations are accepted.",
        choices={"all": "Everybody's", "listed": "Only from the servers listed"},
        default="all",
    ),
    Field(
        name="servers",
        title="Servers",
        group="incoming",
        help="Invitations of people on these servers are accepted, those of others are declined.",
        kind="array",
        default=[],
        when={"accept": "listed"},
    ),
)


def clean(address: str, settings: Mapping[str, Any]) -> str:
    mxid = address.strip()
    errors: dict[str, str] = {}
    if not MXID.fullmatch(mxid) or len(mxid) > 250:
        errors["address"] = "Must be the account's Matrix address: @name:server."
    try:
        url = httpx.URL(settings["server_url"])
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("https", "http") or not url.host or url.path.strip("/") or url.query:
        errors["settings.server_url"] = "Must be the start of the homeserver's address, such as https://matrix.org."
    if errors:
        raise InboxError("invalid_settings", "Some settings of the channel are not usable.", fields=errors)
    return mxid


def client(channel: Channel, *, priority: bool = False, stop: Stop | None = None, timeout: float = 20.0) -> Client:
    return Client(
        channel.settings["server_url"],
        headers={"Authorization": f"Bearer {channel.credentials.get('access_token', '')}"},
        bucket=f"matrix:{channel.pk}" if channel.pk and priority else "",
        priority=priority,
        timeout=timeout,
        understand=understand,
        stop=stop,
    )


def understand(answer: Answer) -> ConnectorError | None:
    """``errcode`` says more than the status."""
    if answer.status < 400:
        return None
    try:
        said = answer.json()
    except ConnectorError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("errcode"), str):
        return None
    code, words = said["errcode"], str(said.get("error") or said["errcode"])[:200]
    match code:
        case "M_LIMIT_EXCEEDED":
            pause = said.get("retry_after_ms")
            seconds = pause / 1000 if isinstance(pause, int | float) else float(answer.headers.get("retry-after", 60))
            return RateLimited(words, retry_after=max(1.0, seconds), code=code)
        case "M_UNKNOWN_TOKEN" | "M_MISSING_TOKEN" | "M_USER_DEACTIVATED":
            kind = AuthExpired if said.get("soft_logout") else AuthRevoked
            return kind(f"The homeserver does not accept the access token ({words}). Enter a new one.", code=code)
        case "M_FORBIDDEN" | "M_GUEST_ACCESS_FORBIDDEN":
            return PermissionMissing(words, code=code)
        case "M_NOT_FOUND":
            return NotFound(words, code=code)
        case "M_TOO_LARGE":
            return InvalidContent(words, field="attachment", code=code)
        case _:
            return None


def capabilities(told: Mapping[str, Any]) -> dict[str, Any]:
    shared = {
        "delivery_class": DeliveryClass.IDEMPOTENT.value,
        "text": {"max": MAX_TEXT, "unit": "utf8_bytes", "format": "html", "split": True},
        "attachments": {"max_size": told.get("max_file", MAX_FILE), "with_text": False, "per_part": 1},
        "actions": {"own": ["edit", "delete"], "theirs": ["react", "mark_read", "typing"]},
        "statuses": ["sent", "read"],
        "quoted_reply": True,
    }
    return {
        "network": NETWORK,
        "delivery_class": DeliveryClass.IDEMPOTENT.value,
        "visibilities": [Visibility.PRIVATE.value, Visibility.PUBLIC.value],
        "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
        "attachments": shared["attachments"],
        "surfaces": {
            "chat": shared | {"label": "Chat", "visibility": Visibility.PRIVATE.value},
            "room": shared | {"label": "Public room", "visibility": Visibility.PUBLIC.value},
        },
    }


def facts(server: Client) -> dict[str, Any]:
    """Who we are there, and the largest file it takes."""
    me = server.call("GET", f"{API}/account/whoami").json()
    try:
        limits = server.call("GET", "/_matrix/client/v1/media/config").json()
    except NotFound:  # before v1.11
        limits = {}
    return {
        "user_id": str(me["user_id"]),
        "device_id": str(me.get("device_id") or ""),
        "max_file": int(limits.get("m.upload.size") or MAX_FILE),
    }
