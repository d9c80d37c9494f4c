"""Events as plain values, for ``manage.py parse`` and for people who ask why a mail looks as it does."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from inbox.envelope import Address, DeliveryReceipt, InboundEvent, InboundMessage, Unparsed


def describe(events: Iterable[InboundEvent]) -> list[dict[str, Any]]:
    """JSON values; every event of the same shape, so that nobody has to ask whether a key is there."""
    return [_event(event) for event in events]


def _event(event: InboundEvent) -> dict[str, Any]:
    if isinstance(event, InboundMessage):
        return _empty("message") | _message(event)
    if isinstance(event, DeliveryReceipt):
        return _empty("receipt") | _receipt(event)
    if isinstance(event, Unparsed):
        return _empty("unparsed") | {"reason": event.reason}
    return _empty(type(event).__name__.lower())


def _empty(kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "from": None,
        "to": [],
        "cc": [],
        "reply_to": [],
        "subject": "",
        "message_id": "",
        "in_reply_to": "",
        "references": [],
        "date": None,
        "body_text": "",
        "body_html": "",
        "reply_text": "",
        "attachments": [],
        "auto_submitted": False,
        "bounce": None,
    }


def _message(message: InboundMessage) -> dict[str, Any]:
    return {
        "from": _address(message.sender),
        "to": [_address(address) for address in message.to],
        "cc": [_address(address) for address in message.cc],
        "reply_to": [_address(address) for address in message.reply_to],
        "subject": message.subject,
        "message_id": message.external_id,
        "in_reply_to": message.extra.get("in_reply_to", ""),
        "references": message.extra.get("references", []),
        "date": _time(message.sent_at),
        "body_text": message.body_text,
        "body_html": message.body_html,
        "reply_text": message.reply_text,
        "attachments": [
            {
                "filename": file.filename,
                "content_type": file.content_type,
                "size": file.size,
                "inline": file.inline,
                "content_id": file.content_id,
                "sha256": hashlib.sha256(file.content).hexdigest(),
            }
            for file in message.attachments
        ],
        "auto_submitted": message.automated,
        "auto_submitted_because": message.extra.get("automated", []),
        "bounce": message.extra.get("bounce"),
        "thread": {
            "tokens": list(message.thread.tokens),
            "own_ids": list(message.thread.own_ids),
            "references": list(message.thread.references),
        },
        "fingerprint": message.fingerprint,
        "notes": message.extra.get("notes", []),
    }


def _receipt(receipt: DeliveryReceipt) -> dict[str, Any]:
    outcome = {
        "recipient": receipt.recipient,
        "state": receipt.state.value,
        "code": receipt.code,
        "detail": receipt.detail,
    }
    return {
        "date": _time(receipt.at),
        "auto_submitted": True,
        "bounce": {"message_id": receipt.own_id, "verified": True, "recipients": [outcome]},
    }


def _address(address: Address) -> dict[str, str]:
    return {"address": address.handle, "name": address.name}


def _time(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
