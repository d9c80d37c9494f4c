"""X calls: proved by the app's secret, told what to tell of. Mentions come either way; the poll is what counts.

Source: docs.x.com, "Webhooks" (CRC and x-twitter-webhooks-signature) and "X Activity API" (2026-11). The address may
not carry a port, and posts of others come only for accounts that gave their permission, which ours did.
"""

from __future__ import annotations

import json

from connectors import signatures
from connectors.base import Accept, Challenge, HookRequest, Reject, Verdict
from connectors.bearer import Bearer
from connectors.errors import Refused
from connectors.http import Client
from inbox.models import Channel

EVENTS = ("post.mention.create", "post.create", "post.delete", "chat.received")


def verify(request: HookRequest, channel: Channel) -> Verdict:
    secrets = [channel.credentials.get(name, "") for name in ("consumer_secret", "consumer_secret_before")]
    secrets = [secret for secret in secrets if secret]
    if not secrets:
        return Reject(reason="This channel has no API Key Secret, so no call can be proved.")
    if request.method == "GET":
        token = request.query.get("crc_token", "")
        if not token:
            return Reject(reason="Not a question that X asks.", status=400)
        answer = {"response_token": f"sha256={signatures.hmac_base64(secrets[0], token)}"}
        return Challenge(answer=json.dumps(answer).encode(), content_type="application/json")
    signature = request.headers.get("x-twitter-webhooks-signature", "")
    if not any(
        signatures.same(f"sha256={signatures.hmac_base64(secret, request.body)}", signature) for secret in secrets
    ):
        return Reject(reason="The x-twitter-webhooks-signature does not match the API Key Secret.")
    return Accept(external_id=_event_id(request.body))


def subscribe(app: Client, api: Bearer, url: str, user_id: str) -> None:
    """Idempotent: an address and subscriptions that are there stay as they are."""
    hook = registered(app, url)
    if hook is None:
        hook = app.call("POST", "/2/webhooks", json={"url": url}).json()
        hook = hook.get("data", hook)
    elif not hook.get("valid"):  # X had no right answer for a while: ask us again
        app.call("PUT", f"/2/webhooks/{hook['id']}", repeatable=True)
    there = {
        row.get("event_type")
        for row in app.call("GET", "/2/activity/subscriptions").json().get("data") or ()
        if str((row.get("filter") or {}).get("user_id")) == user_id and str(row.get("webhook_id")) == str(hook["id"])
    }
    wanted = [kind for kind in EVENTS if kind not in there]
    for kind in wanted:
        body = {"event_type": kind, "filter": {"user_id": user_id}, "tag": "janice", "webhook_id": str(hook["id"])}
        api.call("POST", "/2/activity/subscriptions", json=body)


def unsubscribe(app: Client, url: str) -> None:
    hook = registered(app, url)
    if hook is None:
        return
    for row in app.call("GET", "/2/activity/subscriptions").json().get("data") or ():
        if str(row.get("webhook_id")) == str(hook["id"]):
            app.call("DELETE", f"/2/activity/subscriptions/{row['subscription_id']}", repeatable=True)
    app.call("DELETE", f"/2/webhooks/{hook['id']}", repeatable=True)


def registered(app: Client, ending: str) -> dict[str, object] | None:
    """The webhook whose address ends like this."""
    rows = app.call("GET", "/2/webhooks").json().get("data") or ()
    return next((row for row in rows if str(row.get("url", "")).endswith(ending)), None)


def check_address(url: str) -> None:
    host = url.partition("://")[2].partition("/")[0]
    if not url.startswith("https://") or ":" in host:
        raise Refused("X calls only addresses that begin with https:// and have no port.")


def _event_id(body: bytes) -> str:
    try:
        return str(json.loads(body)["data"]["event_uuid"])
    except (ValueError, KeyError, TypeError):
        return ""
