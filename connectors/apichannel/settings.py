"""What an admin sets on an API channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connectors import signed_calls
from connectors.fields import Field

LONGEST_FILES = 10_000_000  # bytes, of all files of a message together
SHORTEST_TOKEN = 24
NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?")
WHAT_PROVES = "Your program sends it in the Authorization header. Make one with: openssl rand -hex 32"
WHAT_SIGNS = "Signs our calls (Standard Webhooks). Make one with: echo whsec_$(openssl rand -base64 32)"
WHAT_IS_CALLED = "Where your program takes answers. Without it messages come in, and answers cannot leave."

FIELDS = (
    Field(name="token", title="Token", help=WHAT_PROVES, secret=True, required=True),
    Field(
        name="token_before",
        title="Token before",
        advanced=True,
        help="The one before, while you change it.",
        secret=True,
    ),
    Field(name="url", title="Address of your program", group="answers", help=WHAT_IS_CALLED),
    Field(name="signing_secret", title="Signing secret", group="answers", help=WHAT_SIGNS, secret=True),
    Field(
        name="max_length",
        title="Longest answer",
        group="limits",
        advanced=True,
        help="In characters.",
        kind="integer",
        default=10_000,
        minimum=1,
        maximum=100_000,
    ),
    Field(
        name="window_hours",
        title="Hours to answer in",
        group="limits",
        advanced=True,
        help="Since the customer's last message, where the network behind your program has such a rule. 0: no limit.",
        kind="integer",
        default=0,
        minimum=0,
        maximum=8760,
    ),
)


def problems(address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The channel's name in canonical spelling, and what is wrong, by field."""
    name, wrong = address.strip().lower(), {}
    if not NAME.fullmatch(name):
        wrong["address"] = "A short name of your program: letters, digits, dots and hyphens, as in our-app."
    for token in ("token", "token_before"):
        if credentials.get(token) and len(credentials[token]) < SHORTEST_TOKEN:
            wrong[f"credentials.{token}"] = f"At least {SHORTEST_TOKEN} characters."
    if settings.get("url"):
        if not settings["url"].startswith(("https://", "http://")):
            wrong["settings.url"] = "Must start with https://."
        try:
            signed_calls.key_of(credentials.get("signing_secret", ""))
        except ValueError as error:
            wrong["credentials.signing_secret"] = str(error)
    return name, wrong
