"""What the page says and does in public: comments, and moderation of other people's.

Source: developers.facebook.com/docs/graph-api/reference/comment, /docs/graph-api/reference/object/comments,
/docs/graph-api/reference/object/likes (2026).
"""

from __future__ import annotations

from connectors.errors import Unsupported
from connectors.graph.client import Graph, dig
from inbox.envelope import ActionKind, OutboundAction, OutboundPart, SendResult

TEXT = 8000
COMMENT_ACTIONS = {"own": ["edit", "delete"], "theirs": ["hide", "unhide", "delete", "like", "unlike"]}
MENTION_ACTIONS = {"own": ["edit", "delete"], "theirs": ["like", "unlike"]}  # it stands in a place that is not ours


def send(graph: Graph, part: OutboundPart) -> SendResult:
    """A comment below the comment, post or mention that is answered."""
    message = part.message
    answer = graph.send(f"{message.parent_id or message.conversation}/comments", {"message": part.text}, "id")
    return SendResult(external_id=dig(answer, "id"))


def act(graph: Graph, action: OutboundAction) -> None:
    """Doing any of these twice is harmless."""
    thing = action.external_id
    match action.kind:
        case ActionKind.EDIT:
            graph.post(thing, {"message": action.text})
        case ActionKind.DELETE:
            graph.delete(thing)
        case ActionKind.HIDE | ActionKind.UNHIDE:
            graph.post(thing, {"is_hidden": action.kind is ActionKind.HIDE})
        case ActionKind.LIKE:
            graph.post(f"{thing}/likes", {})
        case ActionKind.UNLIKE:
            graph.delete(f"{thing}/likes")
        case _:
            raise Unsupported(f"Facebook lets no page {action.kind.value.replace('_', ' ')} a comment.")
