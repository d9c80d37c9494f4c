"""Who we are in Slack, what we may do there, and who other people are.

source: https://api.slack.com/methods/auth.test and https://api.slack.com/methods/users.info, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from connectors import health
from connectors.base import Check, HealthReport, Profile
from connectors.errors import ConnectorError
from connectors.http import Client
from connectors.slack import settings, web
from inbox.envelope import Address
from inbox.models import Channel


def profile(channel: Channel, api: str, address: Address) -> Profile:
    def ask(http: Client) -> Mapping[str, Any]:
        found: Mapping[str, Any] = http.call(
            "POST", "users.info", form={"user": address.handle}, repeatable=True
        ).json()
        return found

    user: Mapping[str, Any] = web.using(channel, api, ask)["user"]
    own = user.get("profile", {})
    name = own.get("display_name") or own.get("real_name") or user.get("real_name") or user.get("name", "")
    return Profile(name=str(name))


def report(channel: Channel, api: str) -> HealthReport:
    me, scopes = web.using(channel, api, _me)
    missing = [scope for scope in settings.SCOPES if scopes and scope not in scopes]
    same = me.get("team_id") == channel.address
    detail = f"{me.get('user')} in {me.get('team')}." if same else f"The token belongs to {me.get('team')}."
    ends = channel.credentials.get("_expires_at")
    return HealthReport(
        ok=same and not missing,
        detail=detail + (f" Missing scopes: {', '.join(missing)}." if missing else ""),
        token_expires_at=dt.datetime.fromtimestamp(ends, tz=dt.UTC) if ends and web.rotates(channel) else None,
        facts={"bot_user": me.get("user_id", ""), "url": me.get("url", ""), "scopes": scopes},
    )


def checks(channel: Channel, api: str) -> list[Check]:
    try:
        me, scopes = web.using(channel, api, _me)
    except ConnectorError as error:
        return [Check(name="App", ok=False, detail=health.redacted(str(error), channel.credentials))]
    missing = [scope for scope in settings.SCOPES if scope not in scopes]
    same = me.get("team_id") == channel.address
    where = f"{me.get('team')} ({me.get('team_id')})"
    words = f"Signed in as {me.get('user')} in {where}." if same else f"The token belongs to {where}."
    rows = [Check(name="App", ok=same, detail=words)]
    if scopes:
        detail = f"Missing: {', '.join(missing)}." if missing else "All that are needed."
        rows.append(Check(name="Scopes", ok=not missing, detail=detail))
    return rows


def _me(http: Client) -> tuple[Mapping[str, Any], list[str]]:
    """Who we are, and our scopes, which Slack says in a header."""
    answer = http.call("POST", "auth.test", form={}, repeatable=True)
    scopes = [scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope.strip()]
    return answer.json(), scopes
