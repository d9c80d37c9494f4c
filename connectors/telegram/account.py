"""Which bot we are, and whether Telegram calls us.

source: https://core.telegram.org/bots/api#setwebhook (Bot API 10.1), read 2026-11-22.
"""

from __future__ import annotations

import hashlib

from connectors import health, signatures, views
from connectors.base import Check, HealthReport
from connectors.errors import ConnectorError
from connectors.telegram import bot, updates
from inbox.models import Channel


def webhook_secret(channel: Channel) -> str:
    """Made of the token, so that a new token makes a new secret and there is none to keep."""
    return signatures.hmac_hex(channel.credentials["bot_token"], f"janice webhook {channel.hook_key}")


def subscribe(channel: Channel, api: str, url: str) -> None:
    """An empty ``url`` takes the webhook down, as fetching needs it."""
    with bot.client(channel, api) as client:
        if not url:
            bot.ask(client, "deleteWebhook", {}, repeatable=True)
            return
        wanted = {"url": url, "secret_token": webhook_secret(channel), "allowed_updates": updates.ALLOWED}
        bot.ask(client, "setWebhook", wanted, repeatable=True)


def report(channel: Channel, api: str, *, called: bool) -> HealthReport:
    """``called``: by webhook. Telegram does not say which secret it repeats, so ours is marked in the facts: after a
    change of the token the webhook is set anew.
    """
    with bot.client(channel, api) as client:
        me = bot.ask(client, "getMe", {}, repeatable=True)
        hook = bot.ask(client, "getWebhookInfo", {}, repeatable=True)
    mark = hashlib.sha256(webhook_secret(channel).encode()).hexdigest()[:16]
    facts = {"bot_id": me["id"], "webhook_mark": mark}
    trouble = hook.get("last_error_message", "")
    detail = f"@{me.get('username')}; {hook.get('pending_update_count', 0)} updates wait at Telegram."
    ours = hook.get("url") == views.url(channel) and channel.facts.get("webhook_mark") == mark
    return HealthReport(
        ok=True,
        detail=f"{detail} Its last call failed: {trouble}" if trouble else detail,
        subscribed=ours if called else None,
        facts=facts,
    )


def checks(channel: Channel, api: str) -> list[Check]:
    try:
        with bot.client(channel, api) as client:
            me = bot.ask(client, "getMe", {}, repeatable=True)
    except ConnectorError as error:
        return [Check(name="Bot", ok=False, detail=health.redacted(str(error), channel.credentials))]
    name, reads = str(me.get("username", "")), bool(me.get("can_read_all_group_messages"))
    same = name.lower() == channel.address
    who = f"@{name} ({me.get('first_name', '')})."
    rows = [Check(name="Bot", ok=same, detail=who if same else f"The token belongs to {who}")]
    if channel.settings.get("groups") == "all":
        words = "The bot reads all messages." if reads else "Privacy mode is on: see /setprivacy at @BotFather."
        rows.append(Check(name="Groups", ok=reads, detail=words))
    return rows
