"""The envelope of Meta's webhooks: ``{"object", "entry": [{"id", "time", "changes": [], "messaging": []}]}``.

Read item by item, so that one that cannot be read is ``Unparsed`` and its siblings are not lost.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from inbox.envelope import InboundEvent, Unparsed

Item = dict[str, Any]
MILLISECONDS = 100_000_000_000  # larger numbers are not seconds (that would be the year 5138)


def entries(body: bytes, topic: str) -> list[Item]:
    """Raises ValueError when it is no such envelope. Another topic's call holds nothing for us."""
    envelope = json.loads(body)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("entry"), list):
        raise ValueError("not a webhook of the Graph API")
    return [entry for entry in envelope["entry"] if envelope.get("object") == topic]


def each(items: Iterable[Any], read: Callable[[Item], Iterable[InboundEvent]], what: str) -> Iterator[InboundEvent]:
    """The events of every item; of one that cannot be read, why."""
    for number, item in enumerate(items):
        try:
            yield from list(read(item))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, OSError) as error:
            yield Unparsed(reason=f"{what} {number}: {type(error).__name__}: {error}"[:300])


def when(value: Any) -> dt.datetime:
    """Seconds or milliseconds since 1970, as number or string: Meta's topics do not agree on one."""
    number = float(value)
    return dt.datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, dt.UTC)


def fingerprint(external_id: str) -> str:
    """Meta signs its calls and its ids are unique: the same id is the same message."""
    return hashlib.sha256(external_id.encode()).hexdigest()
