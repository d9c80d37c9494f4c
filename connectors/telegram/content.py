"""What a Telegram message holds, as text and files.

source: https://core.telegram.org/bots/api#message (Bot API 10.1), read 2026-11-22.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from inbox.envelope import MediaKind, MediaRef

MAX_FILE = 20 * 1024 * 1024  # bots may fetch no more (https://core.telegram.org/bots/api#getfile)
FILES = {
    "video": (MediaKind.VIDEO, "video.mp4"),
    "animation": (MediaKind.VIDEO, "animation.mp4"),
    "video_note": (MediaKind.VIDEO, "video.mp4"),
    "live_photo": (MediaKind.VIDEO, "photo.mp4"),
    "audio": (MediaKind.AUDIO, "audio.mp3"),
    "voice": (MediaKind.AUDIO, "voice.ogg"),
    "document": (MediaKind.FILE, "file"),
    "sticker": (MediaKind.STICKER, "sticker.webp"),
}
# About the chat itself, the bot's own doings, payments and games: nothing that a customer said.
SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created",
        "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
        "connected_website", "write_access_allowed", "proximity_alert_triggered", "boost_added",
        "chat_background_set", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
        "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
        "giveaway_created", "giveaway", "giveaway_winners", "giveaway_completed", "video_chat_scheduled",
        "video_chat_started", "video_chat_ended", "video_chat_participants_invited", "users_shared",
        "chat_shared", "web_app_data", "invoice", "successful_payment", "refunded_payment", "passport_data",
        "game", "gift", "unique_gift", "gift_upgrade_sent", "paid_message_price_changed",
        "direct_message_price_changed", "checklist_tasks_done", "checklist_tasks_added",
        "suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined",
        "suggested_post_paid", "suggested_post_refunded", "poll_option_added", "poll_option_deleted",
        "chat_owner_left", "chat_owner_changed", "managed_bot_created",
    }
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    text: str
    media: tuple[MediaRef, ...] = ()


def read(message: Mapping[str, Any]) -> Content | None:
    """None for what holds nothing that we know."""
    text = message.get("text", message.get("caption", ""))
    lines: list[str] = [text] if text else []
    media: list[MediaRef] = []
    for name, (kind, filename) in FILES.items():
        # An animation comes as a document too, a live photo as a photo.
        if name not in message or (name == "document" and "animation" in message):
            continue
        file = message[name]
        if name == "sticker":
            lines.append(file.get("emoji", ""))
        _take(file, kind, file.get("file_name") or filename, lines, media)
    if "photo" in message and "live_photo" not in message:
        largest = max(message["photo"], key=lambda size: size.get("width", 0) * size.get("height", 0))
        _take(largest, MediaKind.IMAGE, "photo.jpg", lines, media)
    lines += [line for name, words in WORDS.items() if name in message and (line := words(message[name]))]
    if "venue" in message:  # its place is told twice
        lines = [line for line in lines if line != _location(message.get("location", {}))]
    lines = [line for line in lines if line]
    return Content("\n".join(lines), tuple(media)) if lines or media else None


def _take(file: Mapping[str, Any], kind: MediaKind, filename: str, lines: list[str], media: list[MediaRef]) -> None:
    size = file.get("file_size")
    if size is not None and size > MAX_FILE:
        lines.append(f"[{filename}, {size / 2**20:.0f} MB: Telegram gives bots no file of more than 20 MB]")
        return
    media.append(
        MediaRef(
            ref=file["file_id"],
            kind=kind,
            filename=filename,
            content_type=file.get("mime_type", "image/jpeg" if kind is MediaKind.IMAGE else ""),
            size=size,
        )
    )


def _location(place: Mapping[str, Any]) -> str:
    if "latitude" not in place:
        return ""
    at = f"{place['latitude']:.6f}, {place['longitude']:.6f}"
    return f"Location: {at} https://www.openstreetmap.org/?mlat={place['latitude']}&mlon={place['longitude']}"


def _contact(card: Mapping[str, Any]) -> str:
    name = " ".join(part for part in (card.get("first_name"), card.get("last_name")) if part)
    return f"Contact: {name}, {card.get('phone_number', '')}"


def _poll(poll: Mapping[str, Any]) -> str:
    options = [f"- {option.get('text', '')}" for option in poll.get("options", [])]
    return "\n".join([f"Poll: {poll.get('question', '')}", *options])


def _checklist(found: Mapping[str, Any]) -> str:
    return "\n".join([str(found.get("title", "")), *(f"- {task.get('text', '')}" for task in found.get("tasks", []))])


WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "location": _location,
    "venue": lambda venue: f"{venue['title']}, {venue['address']}\n{_location(venue['location'])}",
    "contact": _contact,
    "poll": _poll,
    "checklist": _checklist,
    "dice": lambda dice: f"{dice.get('emoji', '')} {dice.get('value', '')}",
    "story": lambda story: "[a story, which Telegram does not show to bots]",
    "paid_media": lambda paid: "[paid media, which Telegram does not show to bots]",
}
