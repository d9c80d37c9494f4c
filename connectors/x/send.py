"""One part of an answer leaves, as a reply in public.

Source: docs.x.com, "Create Post" and "Upload media" (2026-11): pictures are uploaded before the post that shows them.
"""

from __future__ import annotations

import base64
from typing import Any

from connectors.bearer import Bearer
from connectors.errors import ContractChanged, Unsupported
from connectors.x.account import DM
from inbox.envelope import OutboundAttachment, OutboundPart, SendResult

NOT_HERE = "X encrypts direct messages from end to end; answer this one at x.com/messages."


def send(api: Bearer, part: OutboundPart) -> SendResult:
    """A reply; the parts of a long one hang under each other. X puts the names it answers in front by itself."""
    message = part.message
    if message.surface == DM:
        raise Unsupported(NOT_HERE)
    above = part.reply_to or message.parent_id or message.conversation.partition("/")[0]
    body: dict[str, Any] = {"reply": {"in_reply_to_tweet_id": above}}
    if part.text or not part.attachments:
        body["text"] = part.text
    if part.attachments:
        body["media"] = {"media_ids": [_upload(api, file) for file in part.attachments]}
    made = api.call("POST", "/2/tweets", json=body).json()
    try:
        return SendResult(external_id=str(made["data"]["id"]))
    except (KeyError, TypeError):
        raise ContractChanged("X took the post and did not say which id it has.") from None


def _upload(api: Bearer, file: OutboundAttachment) -> str:
    """An upload that no post shows is thrown away by X, so doing it twice is harmless."""
    picture = base64.b64encode(file.content).decode()
    body = {"media": picture, "media_category": "tweet_image", "media_type": file.content_type}
    made = api.call("POST", "/2/media/upload", json=body, repeatable=True).json()
    try:
        return str(made["data"]["id"])
    except (KeyError, TypeError):
        raise ContractChanged("X took the picture and did not say which id it has.") from None
