"""The connected account: its settings, the way to its server, and what the server says it can do.

Source: docs.joinmastodon.org, "methods/instance", "entities/Instance", "api/rate-limits"; read 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from connectors.errors import AuthRevoked, ConnectorError, InvalidContent, NotFound, PermissionMissing
from connectors.fields import Field
from connectors.http import Answer, Client
from connectors.stop import Stop
from inbox.envelope import DeliveryClass, Visibility
from inbox.errors import InboxError
from inbox.models import Channel

NETWORK = "mastodon"
ACCT = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?@[a-z0-9.-]+(:\d+)?")
ADDRESSING = 32  # characters kept free for "@somebody " in front of a reply: local names have up to 30
MAX_CHARACTERS, MAX_FILES = 500, 4  # of a server that does not say
MAX_FILE = 16 * 1024 * 1024
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")

FIELDS = (
    Field(
        name="server_url",
        title="Server",
        help="The address of your Mastodon server, such as https://mastodon.social.",
        required=True,
    ),
    Field(
        name="access_token",
        title="Access token",
        help="From Preferences → Development → your application. It needs the scopes read and write.",
        secret=True,
        required=True,
        sent_to=("server_url",),
    ),
)


def clean(address: str, settings: Mapping[str, Any]) -> str:
    acct = address.strip().removeprefix("@").lower()
    errors: dict[str, str] = {}
    if not ACCT.fullmatch(acct):
        errors["address"] = "Must be the account as others see it: name@server."
    try:
        url = httpx.URL(settings["server_url"])
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("https", "http") or not url.host or url.path.strip("/") or url.query:
        errors["settings.server_url"] = "Must be the start of the server's address, such as https://mastodon.social."
    if errors:
        raise InboxError("invalid_settings", "Some settings of the channel are not usable.", fields=errors)
    return acct


def client(channel: Channel, *, priority: bool = False, stop: Stop | None = None, base: str = "") -> Client:
    return Client(
        base or channel.settings["server_url"],
        headers={"Authorization": f"Bearer {channel.credentials.get('access_token', '')}"},
        bucket=f"mastodon:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=understand,
        stop=stop,
    )


def understand(answer: Answer) -> ConnectorError | None:
    """The server's own words. Tokens of Mastodon do not expire: one that is refused was revoked.

    Source: docs.joinmastodon.org/entities/Error and methods/statuses (401, 403, 404, 422).
    """
    if answer.status not in (401, 403, 404, 410, 422):
        return None
    said = words(answer)
    match answer.status:
        case 401:
            return AuthRevoked(f"The server does not accept the access token ({said}). Make a new one.")
        case 403:
            return PermissionMissing(f"The server does not allow it ({said}).")
        case 404 | 410:
            return NotFound("It is not there any more, or not for this account.")
        case _:
            return InvalidContent(f"The server does not take it ({said}).")


def words(answer: Answer) -> str:
    try:
        said = answer.json()
    except ConnectorError:
        return str(answer.status)
    return str(said.get("error") or answer.status)[:200] if isinstance(said, dict) else str(answer.status)


def facts(server: Client) -> dict[str, Any]:
    """Who we are there, and the server's limits."""
    me = server.call("GET", "/api/v1/accounts/verify_credentials").json()
    about = server.call("GET", "/api/v2/instance").json()
    configuration = about.get("configuration") or {}
    statuses, media = configuration.get("statuses") or {}, configuration.get("media_attachments") or {}
    return {
        "account_id": str(me["id"]),
        "acct": f"{me['acct']}@{about['domain']}".lower(),
        "version": str(about.get("version", "")),
        "streaming": str((configuration.get("urls") or {}).get("streaming") or ""),
        "max_characters": int(statuses.get("max_characters") or MAX_CHARACTERS),
        "max_files": int(statuses.get("max_media_attachments") or MAX_FILES),
        "max_file": int(media.get("image_size_limit") or MAX_FILE),
        "types": list(media.get("supported_mime_types") or IMAGES),
    }


def capabilities(told: Mapping[str, Any]) -> dict[str, Any]:
    text = {
        "max": max(1, told.get("max_characters", MAX_CHARACTERS) - ADDRESSING),
        "unit": "graphemes",
        "format": "plain",
        "split": True,
    }
    files = {
        "max_count": told.get("max_files", MAX_FILES),
        "max_size": told.get("max_file", MAX_FILE),
        "types": told.get("types", list(IMAGES)),
        "with_text": True,
    }
    shared = {
        "text": text,
        "attachments": files,
        "actions": {"own": ["edit", "delete"], "theirs": ["like", "unlike"]},
        "delivery_class": DeliveryClass.IDEMPOTENT.value,
    }
    public = shared | {"visibility": Visibility.PUBLIC.value, "private_reply": {"surface": "dm"}}
    return {
        "network": NETWORK,
        "delivery_class": DeliveryClass.IDEMPOTENT.value,
        "visibilities": [Visibility.PUBLIC.value, Visibility.PRIVATE.value],
        "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
        "attachments": files,
        "surfaces": {
            "mention": public | {"label": "Mention"},
            "comment": public | {"label": "Reply to our post"},
            "dm": shared | {"label": "Private mention", "visibility": Visibility.PRIVATE.value},
        },
    }
