"""Amazon SES: mail and news come as notifications of SNS topics.

source: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html and
…/event-publishing-retrieving-sns-contents.html, read 2026-11-22. SNS tries a 5xx again for as long as its policy says
(by default for hours), a 4xx not at all.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.base import Accept, Challenge, HookRequest, Reject, Verdict
from connectors.email import ids
from connectors.email.providers import sns
from connectors.email.providers.reading import Item
from connectors.fields import Field
from inbox.envelope import DeliveryReceipt, ReceiptState, Unparsed
from inbox.models import Channel

WHEN = {"receive": "ses"}
IN_S3 = "The mail lies in S3: let the SES rule end with an SNS action with encoding Base64."
# event → our state, where its recipients stand, and the time
NEWS: dict[str, tuple[ReceiptState, str]] = {
    "Delivery": (ReceiptState.DELIVERED, "delivery"),
    "DeliveryDelay": (ReceiptState.DELAYED, "deliveryDelay"),
    "Bounce": (ReceiptState.FAILED, "bounce"),
    "Reject": (ReceiptState.FAILED, "reject"),
    "Rendering Failure": (ReceiptState.FAILED, "failure"),
}


class Ses:
    key = "ses"
    name = "Amazon SES"
    fields: tuple[Field, ...] = (
        Field(
            name="ses_topics",
            title="SNS topics",
            group="incoming",
            kind="array",
            default=[],
            help="Their ARNs (arn:aws:sns:…): of the receipt rule, and of the configuration set.",
            required=True,
            when=WHEN,
        ),
        Field(
            name="ses_configuration_set",
            title="Configuration set",
            group="incoming",
            advanced=True,
            help="It publishes what became of our mails to one of the topics. Empty: nobody tells.",
            when=WHEN,
        ),
    )

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        try:
            message = json.loads(request.body)
            sns.check(message, channel.settings.get("ses_topics", []))
            if message["Type"] == "SubscriptionConfirmation":
                sns.confirm(message["SubscribeURL"])
                return Challenge(answer=b"")
        except sns.NotTheirs as error:
            return Reject(reason=str(error))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Reject(reason="This is no message of SNS.")
        return Accept(external_id=str(message["MessageId"]), keep=message["Type"] == "Notification")

    def read(self, body: bytes, content_type: str, *, keys: Sequence[bytes], now: dt.datetime) -> list[Item]:
        said = json.loads(json.loads(body)["Message"])
        kind = said.get("notificationType") or said.get("eventType")
        if kind == "Received":
            return [_mail(said)]
        if kind not in NEWS:
            return []
        return list(_receipts(said, *NEWS[kind], keys=keys, now=now))

    def headers(self, own_id: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """SES replaces the Message-ID, so ours travels in a header of its own, which its news repeat."""
        name = settings.get("ses_configuration_set", "")
        return {"X-Janice-Id": own_id} | ({"X-SES-CONFIGURATION-SET": name} if name else {})


def _mail(said: dict[str, Any]) -> Item:
    content = said.get("content")
    if not isinstance(content, str):
        return Unparsed(reason=IN_S3)
    if said["receipt"]["action"].get("encoding") == "BASE64":
        return base64.b64decode(content)
    return content.encode("utf-8", "surrogateescape")


def _receipts(
    said: dict[str, Any], state: ReceiptState, place: str, *, keys: Sequence[bytes], now: dt.datetime
) -> list[DeliveryReceipt]:
    own_id = ids.find_own(json.dumps(said["mail"]), keys)
    if not own_id:
        return []
    news = said.get(place, {})
    if place == "bounce" and news.get("bounceType") == "Transient":
        state = ReceiptState.DELAYED
    listed = news.get("bouncedRecipients") or news.get("delayedRecipients") or news.get("recipients") or [""]
    recipients = [entry if isinstance(entry, dict) else {"emailAddress": entry} for entry in listed]
    try:
        at = dt.datetime.fromisoformat(news.get("timestamp") or said["mail"]["timestamp"])
    except ValueError:
        at = now
    return [
        DeliveryReceipt(
            own_id=own_id,
            state=state,
            at=at,
            recipient=entry.get("emailAddress", ""),
            code=str(entry.get("status", "") or news.get("bounceSubType", ""))[:60],
            detail=str(
                entry.get("diagnosticCode")
                or news.get("smtpResponse")
                or news.get("reason")
                or news.get("errorMessage")
                or ""
            )[:500],
            minted=True,
        )
        for entry in recipients
    ]
