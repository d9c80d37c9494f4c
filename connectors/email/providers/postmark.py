"""Postmark: one address for inbound mail and for what became of ours. It signs nothing: the address holds a password.

source: https://postmarkapp.com/developer/webhooks/inbound-webhook and …/webhooks-overview, read 2026-11-22. 403 ends
its retries at once; anything else but 200 is tried again, ten times in 10.5 hours.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView

from connectors.base import Accept, HookRequest, Reject, Verdict
from connectors.email.providers.reading import OUR_ID, QUIET, USER, Item, password_matches, receipt, secret_fields
from connectors.fields import Field
from inbox.models import Channel

HELP = f"Make one up, and enter the channel's webhook address there as https://{USER}:password@…"


class Postmark:
    key = "postmark"
    name = "Postmark"
    fields: tuple[Field, ...] = secret_fields("postmark", "Password of the webhook", HELP)

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        if not password_matches(request, channel, "postmark_secret"):
            return Reject(reason="The password is missing or wrong.", status=401)
        return Accept()

    def read(self, body: bytes, content_type: str, *, keys: Sequence[bytes], now: dt.datetime) -> list[Item]:
        call = json.loads(body)
        if "RecordType" in call and call["RecordType"] != "Inbound":
            event = PostmarkTrackingWebhookView(**QUIET).esp_to_anymail_event(call)
            return list(receipt(event, keys=keys, now=now))
        if "RawEmail" in call:
            return [call["RawEmail"].encode("utf-8", "surrogateescape")]
        message = PostmarkInboundWebhookView(**QUIET).esp_to_anymail_event(call).message
        return [message.as_bytes()]

    def headers(self, own_id: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """Without the first, Postmark gives the mail an id of its own, and answers refer to nothing of ours."""
        return {"X-PM-KeepID": "true", f"X-PM-Metadata-{OUR_ID}": own_id}
