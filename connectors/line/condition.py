"""How the account is: what is left of the month's messages, and whether LINE still calls us."""

from __future__ import annotations

from connectors.base import HealthReport
from connectors.errors import NotFound
from connectors.http import Client
from inbox.models import Channel


def report(client: Client, channel: Channel) -> HealthReport:
    bot = client.call("GET", "/v2/bot/info").json()
    quota = client.call("GET", "/v2/bot/message/quota").json()
    used = client.call("GET", "/v2/bot/message/quota/consumption").json()
    try:
        hook = client.call("GET", "/v2/bot/channel/webhook/endpoint").json()
    except NotFound:  # none was ever set
        hook = {}
    total = quota.get("value")
    facts = {
        "display_name": bot.get("displayName", ""),
        "user_id": bot.get("userId", ""),
        "chat_mode": bot.get("chatMode", ""),
        "quota": total,
        "quota_used": used.get("totalUsage", 0),
    }
    return HealthReport(
        ok=total is None or facts["quota_used"] < total,
        detail=f"{facts['quota_used']} of {total if total is not None else 'any number of'} messages used this month.",
        subscribed=bool(hook.get("active")) and str(channel.hook_key) in str(hook.get("endpoint", "")),
        facts=facts,
    )
