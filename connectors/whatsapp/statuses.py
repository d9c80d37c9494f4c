"""What became of a message of ours: statuses in the webhook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.graph import envelope
from connectors.graph.envelope import Item, when
from connectors.whatsapp import people
from inbox.envelope import DeliveryReceipt, InboundEvent, InboundMessage, ReceiptState

STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.READ,
    "played": ReceiptState.READ,  # a voice message was listened to
    "failed": ReceiptState.FAILED,
}
MARK = "janice:"  # the part's key follows in biz_opaque_callback_data: others may send from the same number


def read(status: Item) -> Iterator[InboundEvent]:
    """A receipt; before it, where our own key came back, whose message this is: the send's answer may have got lost."""
    state = STATES.get(status["status"])
    if state is None:
        return
    at = when(status["timestamp"])
    data = str(status.get("biz_opaque_callback_data") or "")
    handles = people.handles(
        status.get("recipient_user_id"), status.get("recipient_parent_user_id"), status.get("recipient_id")
    )
    if data.startswith(MARK) and handles and state is not ReceiptState.FAILED:
        yield InboundMessage(
            external_id=status["id"],
            fingerprint=envelope.fingerprint(status["id"]),
            sender=handles[0],
            also=handles[1:],
            sent_at=at,
            surface="chat",
            conversation=str(status.get("group_id") or handles[0].handle),
            own=True,
            echo_of=data.removeprefix(MARK),
        )
    error = (status.get("errors") or [{}])[0]
    yield DeliveryReceipt(
        own_id=status["id"],
        state=state,
        at=at,
        code=str(error.get("code") or ""),
        detail=words(error),
    )


def words(error: dict[str, Any]) -> str:
    details = (error.get("error_data") or {}).get("details")
    parts = (error.get("title") or error.get("message"), details)
    return ": ".join(dict.fromkeys(str(part) for part in parts if part))[:400]
