"""Messages and actions of ours, as calls of the Web API.

source: https://api.slack.com/methods/chat.postMessage, …/files.getUploadURLExternal, …/files.completeUploadExternal,
…/reactions.add, read 2026-11-22.
"""

from __future__ import annotations

import json
from typing import Any

import httpx

from connectors.errors import NotFound, Unsupported
from connectors.http import Client
from connectors.slack import mrkdwn, places
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundPart, SendResult

# What people react with most; Slack takes names only.
EMOJI = {
    "👍": "+1", "👎": "-1", "❤️": "heart", "❤": "heart", "🎉": "tada", "👀": "eyes", "✅": "white_check_mark",
    "🙏": "pray", "😂": "joy", "😄": "smile", "😢": "cry", "🔥": "fire", "👏": "clap", "🚀": "rocket",
    "👌": "ok_hand", "👋": "wave", "🤔": "thinking_face", "🙌": "raised_hands", "💯": "100", "✔️": "heavy_check_mark",
}  # fmt: skip


def send(http: Client, part: OutboundPart) -> SendResult:
    channel, thread = places.read(part.message.conversation)
    where = {"channel": channel} | ({"thread_ts": thread} if thread else {})
    if part.attachments:
        return _share(http, part.attachments[0], where)
    said = http.call("POST", "chat.postMessage", json=where | {"text": part.text}).json()
    return SendResult(external_id=places.message(str(said["channel"]), str(said["ts"])))


def _share(http: Client, file: OutboundAttachment, where: dict[str, str]) -> SendResult:
    """Three steps; only the last one shows the file to anybody. Slack tells its timestamp later, by an event."""
    wanted = {"filename": file.filename or "file", "length": str(len(file.content))}
    place = http.call("POST", "files.getUploadURLExternal", form=wanted, repeatable=True).json()
    url = httpx.URL(str(place["upload_url"]))
    with Client(f"{url.scheme}://{url.netloc.decode('ascii')}", timeout=60.0) as upload:
        octets = {"Content-Type": "application/octet-stream"}
        upload.call("POST", str(url), content=file.content, headers=octets, repeatable=True)
    files = json.dumps([{"id": place["file_id"], "title": file.filename or "file"}])
    form = {"files": files, "channel_id": where["channel"]} | {
        name: value for name, value in where.items() if name == "thread_ts"
    }
    http.call("POST", "files.completeUploadExternal", form=form)
    return SendResult(external_id=places.file(where["channel"], str(place["file_id"])))


def act(http: Client, action: OutboundAction) -> None:
    channel, ts = places.read(action.external_id)
    match action.kind:
        case ActionKind.EDIT:
            wanted = {"channel": channel, "ts": ts, "text": mrkdwn.escape(action.text)}
            http.call("POST", "chat.update", json=wanted, repeatable=True)
        case ActionKind.DELETE if ts.startswith("file:"):
            _unless_gone(http, "files.delete", {"file": ts.removeprefix("file:")})
        case ActionKind.DELETE:
            _unless_gone(http, "chat.delete", {"channel": channel, "ts": ts})
        case ActionKind.REACT:
            _react(http, channel, ts, action.emoji)
        case _:
            raise Unsupported("Slack has no such thing for apps.")


def _unless_gone(http: Client, method: str, arguments: dict[str, str]) -> None:
    try:
        http.call("POST", method, json=arguments, repeatable=True)
    except NotFound:
        return


def _react(http: Client, channel: str, ts: str, emoji: str) -> None:
    where = {"channel": channel, "timestamp": ts}
    if emoji:
        name = EMOJI.get(emoji, emoji.strip(":"))
        if not name.isascii():
            raise Unsupported(f"Slack knows reactions by name, and the name of {emoji} is not known here.")
        _once(http, "reactions.add", where | {"name": name}, "already_reacted")
        return
    me = http.call("POST", "auth.test", form={}, repeatable=True).json()["user_id"]
    found: dict[str, Any] = http.call("POST", "reactions.get", form=where, repeatable=True).json()
    for reaction in found.get("message", {}).get("reactions", []):
        if me in reaction.get("users", []):
            _once(http, "reactions.remove", where | {"name": str(reaction["name"])}, "no_reaction")


def _once(http: Client, method: str, arguments: dict[str, str], done: str) -> None:
    """``done`` is the error that says it was so already."""
    try:
        http.call("POST", method, json=arguments, repeatable=True)
    except Unsupported as error:
        if error.code != done:
            raise
