"""Messages of ours for the tests of Meta's networks."""

from __future__ import annotations

import uuid
from typing import Any

from inbox.envelope import OutboundMessage

KEY = str(uuid.UUID(int=7))


def message(text: str = "Hello", *, surface: str, to: str, **more: Any) -> OutboundMessage:
    return OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="T-1",
        reply_token="",
        idempotency_key=KEY,
        subject="",
        body_text=text,
        body_html="",
        sender_name="Ada",
        to=(),
        surface=surface,
        conversation=to,
        **more,
    )
