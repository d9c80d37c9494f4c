"""What an admin sets for a forum."""

from __future__ import annotations

from connectors.fields import Field

FIELDS: tuple[Field, ...] = (
    Field(
        name="server_url",
        title="Address of the forum",
        help="As members see it: https://forum.example.",
        required=True,
    ),
    Field(
        name="username",
        title="User name",
        help="Who answers there, best a moderator.",
        required=True,
    ),
    Field(
        name="api_key",
        title="API key",
        help="Made under Admin, API, Keys: for that one user, with the scopes of the guide.",
        secret=True,
        required=True,
        sent_to=("server_url",),
    ),
    Field(
        name="webhook_secret",
        title="Secret of the webhook",
        group="incoming",
        help="As entered in the webhook.",
        secret=True,
    ),
    Field(
        name="webhook_secret_before",
        title="The secret before",
        group="incoming",
        advanced=True,
        help="While you change it.",
        secret=True,
    ),
    Field(
        name="categories",
        title="Only these categories",
        group="incoming",
        help="Their short names in the address, as in support. None: all of them. Personal messages always count.",
        kind="array",
        default=[],
    ),
    Field(
        name="backlog_days",
        title="Days to look back",
        group="incoming",
        advanced=True,
        help="Posts of so many days are taken when you connect; 0 takes only what comes from now on.",
        kind="integer",
        default=1,
        minimum=0,
        maximum=30,
    ),
)
