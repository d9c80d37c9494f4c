"""What an admin enters to connect a page, and what Meta shall tell of it."""

from __future__ import annotations

from connectors.fields import Field
from connectors.graph import account

FIELDS = (
    *account.APP_FIELDS,
    Field(
        name="access_token",
        title="Page access token",
        help="A long-lived one of the page, with the permissions that the guide lists.",
        secret=True,
        required=True,
    ),
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
    "feed",
    "mention",
    "messages",
    "message_deliveries",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "message_reads",
    "messaging_postbacks",
    "standby",
)
