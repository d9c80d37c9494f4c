"""Say something, change it, take it back, like.

A reply is never more public than what it answers, addresses whom it answers, and carries the same content warning.
Mastodon remembers an ``Idempotency-Key`` for an hour (PostStatusService; docs.joinmastodon.org/methods/statuses, read
2026-11-22).
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable
from typing import Any

from connectors.errors import NotFound, Transient, Unsupported
from connectors.http import Client
from connectors.mastodon.account import NETWORK
from inbox.envelope import ActionKind, OutboundAction, OutboundAttachment, OutboundMessage, OutboundPart, SendResult

Json = dict[str, Any]
ADDRESSED = re.compile(r"^(@\S+\s+)+")
PROCESSING = 20  # looks at a file that the server still works on, a second apart


class Writer:
    """For one batch. ``us`` is our ``name@server``."""

    def __init__(self, server: Client, us: str) -> None:
        self._server, self._us = server, us
        self._status: Callable[[str], Json] = functools.cache(self._fetch)

    def send(self, part: OutboundPart) -> SendResult:
        message = part.message
        answered = message.parent_id or message.private_reply_to
        parent = self._parent(answered) if answered else None
        private = message.surface == "dm"
        to = self._addressee(message, parent)
        status: Json = {
            "status": _addressed(part.text, self._local(to)) if to else part.text,
            "visibility": "direct" if private else _as_public_as(parent),
            "media_ids": [self._upload(file) for file in part.attachments],
        }
        if reply_to := part.reply_to or answered:
            status["in_reply_to_id"] = reply_to
        if parent and parent.get("spoiler_text"):
            status |= {"spoiler_text": parent["spoiler_text"], "sensitive": True}
        made = self._server.call(
            "POST",
            "/api/v1/statuses",
            json=status,
            headers={"Idempotency-Key": part.idempotency_key},
            repeatable=True,
        ).json()
        return SendResult(external_id=str(made["id"]), conversation=to if private else "")

    def act(self, action: OutboundAction) -> None:
        path = f"/api/v1/statuses/{action.external_id}"
        match action.kind:
            case ActionKind.EDIT:
                self._edit(path, action.text)
            case ActionKind.DELETE:
                try:
                    self._server.call("DELETE", path, repeatable=True)
                except NotFound:
                    return  # it is gone, as was wanted
            case ActionKind.LIKE:
                self._server.call("POST", f"{path}/favourite", repeatable=True)
            case ActionKind.UNLIKE:
                self._server.call("POST", f"{path}/unfavourite", repeatable=True)
            case _:
                raise Unsupported(f"Mastodon has no {action.kind.value}.")

    def _edit(self, path: str, text: str) -> None:
        """Whom it addresses, its files and its warning stay: the server would drop what an edit does not repeat."""
        now = self._server.call("GET", path).json()
        source = self._server.call("GET", f"{path}/source").json()
        addressed = ADDRESSED.match(str(source.get("text") or ""))
        kept = addressed.group() if addressed and not text.startswith("@") else ""
        changed = {
            "status": kept + text,
            "spoiler_text": source.get("spoiler_text") or "",
            "sensitive": bool(now.get("sensitive")),
            "media_ids": [one["id"] for one in now.get("media_attachments") or ()],
        }
        self._server.call("PUT", path, json=changed, repeatable=True)

    def _fetch(self, external_id: str) -> Json:
        status: Json = self._server.call("GET", f"/api/v1/statuses/{external_id}").json()
        return status

    def _parent(self, external_id: str) -> Json:
        try:
            return self._status(external_id)
        except NotFound:
            raise NotFound("What this answers was deleted, or its author has blocked us.") from None

    def _addressee(self, message: OutboundMessage, parent: Json | None) -> str:
        """Whom to name: the person of a private conversation, or who said what this answers."""
        named = [one.handle for one in message.to if one.network == NETWORK]
        author = self._full(parent["account"]["acct"]) if parent else ""
        if message.surface == "dm":
            return message.conversation or (named or [author])[0]
        return author if author not in ("", self._us) else (named or [""])[0]

    def _full(self, acct: str) -> str:
        return (acct if "@" in acct else f"{acct}@{self._us.partition('@')[2]}").lower()

    def _local(self, acct: str) -> str:
        """People of our own server are written without its name, as its own pages do."""
        return acct.removesuffix("@" + self._us.partition("@")[2])

    def _upload(self, file: OutboundAttachment) -> str:
        description = file.filename.rsplit(".", 1)[0][:1500]
        answer = self._server.call(
            "POST",
            "/api/v2/media",
            files={"file": (file.filename, file.content, file.content_type)},
            form={"description": description},
            repeatable=True,
            timeout=60.0,
        )
        media_id = str(answer.json()["id"])
        for _ in range(PROCESSING if answer.status == 202 else 0):
            time.sleep(1)
            if self._server.call("GET", f"/api/v1/media/{media_id}").status == 200:
                return media_id
        if answer.status == 202:
            raise Transient("The server still works on the file.")
        return media_id


def _addressed(text: str, acct: str) -> str:
    mention = f"@{acct}"
    said = re.match(rf"{re.escape(mention)}(?![\w.@-])", text, re.IGNORECASE)
    return text if said else f"{mention} {text}"


def _as_public_as(parent: Json | None) -> str:
    visibility = str(parent["visibility"]) if parent else "public"
    return visibility if visibility in ("public", "unlisted", "private") else "direct"
