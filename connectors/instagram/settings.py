"""What an admin enters to connect an account, and what Meta shall tell of it."""

from __future__ import annotations

from connectors.fields import Field
from connectors.graph import account
from connectors.instagram import login

FIELDS: tuple[Field, ...] = (
    *account.APP_FIELDS,
    *login.FIELDS,
    Field(
        name="human_agent",
        title="Seven days to answer",
        group="answers",
        advanced=True,
        help="Meta has granted this app the permission Human Agent: it may answer for seven days.",
        kind="boolean",
        default=False,
    ),
)
TOPIC_FIELDS = (
    "comments",
    "live_comments",
    "mentions",
    "message_edit",
    "message_reactions",
    "messages",
    "messaging_postbacks",
    "messaging_seen",
    "standby",
)
