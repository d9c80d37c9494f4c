"""The envelope of Meta's webhooks: ``{"object", "entry": [{"id", "time", "changes": [], "messaging": []}]}``.

Read item by item, so that one that cannot be read is ``Unparsed`` and its siblings are not lost.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from inbox.envelope import InboundEvent, Unparsed

Item = dict[str, Any]
UNSTORABLE = re.compile("[\ud800-\udfff]")
MILLISECONDS = 100_000_000_000  # larger numbers are not seconds (that would be the year 5138)


def entries(body: bytes, topic: str) -> list[Item]:
    """Raises ValueError when it is no such envelope. Another topic's call holds nothing for us."""
    envelope = json.loads(body)
    if b"\\u0000" in body or b"\\ud" in body.lower():
        envelope = _storable(envelope)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("entry"), list):
        raise ValueError("not a webhook of the Graph API")
    return [entry for entry in envelope["entry"] if envelope.get("object") == topic]


def each(items: Iterable[Any], read: Callable[[Item], Iterable[InboundEvent]], what: str) -> Iterator[InboundEvent]:
    """The events of every item; of one that cannot be read, why."""
    for number, item in enumerate(items):
        try:
            yield from [_named(event) for event in read(item)]
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, OSError) as error:
            yield Unparsed(reason=f"{what} {number}: {type(error).__name__}: {error}"[:300])


def when(value: Any) -> dt.datetime:
    """Seconds or milliseconds since 1970, as number or string: Meta's topics do not agree on one."""
    number = float(value)
    return dt.datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, dt.UTC)


def fingerprint(external_id: str) -> str:
    """Meta signs its calls and its ids are unique: the same id is the same message."""
    return hashlib.sha256(external_id.encode()).hexdigest()


def _named(event: InboundEvent) -> InboundEvent:
    """What an event is about must have an id that is a text: one that had not would take its siblings along."""
    for name in ("external_id", "own_id"):
        given = getattr(event, name, "none needed")
        if not isinstance(given, str) or not given:
            raise ValueError(f"{name} is {given!r}"[:80])
    return event


def _storable(value: Any) -> Any:
    """Without what no database keeps as text: NUL, and halves of characters that somebody cut in two."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value.replace("\0", ""))
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return {name: _storable(inner) for name, inner in value.items()} if isinstance(value, dict) else value
