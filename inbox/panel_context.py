"""The signed word on whom a frame is about: a JSON Web Token (HS256) by the panel's secret, which lives for minutes."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import panel_addresses
from inbox.errors import InboxError
from inbox.models import Contact, Panel, Ticket, User

LIVES = dt.timedelta(minutes=5)


def signed(panel: Panel, contact: Contact, ticket: Ticket | None, *, agent: User) -> tuple[str, dt.datetime]:
    """The signed word on whom the frame is about, for the system behind it to verify, and until when it holds."""
    now = timezone.now()
    key = panel.secret.get("key")
    if panel.kind != Panel.Kind.FRAME or not key:
        raise InboxError("no_frame", _("Nothing is signed for a link."), 409)
    claims = {
        "iss": settings.PUBLIC_URL,
        "aud": panel_addresses.origin(panel),
        "sub": f"agent:{agent.pk}",
        "iat": int(now.timestamp()),
        "exp": int((now + LIVES).timestamp()),
        "jti": secrets.token_urlsafe(12),
        "panel": {"id": panel.pk, "name": panel.name},
        "agent": {"id": agent.pk, "name": agent.get_full_name(), "email": agent.email, "role": agent.role},
        "contact": {
            "id": contact.pk,
            "name": contact.name,
            "language": contact.language,
            "vip": contact.vip,
            "fields": contact.custom,
            "handles": [
                {"network": each.network, "handle": each.handle, "verified": each.verified}
                for each in contact.identities.order_by("-primary", "pk")
            ],
        },
        "ticket": None
        if ticket is None
        else {
            "id": ticket.pk,
            "reference": ticket.reference,
            "subject": ticket.subject,
            "status": ticket.status,
            "fields": ticket.custom,
        },
    }
    return _token(claims, key), now + LIVES


def _token(claims: Mapping[str, Any], key: str) -> str:
    head = {"alg": "HS256", "typ": "JWT"}
    parts = b".".join(_b64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return (parts + b"." + _b64(hmac.new(key.encode(), parts, hashlib.sha256).digest())).decode()


def _b64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
