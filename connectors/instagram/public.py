"""What the account says and does in public: comments, mentions, moderation.

Source: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment, /ig-user/mentions,
/ig-user/mentioned_comment (2026).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.errors import Unsupported
from connectors.graph.client import Graph, dig
from connectors.graph.look_ups import Wanted
from connectors.instagram.parse import COMMENTS
from inbox.envelope import ActionKind, OutboundAction, OutboundPart, SendResult

TEXT = 2200
ACTIONS = {"own": ["delete"], "theirs": ["hide", "unhide", "delete"]}
POST_FIELDS = "id,caption,permalink,timestamp,username"
COMMENT_FIELDS = "id,text,timestamp,username,media{id,permalink}"


def send(graph: Graph, account: str, part: OutboundPart) -> SendResult:
    """Below the first comment of the conversation: Instagram has one level of answers. Or below a mention."""
    message = part.message
    if message.surface == "mention":
        media, _, comment = message.conversation.partition(":")
        body = {"media_id": media, "message": part.text} | ({"comment_id": comment} if comment else {})
        answer = graph.send(f"{account}/mentions", body, "id")
    else:
        answer = graph.send(f"{message.conversation}/replies", {"message": part.text}, "id")
    return SendResult(external_id=dig(answer, "id"))


def act(graph: Graph, action: OutboundAction) -> None:
    """Doing any of these twice is harmless."""
    match action.kind:
        case ActionKind.HIDE | ActionKind.UNHIDE:
            graph.post(action.external_id, {"hide": action.kind is ActionKind.HIDE})
        case ActionKind.DELETE:
            graph.delete(action.external_id)
        case _:
            raise Unsupported(f"Instagram lets no account {action.kind.value.replace('_', ' ')} a comment.")


def wanted(value: dict[str, Any], field: str) -> Iterator[Wanted]:
    """Calls name a post by its id alone, and of a mention not even the words."""
    if field in COMMENTS and (media := (value.get("media") or {}).get("id")):
        yield Wanted(what="post", key=str(media))
    elif field == "mentions":
        known = {name: str(value[name]) for name in ("media_id", "comment_id") if value.get(name)}
        yield Wanted(what="mention", key=known.get("comment_id") or known["media_id"], known=known)


def ask(graph: Graph, account: str, thing: Wanted) -> dict[str, Any]:
    if thing.what == "post":
        return graph.get(thing.key, fields=POST_FIELDS)
    if comment := thing.known.get("comment_id"):
        found = graph.get(account, fields=f"mentioned_comment.comment_id({comment}){{{COMMENT_FIELDS}}}")
        return dict(found["mentioned_comment"]) if "mentioned_comment" in found else {}
    found = graph.get(account, fields=f"mentioned_media.media_id({thing.known['media_id']}){{{POST_FIELDS}}}")
    return dict(found["mentioned_media"]) if "mentioned_media" in found else {}
