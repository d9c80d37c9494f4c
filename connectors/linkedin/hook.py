"""LinkedIn calls: proved by the app's secret, for all pages of the app at one address.

Source: learn.microsoft.com/linkedin, "Webhooks" (2026-11): asked anew every two hours, to be answered in 3 seconds;
``X-LI-Signature`` is hex HMAC-SHA256 over ``hmacsha256=`` and the raw body. No time is signed.
"""

from __future__ import annotations

import hashlib
import json

from connectors import signatures
from connectors.base import Accept, Challenge, HookRequest, Reject, Verdict
from inbox.models import Channel


def verify(request: HookRequest, channel: Channel) -> Verdict:
    secrets = [channel.credentials.get(name, "") for name in ("client_secret", "client_secret_before")]
    secrets = [secret for secret in secrets if secret]
    if not secrets:
        return Reject(reason="This channel has no client secret, so no call can be proved.")
    if request.method == "GET":
        code = request.query.get("challengeCode", "")
        if not code:
            return Reject(reason="Not a question that LinkedIn asks.", status=400)
        answer = {"challengeCode": code, "challengeResponse": signatures.hmac_hex(secrets[0], code)}
        return Challenge(answer=json.dumps(answer).encode(), content_type="application/json")
    signature = request.headers.get("x-li-signature", "").removeprefix("hmacsha256=")
    signed = b"hmacsha256=" + request.body
    if not any(signatures.same(signatures.hmac_hex(secret, signed), signature) for secret in secrets):
        return Reject(reason="The X-LI-Signature does not match the client secret.")
    return _accepted(request.body)


def _accepted(body: bytes) -> Accept:
    """The ids of its notifications name a call."""
    try:
        items = json.loads(body)["notifications"]
        ids = [f"{item['notificationId']}" for item in items]
        pages = tuple(sorted({str(item["organizationalEntity"]) for item in items}))
    except (ValueError, KeyError, TypeError):
        return Accept()
    return Accept(external_id=hashlib.sha256(" ".join(ids).encode()).hexdigest() if ids else "", accounts=pages)
