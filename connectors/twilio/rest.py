"""Twilio's REST API, and who we are there.

source: https://www.twilio.com/docs/usage/api, read 2026-11-22.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from connectors.base import Check
from connectors.fields import Field
from connectors.http import Client
from connectors.twilio.codes import understand
from inbox.models import Channel

API = "https://api.twilio.com"

FIELDS: tuple[Field, ...] = (
    Field(
        name="account_sid",
        title="Account SID",
        help="Begins with AC. On the first page of the Twilio Console.",
        required=True,
    ),
    Field(
        name="auth_token",
        title="Auth Token",
        help="Below the Account SID. It proves Twilio's calls to us and ours to Twilio.",
        secret=True,
        required=True,
        sent_to=("account_sid",),
    ),
    Field(
        name="auth_token_before",
        title="Auth Token before",
        advanced=True,
        help="The one before, while you change it: calls signed with either are taken.",
        secret=True,
    ),
)


def client(channel: Channel, api: str = API, *, priority: bool = False) -> Client:
    return Client(
        api,
        headers=authorization(channel),
        bucket=f"twilio:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=understand,
    )


def authorization(channel: Channel) -> dict[str, str]:
    pair = f"{channel.settings['account_sid']}:{channel.credentials.get('auth_token', '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"}


def account_path(channel: Channel, rest: str = "") -> str:
    return f"/2010-04-01/Accounts/{channel.settings['account_sid']}{rest}.json"


def number(http: Client, channel: Channel) -> dict[str, Any] | None:
    """The account's phone number that the channel is about; None when it has no such number."""
    asked = {"PhoneNumber": channel.address}
    found = http.call("GET", account_path(channel, "/IncomingPhoneNumbers"), params=asked).json()
    rows: list[dict[str, Any]] = found.get("incoming_phone_numbers", [])
    return next((row for row in rows if row.get("phone_number") == channel.address), None)


def account_check(http: Client, channel: Channel) -> Check:
    """Signed in, and is the account in use? Raises ConnectorError when Twilio refuses us."""
    said: Mapping[str, Any] = http.call("GET", account_path(channel)).json()
    state = str(said.get("status", "unknown"))
    return Check(name="Account", ok=state == "active", detail=f"{said.get('friendly_name', 'The account')} is {state}.")
