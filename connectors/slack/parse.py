"""One call of Slack's Events API as events.

source: https://api.slack.com/apis/events-api, https://api.slack.com/events/message and the pages of its subtypes, read
2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from connectors.slack import content, places
from inbox import markup
from inbox.envelope import (
    Address,
    ChannelChanged,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    Reaction,
    Unparsed,
)

SAID = frozenset({"", "file_share", "me_message", "thread_broadcast", "bot_message"})
# About the channel itself, or Slack's own words: nothing that a customer said.
SERVICE = frozenset(
    {
        "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive",
        "channel_unarchive", "channel_convert_to_private", "channel_convert_to_public", "channel_posting_permissions",
        "group_join", "group_leave", "group_topic", "group_purpose", "group_name", "group_archive", "group_unarchive",
        "pinned_item", "unpinned_item", "ekm_access_denied", "reminder_add", "bot_add", "bot_remove", "message_replied",
        "huddle_thread", "joiner_notification", "slackbot_response", "assistant_app_thread", "document_mention",
        "tombstone",
    }
)  # fmt: skip
Json = Mapping[str, Any]


def events(body: bytes, *, team: str) -> list[InboundEvent]:
    """``team`` is our workspace; what is about others is nothing of ours."""
    try:
        call = json.loads(body)
        return _call(call, team)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        return [Unparsed(reason=f"This event is not as Slack documents it ({type(error).__name__}: {error}).")]


def teams(call: Json) -> set[str]:
    """Every workspace that the call may be for: a shared channel has several."""
    installed = [row.get("team_id") for row in call.get("authorizations") or []]
    return {str(one) for one in (call.get("team_id"), call.get("context_team_id"), *installed) if one}


def _call(call: Json, team: str) -> list[InboundEvent]:
    if call["type"] == "app_rate_limited":
        return [ChannelChanged(ok=False, detail="Slack keeps events back: more than 30 000 came in an hour.")]
    if call["type"] != "event_callback":
        return [Unparsed(reason=f"A call of the type {str(call['type'])[:40]!r} is not known.")]
    if team and team not in teams(call):
        return []
    event = call["event"]
    match event["type"]:
        case "message" | "app_mention":
            return _message(event, call)
        case "reaction_added" | "reaction_removed":
            return _reaction(event, call)
        case "tokens_revoked" | "app_uninstalled":
            return [ChannelChanged(ok=False, detail="The app was removed from the workspace. Install it again.")]
    if "text" in event:
        return [Unparsed(reason=f"An event of the type {str(event['type'])[:40]!r} is not known.")]
    return []


def _message(event: Json, call: Json) -> list[InboundEvent]:
    subtype = event.get("subtype", "")
    if subtype in SERVICE or (event.get("hidden") and subtype not in ("message_changed", "message_deleted")):
        return []
    if subtype == "message_changed":
        return _changed(event)
    if subtype == "message_deleted":
        return [MessageDeleted(external_id=places.message(event["channel"], event["deleted_ts"]), at=_at(event["ts"]))]
    if subtype not in SAID:
        return [Unparsed(reason=f"A message of the subtype {str(subtype)[:40]!r} is not known.")]
    return [_said(event, call)]


def _said(event: Json, call: Json) -> InboundMessage:
    channel, ts, own = str(event["channel"]), str(event["ts"]), is_ours(event, call)
    files = [file for file in event.get("files") or [] if file.get("mode") not in content.UNSEEN]
    text, formatted = content.text(event, files)
    if own and formatted:  # without its marks, as our reply has it
        text = markup.to_text(formatted)
    external_id = places.message(channel, ts)
    if own and files:  # its sending was answered with the file's id, and no timestamp
        external_id = places.file(channel, files[0]["id"])
    root = str(event.get("thread_ts", ""))
    return InboundMessage(
        external_id=external_id,
        fingerprint=hashlib.sha256(external_id.encode()).hexdigest(),
        sender=_person(event, call),
        sent_at=_at(ts),
        body_text=text,
        body_html=formatted,
        reply_text=text,
        surface=places.surface(event),
        conversation=places.conversation(event),
        parent_id=places.message(channel, root) if root and root != ts else "",
        own=own,
        automated=not own and "user" not in event,  # another app speaks
        media=tuple(content.media(file) for file in files if file.get("mode") != "external"),
    )


def is_ours(event: Json, call: Json) -> bool:
    return bool(event.get("bot_id")) and bool(call.get("api_app_id")) and event.get("app_id") == call["api_app_id"]


def bot_users(call: Json) -> set[str]:
    """Our app's own user, as which people mention it."""
    return {str(row["user_id"]) for row in call.get("authorizations") or [] if row.get("is_bot")}


def _changed(event: Json) -> list[InboundEvent]:
    """Slack also says so when it unfolds a link or a reply comes; only an edit by the author has ``edited``."""
    now, before = event["message"], event.get("previous_message", {})
    if now.get("subtype") == "tombstone":  # deleted, while its thread goes on
        return [MessageDeleted(external_id=places.message(event["channel"], now["ts"]), at=_at(event["ts"]))]
    if "edited" not in now or now.get("edited") == before.get("edited"):
        return []
    text, formatted = content.text(now, now.get("files") or [])
    return [
        MessageEdited(
            external_id=places.message(event["channel"], now["ts"]),
            at=_at(now["edited"]["ts"]),
            body_text=text,
            body_html=formatted,
            version=str(now["edited"]["ts"]).replace(".", ""),
        )
    ]


def _reaction(event: Json, call: Json) -> list[InboundEvent]:
    item = event["item"]
    if item.get("type") != "message" or event["user"] in bot_users(call):
        return []
    return [
        Reaction(
            external_id=places.message(item["channel"], item["ts"]),
            sender=_person(event, call),
            emoji=str(event["reaction"]),
            at=_at(event["event_ts"]),
            added=event["type"] == "reaction_added",
        )
    ]


def _person(event: Json, call: Json) -> Address:
    """A person is known inside their own workspace, which in a shared channel is another one."""
    home = event.get("user_team") or event.get("source_team") or event.get("team") or call.get("team_id", "")
    profile = event.get("user_profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or event.get("username", "")
    return Address(network=f"slack:{home}", handle=str(event.get("user") or event["bot_id"]), name=str(name))


def _at(ts: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(float(ts), tz=dt.UTC)
