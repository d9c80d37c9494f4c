"""LINE calls: proved by the channel's secret.

Source: developers.line.biz, "Verify webhook signature" (2026-11): ``X-Line-Signature`` is base64 HMAC-SHA256 of the
raw body. It carries no time; ids tell repeats.
"""

from __future__ import annotations

import hashlib
import json

from connectors import signatures
from connectors.base import Accept, HookRequest, Reject, Verdict
from inbox.models import Channel


def verify(request: HookRequest, channel: Channel) -> Verdict:
    signature = request.headers.get("x-line-signature", "")
    secrets = [channel.credentials.get(name, "") for name in ("channel_secret", "channel_secret_before")]
    if request.method != "POST" or not any(
        secret and signatures.same(signatures.hmac_base64(secret, request.body), signature) for secret in secrets
    ):
        return Reject(reason="The X-Line-Signature does not match the channel secret.")
    ids = _event_ids(request.body)
    if ids == []:  # the console's "Verify" button
        return Accept(keep=False)
    return Accept(external_id=hashlib.sha256(" ".join(ids).encode()).hexdigest() if ids else "")


def _event_ids(body: bytes) -> list[str] | None:
    """None where the body cannot be read; parsing says why."""
    try:
        return [str(item["webhookEventId"]) for item in json.loads(body)["events"]]
    except (ValueError, KeyError, TypeError):
        return None
