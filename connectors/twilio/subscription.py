"""Have Twilio call us for one phone number."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.errors import NotFound
from connectors.http import Client
from connectors.twilio.rest import account_path, number
from inbox.models import Channel


def point(http: Client, channel: Channel, changes: Mapping[str, str]) -> None:
    """Set URLs of the channel's number: ``{"SmsUrl": …, "SmsMethod": "POST"}``. Raises NotFound without that number."""
    found = number(http, channel)
    if found is None:
        raise NotFound(f"The account has no phone number {channel.address}.")
    http.call(
        "POST", account_path(channel, f"/IncomingPhoneNumbers/{found['sid']}"), form=dict(changes), repeatable=True
    )
