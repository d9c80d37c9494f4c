"""Events as JSON values, for ``manage.py parse`` and for people who ask what a connector made of some bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from typing import Any

from inbox.envelope import InboundEvent


def explain(event: InboundEvent) -> dict[str, Any]:
    """The event's fields below its type (``message_edited``); files as size and hash. What is empty is left out."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(event).__name__).lower().removeprefix("inbound_")
    return {"type": kind, **_fields(event)}


def _fields(thing: Any) -> dict[str, Any]:
    pairs = ((field.name, _plain(getattr(thing, field.name))) for field in dataclasses.fields(thing))
    return {name: value for name, value in pairs if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"size": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
