"""Our replies: one leaves, and one whose answer got lost is looked for.

Source: developers.google.com/youtube/v3/docs/comments/insert and comments/list (2026-11).
"""

from __future__ import annotations

from connectors.errors import Ambiguous, ContractChanged
from connectors.youtube.calls import Api
from connectors.youtube.read import author, text
from inbox.envelope import OutboundPart, SendResult
from inbox.models import Channel, Message


def send(api: Api, part: OutboundPart) -> SendResult:
    """A reply hangs under the first comment of its thread, whichever it answers."""
    body = {"snippet": {"parentId": part.message.conversation, "textOriginal": part.text}}
    made = api.write("POST", "comments", {"part": "id,snippet"}, body).json()
    if not isinstance(made, dict) or not made.get("id"):
        raise ContractChanged("YouTube took the reply and did not say which id it has.")
    return SendResult(external_id=str(made["id"]))


def find(api: Api, channel: Channel, part: OutboundPart) -> SendResult:
    """A reply of ours with these words that is nobody else's yet. One that is missing may still appear."""
    thread = part.message.conversation
    page = api.read("comments", part="id,snippet", parentId=thread, maxResults="100", textFormat="plainText")
    ours = [
        str(comment["id"])
        for comment in page.get("items") or ()
        if author(comment).handle == channel.address and text(comment).split() == part.text.split()
    ]
    known = set(Message.objects.filter(channel=channel, external_id__in=ours).values_list("external_id", flat=True))
    for found in ours:
        if found not in known:
            return SendResult(external_id=found, detail="found by looking")
    raise Ambiguous("The reply is not to be seen on YouTube; it may still appear.")
