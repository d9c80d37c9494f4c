"""What a direct message on Messenger or Instagram says: its words, its files, and what neither can carry.

Files are at short-lived addresses of Meta's own servers. Since 30 August 2026 stickers come as ``sticker`` where they
were an ``image`` before. Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages.
"""

from __future__ import annotations

import dataclasses
import urllib.parse
from typing import Any

from inbox.envelope import MediaKind, MediaRef

FILES = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "file": MediaKind.FILE,
    "sticker": MediaKind.STICKER,
    "ig_reel": MediaKind.VIDEO,
    "reel": MediaKind.VIDEO,
    "share": MediaKind.FILE,
    "ig_post": MediaKind.FILE,
    "ig_story": MediaKind.FILE,
    "story_mention": MediaKind.FILE,
}
SAYS = {
    "ig_reel": "(Sent a reel.)",
    "reel": "(Sent a reel.)",
    "share": "(Sent a post.)",
    "ig_post": "(Sent a post.)",
    "ig_story": "(Sent a story.)",
    "story_mention": "(Mentioned you in a story.)",
}
OURS = ("fbcdn.net", "fbsbx.com", "cdninstagram.com")  # where files are; elsewhere is a page to look at
NOT_PASSED_ON = "(The customer sent something that Meta does not pass on to businesses.)"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    text: str = ""
    media: tuple[MediaRef, ...] = ()
    extra: dict[str, Any] = dataclasses.field(default_factory=dict)


def read(message: dict[str, Any]) -> Content:
    lines, media = [str(message.get("text") or "")], []
    extra: dict[str, Any] = {}
    for attachment in message.get("attachments") or ():
        kind, payload = str(attachment["type"]), attachment.get("payload") or {}
        words, file = _attachment(kind, payload, attachment)
        lines.append(words)
        media += [file] if file else []
    story = (message.get("reply_to") or {}).get("story")
    if story:
        lines.insert(0, "(Answers your story.)")
        media += [_file(story["url"], MediaKind.FILE)] if story.get("url") else []
        extra["story"] = {"id": str(story.get("id") or "")}
    if payload := (message.get("quick_reply") or {}).get("payload"):
        extra["chosen"] = str(payload)
    if referral := message.get("referral"):
        extra["referral"] = referral
    if message.get("is_unsupported"):
        lines.append(NOT_PASSED_ON)
    return Content(text="\n".join(filter(None, lines)), media=tuple(media), extra=extra)


def _attachment(kind: str, payload: dict[str, Any], whole: dict[str, Any]) -> tuple[str, MediaRef | None]:
    url = str(payload.get("url") or whole.get("url") or "")
    if kind == "location":
        place = payload["coordinates"]
        latitude, longitude = float(place["lat"]), float(place["long"])
        return f"Location:\nhttps://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}", None
    title = str(payload.get("title") or whole.get("title") or "")
    if kind in FILES and url and (kind not in SAYS or _is_file(url)):
        return "\n".join(filter(None, (SAYS.get(kind, ""), title))), _file(url, FILES[kind])
    said = "\n".join(filter(None, (SAYS.get(kind, ""), title, url)))
    return said or NOT_PASSED_ON, None  # a link with its preview (fallback), a template, what may come next year


def _file(url: str, kind: MediaKind) -> MediaRef:
    path = urllib.parse.urlsplit(url).path.rpartition("/")[2]
    return MediaRef(ref=url, kind=kind, filename=urllib.parse.unquote(path) if kind is MediaKind.FILE else "")


def _is_file(url: str) -> bool:
    host = urllib.parse.urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in OURS)
