"""What a webhook leaves open and the Graph API knows: the post below which somebody commented, the words of a mention.

The calls that were kept are gone through in their order, and the answers kept beside them as if they had been called
in: ``parse`` stays pure, and what was found can be replayed. Each thing is asked for once.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from connectors.errors import ConnectorError, Transient
from inbox import ingest
from inbox.models import Channel, Cursor, RawInbound

log = logging.getLogger(__name__)

STREAM = "look-ups"
FIELD = "janice_found"  # no field of Meta's
AT_ONCE = 200


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """``key`` tells the same thing; ``known`` is what the call said of it."""

    what: str
    key: str
    known: dict[str, str] = dataclasses.field(default_factory=dict)


def run(
    channel: Channel,
    topic: str,
    wanted: Callable[[dict[str, Any], str], Iterable[Wanted]],
    ask: Callable[[Wanted], dict[str, Any]],
) -> int:
    """Ask for what calls since the last time left open; returns how much was found.

    ``wanted(value, field)`` looks at one change. Raises Transient, and goes on from there the next time; what Meta
    refuses to tell is left open for good.
    """
    cursor = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    last, found = int(cursor.value.get("raw", 0)) if cursor else 0, 0
    rows = RawInbound.objects.filter(channel=channel, source="hook", pk__gt=last).order_by("pk")[:AT_ONCE]
    for raw in rows:
        items = [
            (_name(thing), _call(channel, topic, thing, answer))
            for thing in _unknown(channel, _open(channel, bytes(raw.body), wanted))
            if (answer := _answer(channel, thing, ask)) is not None
        ]
        ingest.keep_many(channel, items, source="poll", cursor=(STREAM, {"raw": raw.pk}))
        found += len(items)
    return found


def _open(
    channel: Channel, body: bytes, wanted: Callable[[dict[str, Any], str], Iterable[Wanted]]
) -> dict[str, Wanted]:
    things: dict[str, Wanted] = {}
    try:
        for entry in json.loads(body)["entry"]:
            if str(entry["id"]) == channel.address:
                for change in entry.get("changes") or ():
                    things |= {_name(thing): thing for thing in wanted(change["value"], change["field"])}
    except (ValueError, KeyError, TypeError, AttributeError):
        log.info("a call on channel %s has a shape that nothing can be looked up for", channel.pk)
    return things


def _unknown(channel: Channel, things: dict[str, Wanted]) -> list[Wanted]:
    kept = RawInbound.objects.filter(channel=channel, external_id__in=things).values_list("external_id", flat=True)
    known = set(kept)
    return [thing for name, thing in things.items() if name not in known]


def _answer(channel: Channel, thing: Wanted, ask: Callable[[Wanted], dict[str, Any]]) -> dict[str, Any] | None:
    try:
        return ask(thing)
    except Transient:
        raise
    except ConnectorError as error:
        log.info("channel %s: Meta does not tell the %s %s (%s)", channel.pk, thing.what, thing.key, error.code)
        return None


def _name(thing: Wanted) -> str:
    return f"found:{thing.what}:{thing.key}"[:300]


def _call(channel: Channel, topic: str, thing: Wanted, answer: dict[str, Any]) -> bytes:
    value = {"what": thing.what, "answer": answer, **thing.known}
    entry = {"id": channel.address, "time": int(timezone.now().timestamp())}
    return json.dumps({"object": topic, "entry": [entry | {"changes": [{"field": FIELD, "value": value}]}]}).encode()
