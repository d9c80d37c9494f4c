"""Mailgun: routes that forward to ``…?mime``, and webhooks for what became of our mails.

source: https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http and
…/webhooks/securing-webhooks, read 2026-11-22. The signature covers time and token only, so a token is good for one
body. Whatever is not 200 or 406 is tried again for 8 hours.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from django.core.cache import cache

from connectors import signatures
from connectors.base import Accept, HookRequest, Reject, Verdict
from connectors.email.providers.reading import OUR_ID, Item, form, receipt, secret_fields
from connectors.fields import Field
from inbox.envelope import Unparsed
from inbox.models import Channel

OLDEST = 9 * 3600.0  # seconds: its retries end after 8 hours, and nobody says that they are signed anew
NOT_RAW = "Mailgun did not send the whole mail: the address in its route must end with ?mime."


class Mailgun:
    key = "mailgun"
    name = "Mailgun"
    fields: tuple[Field, ...] = secret_fields("mailgun", "HTTP webhook signing key", "At Mailgun under API security.")

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        try:
            given = _signature(request.body, request.headers.get("content-type", ""))
            time, token, signature = (str(given[name]) for name in ("timestamp", "token", "signature"))
        except (ValueError, KeyError, TypeError):
            return Reject(reason="It has no signature.")
        secrets = [channel.credentials.get(name, "") for name in ("mailgun_secret", "mailgun_secret_before")]
        made = [signatures.hmac_hex(secret, f"{time}{token}") for secret in secrets if secret]
        if not any(signatures.same(ours, signature) for ours in made):
            return Reject(reason="The signature does not match.")
        if not signatures.fresh(time, now, OLDEST):
            return Reject(reason="It was signed too long ago.")
        if not _first_use(channel, token, request.body):
            return Reject(reason="Its signature was used for another call.")
        return Accept()

    def read(self, body: bytes, content_type: str, *, keys: Sequence[bytes], now: dt.datetime) -> list[Item]:
        if content_type.startswith("application/json"):
            event = MailgunTrackingWebhookView(webhook_signing_key="-").esp_to_anymail_event(json.loads(body))
            return list(receipt(event, keys=keys, now=now))
        fields = form(body, content_type)
        return [fields["body-mime"]] if "body-mime" in fields else [Unparsed(reason=NOT_RAW)]

    def headers(self, own_id: str, settings: Mapping[str, Any]) -> dict[str, str]:
        return {"X-Mailgun-Variables": json.dumps({OUR_ID: own_id})}


def _signature(body: bytes, content_type: str) -> Mapping[str, Any]:
    if content_type.startswith("application/json"):
        found = json.loads(body)["signature"]
        return found if isinstance(found, dict) else {}
    fields = form(body, content_type)
    return {name: fields[name].decode("ascii") for name in ("timestamp", "token", "signature")}


def _first_use(channel: Channel, token: str, body: bytes) -> bool:
    """A token belongs to the body it came with first; the same call may come again."""
    name = f"mailgun:{channel.pk}:{hashlib.sha256(token.encode()).hexdigest()}"
    sha = hashlib.sha256(body).hexdigest()
    return bool(cache.add(name, sha, timeout=OLDEST)) or cache.get(name) == sha
