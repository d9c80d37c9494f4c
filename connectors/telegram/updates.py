"""Fetching updates by long polling. An update is confirmed by asking for the next, which is done after it was kept.

source: https://core.telegram.org/bots/api#getupdates, read 2026-11-22.
"""

from __future__ import annotations

import json

from connectors.http import Client
from connectors.telegram import bot
from connectors.telegram.errors import Occupied
from inbox import ingest
from inbox.models import Channel, Cursor

STREAM = "updates"
AT_ONCE = 100
ALLOWED = [
    "message",
    "edited_message",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
]


def fetch(http: Client, channel: Channel, *, wait: int) -> int:
    """One look; ``wait`` seconds for something new. Returns how many were kept."""
    kept = Cursor.objects.filter(channel=channel, stream=STREAM).values_list("value", flat=True).first() or {}
    offset = int(kept.get("offset", 0))
    asked = {"offset": offset, "limit": AT_ONCE, "timeout": wait, "allowed_updates": ALLOWED}
    try:
        found = bot.ask(http, "getUpdates", asked, repeatable=True, timeout=wait + 15.0)
    except Occupied as error:
        if "webhook" not in str(error):
            raise
        bot.ask(http, "deleteWebhook", {}, repeatable=True)  # fetching was chosen
        found = bot.ask(http, "getUpdates", asked, repeatable=True, timeout=wait + 15.0)
    items = [(f"update:{int(one['update_id'])}", json.dumps(one, ensure_ascii=False).encode()) for one in found]
    new = 0
    if items:
        value: dict[str, object] = {"offset": max(int(one["update_id"]) for one in found) + 1}
        new = len(ingest.keep_many(channel, items, source="poll", cursor=(STREAM, value)))
    return new
