"""What of a workspace's talk is for us. Slack tells an app everything that is said in its channels; most is not.

Direct messages are. In channels, with the setting ``mentions``, only threads in which the app was mentioned are. What
is not for us is not kept at all: colleagues' talk does not belong into a helpdesk's database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.slack import parse, places
from inbox.models import Channel, Message, Part, RawInbound, Thread

Json = Mapping[str, Any]
PENDING = 200


def wanted(channel: Channel, call: Json) -> bool:
    """Raises KeyError and the like for a call that is not as documented; that is kept and quarantined."""
    event = call["event"]
    everything = channel.settings.get("channels") == "all"
    match event["type"]:
        case "reaction_added" | "reaction_removed":
            item = event["item"]
            if item.get("type") != "message":
                return False
            return everything or places.is_direct(item) or _known(channel, item["channel"], item["ts"])
        case "message" | "app_mention" if parse.is_ours(event, call):
            return _thread(channel, event)
        case "message" if not everything and not places.is_direct(event):
            return _message(channel, event, call)
    return True


def _message(channel: Channel, event: Json, call: Json) -> bool:
    match event.get("subtype", ""):
        case "message_changed":
            return _known(channel, event["channel"], event["message"]["ts"])
        case "message_deleted":
            return _known(channel, event["channel"], event["deleted_ts"])
    mentioned = any(f"<@{user}" in str(event.get("text", "")) for user in parse.bot_users(call))
    return mentioned or ("thread_ts" in event and _thread(channel, event))


def _thread(channel: Channel, event: Json) -> bool:
    key = places.conversation(event)
    if Thread.objects.filter(channel=channel, surface=places.surface(event), key=key).exists():
        return True
    return _pending(channel, str(event.get("thread_ts") or event["channel"]))


def _known(channel: Channel, where: str, ts: str) -> bool:
    external_id = places.message(where, ts)
    for table in (Message, Part):
        if table.objects.filter(channel=channel, external_id=external_id).exists():
            return True
    return _pending(channel, ts)


def _pending(channel: Channel, word: str) -> bool:
    """Whether it is spoken of in what was kept and is not read yet."""
    waiting = RawInbound.objects.filter(channel=channel, state__in=(RawInbound.State.KEPT, RawInbound.State.FAILED))
    needle = word.encode()
    return any(needle in bytes(body) for body in waiting.order_by("-id").values_list("body", flat=True)[:PENDING])
