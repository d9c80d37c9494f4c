"""What every account on the Graph API needs: an app with its secrets, a token, a subscription."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Mapping, Sequence

from connectors.base import Check
from connectors.errors import AuthExpired, AuthRevoked, ConnectorError
from connectors.fields import Field
from connectors.graph import client
from connectors.graph.client import Graph
from inbox.errors import InboxError
from inbox.models import Channel

APP_FIELDS = (
    Field(name="app_id", title="App ID", help="In the app's dashboard: App settings, Basic.", required=True),
    Field(
        name="app_secret",
        title="App secret",
        help="Same place. Meta signs its calls with it.",
        secret=True,
        required=True,
    ),
    Field(
        name="app_secret_before",
        title="App secret before",
        help="The one before, while you change it.",
        advanced=True,
        secret=True,
    ),
    Field(
        name="verify_token",
        title="Verify token",
        group="incoming",
        help="Any word that you make up. Enter the same one at Meta, beside the callback URL.",
        secret=True,
        required=True,
    ),
)


def clean(address: str, numbers: Mapping[str, str], what: str) -> str:
    """The address, and the settings in ``numbers``, must be Meta's ids. ``what`` names the address for people."""
    account = address.strip()
    wrong = {} if account.isdecimal() and account.isascii() else {"address": f"Must be {what}: digits only."}
    for name, value in numbers.items():
        if not (value.isdecimal() and value.isascii()):
            wrong[f"settings.{name}"] = "Digits only."
    if wrong:
        raise InboxError("invalid_settings", "Some settings of the channel are not usable.", fields=wrong)
    return account


def token_expiry(channel: Channel, api: str) -> dt.datetime | None:
    """When the token ends; None: never. Raises AuthExpired or AuthRevoked when it is worth nothing already."""
    with client.as_app(channel, api) as app:
        data = app.get("debug_token", input_token=channel.credentials.get("access_token", "")).get("data", {})
    if not data.get("is_valid", True):
        reason = data.get("error", {}).get("message", "Meta says that it is not valid.")
        raise AuthRevoked(f"The access token does not work any more: {reason}")
    ends = [int(data.get(name) or 0) for name in ("expires_at", "data_access_expires_at")]
    end = min((dt.datetime.fromtimestamp(at, dt.UTC) for at in ends if at), default=None)
    if end is not None and end <= dt.datetime.now(dt.UTC):
        raise AuthExpired("The access token has run out.")
    return end


def point_app_to(channel: Channel, api: str, *, topic: str, fields: Sequence[str], url: str) -> None:
    """Have the app call ``url`` for a topic. Meta tries the handshake before it answers. Idempotent.

    One app has one URL for each topic: that of the channel connected last, which passes the others theirs.
    """
    body = {
        "object": topic,
        "callback_url": url,
        "verify_token": channel.credentials.get("verify_token", ""),
        "fields": ",".join(fields),
    }
    with client.as_app(channel, api) as app:
        app.post(f"{channel.settings.get('app_id', '')}/subscriptions", body)


def subscribed(graph: Graph, path: str, app_id: str, fields: Sequence[str] = ()) -> bool:
    """Whether the app (an empty id: any) is among those that an account tells its news, with all that we need."""
    for row in graph.listed(f"{path}/subscribed_apps"):
        app = row.get("whatsapp_business_api_data", row)
        if app_id in ("", str(app.get("id", ""))) and set(fields) <= set(row.get("subscribed_fields", fields)):
            return True
    return False


def check_token(channel: Channel, api: str) -> Check:
    try:
        ends = token_expiry(channel, api)
    except ConnectorError as error:
        return check("Access token", error)
    detail = f"It works until {ends:%d %B %Y}." if ends else "It does not run out."
    return Check(name="Access token", ok=True, detail=detail)


def check(name: str, error: ConnectorError) -> Check:
    return Check(name=name, ok=False, detail=str(error))


def quoted(external_id: str) -> str:
    """An id of theirs as one step of a path."""
    return urllib.parse.quote(external_id, safe="")
