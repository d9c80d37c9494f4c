"""Text messages whose webhook we missed: Twilio tries for fifteen seconds only, but keeps every message.

Each minute the newest are listed and kept as the webhook would have brought them; those that it brought are known.
source: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources and
https://www.twilio.com/docs/messaging/api/media-resource, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from connectors.errors import ContractChanged
from connectors.http import Client
from connectors.twilio import rest
from inbox import ingest
from inbox.models import Channel, Cursor

STREAM = "inbound"
OVERLAP = dt.timedelta(minutes=30)  # Twilio does not promise that its list is up to date
BEFORE = dt.timedelta(hours=3)  # the setting up of a channel: what came meanwhile
PAGE, PAGES = 100, 20
Json = Mapping[str, Any]


def fetch(http: Client, channel: Channel, *, api: str) -> int:
    """How many were kept that no webhook brought."""
    kept = Cursor.objects.filter(channel=channel, stream=STREAM).values_list("value", flat=True).first() or {}
    start = channel.created_at - BEFORE
    since = max(start, dt.datetime.fromisoformat(str(kept["at"])) - OVERLAP) if "at" in kept else start
    try:
        found = sorted(_listed(http, channel, since), key=_at)
        items = [(f"hook:{row['sid']}:received", _as_webhook(http, row, api)) for row in found]
    except (KeyError, TypeError, ValueError) as error:
        raise ContractChanged(f"Twilio's list of messages is not as documented ({type(error).__name__}).") from None
    newest = max([_at(row) for row in found], default=timezone.now() - OVERLAP)
    cursor: tuple[str, dict[str, object]] = (STREAM, {"at": newest.isoformat()})
    new = ingest.keep_many(channel, items, source="poll", cursor=cursor) if items else []
    return len(new)


def _listed(http: Client, channel: Channel, since: dt.datetime) -> Iterator[Json]:
    """What customers sent to us since then; the list is newest first."""
    is_service = channel.address.startswith("MG")
    asked: dict[str, Any] = {"PageSize": PAGE, "DateSent>": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
    path, params = rest.account_path(channel, "/Messages"), asked if is_service else asked | {"To": channel.address}
    for _ in range(PAGES):
        page = http.call("GET", path, params=params).json()
        for row in page.get("messages", []):
            if row.get("direction") != "inbound" or (
                is_service and row.get("messaging_service_sid") != channel.address
            ):
                continue
            if _at(row) < since:
                return
            yield row
        path, params = str(page.get("next_page_uri") or ""), {}
        if not path:
            return


def _as_webhook(http: Client, row: Json, api: str) -> bytes:
    """The form that the webhook would have been, and when the message came."""
    form = {
        "MessageSid": row["sid"],
        "From": row["from"],
        "To": row["to"],
        "Body": row.get("body") or "",
        "MessagingServiceSid": row.get("messaging_service_sid") or "",
        "NumMedia": row.get("num_media", "0"),
        "DateCreated": row["date_created"],
    }
    if form["NumMedia"] != "0":
        files = http.call("GET", row["subresource_uris"]["media"]).json().get("media_list", [])
        for number, file in enumerate(files):
            form[f"MediaUrl{number}"] = f"{api}{file['uri'].removesuffix('.json')}"
            form[f"MediaContentType{number}"] = file.get("content_type", "")
    return urlencode(form).encode()


def _at(row: Json) -> dt.datetime:
    """Like ``Thu, 24 Aug 2023 05:01:45 +0000``."""
    return email.utils.parsedate_to_datetime(str(row["date_created"]))
