"""Status callbacks of text messages.

source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from connectors.twilio.codes import words
from inbox.envelope import DeliveryReceipt, InboundEvent, ReceiptState, Unparsed

STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.READ,
    "undelivered": ReceiptState.FAILED,
    "failed": ReceiptState.FAILED,
    "canceled": ReceiptState.FAILED,
}
ON_THE_WAY = frozenset({"accepted", "scheduled", "queued", "sending", "partially_delivered"})


def is_status(form: Mapping[str, str]) -> bool:
    return "MessageStatus" in form


def receipts(form: Mapping[str, str], *, at: dt.datetime) -> list[InboundEvent]:
    status, sid = form.get("MessageStatus", ""), form.get("MessageSid", "")
    if status in ON_THE_WAY:
        return []
    if status not in STATES or not sid:
        return [Unparsed(reason=f"The message status {status[:40]!r} is not known.")]
    code = form.get("ErrorCode", "")
    detail = words(int(code)) if code.isdecimal() else ""
    if code and not detail:
        detail = f"Twilio's error {code}: https://www.twilio.com/docs/api/errors/{code}"
    return [
        DeliveryReceipt(
            own_id=sid, state=STATES[status], at=at, recipient=form.get("To", ""), code=code[:60], detail=detail
        )
    ]
