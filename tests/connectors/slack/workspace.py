"""A workspace of the tests, and events as Slack documents them.

source: https://api.slack.com/apis/events-api and https://api.slack.com/events/message, read 2026-11-22.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.test import Client
from slack_sdk.signature import SignatureVerifier

from connectors import registry, views
from inbox.models import Channel, Team

TEAM, APP, BOT, ADA, BOB = "T0SHOP0001", "A0JANICE01", "U0BOT00001", "U0ADA00001", "U0BOB00001"
DM, ROOM = "D0ADA00001", "C0HELP0001"
SECRET = "slack-canary-8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-canary-0123456789-0123456789012-abcdefghijklmnop"
_count = iter(range(1, 100_000))


def call(event: dict[str, Any], *, event_id: str = "") -> dict[str, Any]:
    return {
        "token": "XXYYZZ",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_count):09}",
        "event_time": 1763802000,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }


def message(text: str, *, ts: str = "1763802000.000100", channel: str = DM, **more: Any) -> dict[str, Any]:
    kind = {"D": "im", "C": "channel", "G": "group"}[channel[0]]
    event = {"type": "message", "channel": channel, "channel_type": kind, "user": ADA, "text": text, "ts": ts}
    return event | {"event_ts": ts, "team": TEAM, "client_msg_id": "c0ffee"} | more


def ours(text: str, **more: Any) -> dict[str, Any]:
    """What the app itself said, told back to it."""
    return message(text, **more) | {"user": BOT, "bot_id": "B0JANICE01", "app_id": APP}


def channel(team: Team, **settings: Any) -> Channel:
    connector = registry.get("slack")
    own = {field.name: field.default for field in connector.fields if not field.secret} | settings
    made = Channel.objects.create(
        kind="slack",
        name="Slack",
        address=TEAM,
        team=team,
        settings=own,
        credentials={"signing_secret": SECRET, "bot_token": TOKEN},
        capabilities=connector.capabilities(own, {}),
    )
    made.teams.add(team)
    return made


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers that Slack would send, by Slack's own library."""
    stamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}


def tell(channel: Channel, payload: dict[str, Any], **how: Any) -> Any:
    body = json.dumps(payload).encode()
    where = views.url(channel).removeprefix("http://testserver")
    return Client(enforce_csrf_checks=True).post(
        where, body, content_type="application/json", headers=signed(body, **how)
    )
