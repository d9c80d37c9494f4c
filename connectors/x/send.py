"""One part of an answer leaves, as a reply in public.

Source: docs.x.com, "Create Post" (2026-11).
"""

from __future__ import annotations

from connectors.bearer import Bearer
from connectors.errors import ContractChanged, Unsupported
from connectors.x.account import DM
from inbox.envelope import OutboundPart, SendResult

NOT_HERE = "X encrypts direct messages from end to end; answer this one at x.com/messages."


def send(api: Bearer, part: OutboundPart) -> SendResult:
    """A reply; the parts of a long one hang under each other. X puts the names it answers in front by itself."""
    message = part.message
    if message.surface == DM:
        raise Unsupported(NOT_HERE)
    above = part.reply_to or message.parent_id or message.conversation.partition("/")[0]
    body = {"text": part.text, "reply": {"in_reply_to_tweet_id": above}}
    made = api.call("POST", "/2/tweets", json=body).json()
    try:
        return SendResult(external_id=str(made["data"]["id"]))
    except (KeyError, TypeError):
        raise ContractChanged("X took the post and did not say which id it has.") from None
