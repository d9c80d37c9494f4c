"""What a visitor's browser holds, and what their site vouches for.

The token names one conversation and is signed by us; whoever has it reads and writes there. It lives in the storage of
our own frame, travels in a header or a subprotocol, and is never part of a URL. That of somebody whom the site knows
runs out soon, for it must not outlive their stay on a shared computer: the panel gets a new one as long as the site
vouches for them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.core import signing

from connectors.signatures import hmac_hex, same
from connectors.widget.models import Visitor
from inbox.models import Channel

SALT = "widget.visitor"
KNOWN_FOR = dt.timedelta(hours=12)
ANYBODY_FOR = dt.timedelta(days=400)


def issue(visitor: Visitor) -> str:
    """Letters, digits, ``-``, ``_`` and ``.`` only, so that it can be a WebSocket subprotocol (RFC 7230 token)."""
    return _signer(visitor.channel_id).sign(visitor.key.hex)


def read(token: str, channel: Channel) -> Visitor | None:
    """Whose token this is; None when it is none of this channel's, or too old."""
    signer = _signer(channel.pk)
    try:
        key = uuid.UUID(hex=signer.unsign(token, max_age=ANYBODY_FOR))
    except (signing.BadSignature, ValueError):
        return None
    visitor = Visitor.objects.select_related("channel").filter(channel=channel, key=key).first()
    if visitor is None or not visitor.user_id:
        return visitor
    try:
        signer.unsign(token, max_age=KNOWN_FOR)
    except signing.SignatureExpired:
        return None
    return visitor


def vouched(user_id: str, given: str, credentials: Mapping[str, str]) -> bool:
    """Whether the site signed this user id: hex HMAC-SHA256 under the secret of now, or the one before."""
    secrets = [credentials.get(name, "") for name in ("identity_secret", "identity_secret_before")]
    return any(same(hmac_hex(secret, user_id), given.strip().lower()) for secret in secrets if secret)


def _signer(channel_id: int) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{SALT}:{channel_id}", sep=".")
