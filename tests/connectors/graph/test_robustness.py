"""Whatever is broken in a call, it is said what, and what stands beside it is read."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors import registry
from inbox.envelope import InboundMessage
from inbox.models import Channel, RawInbound
from tests.connectors.facebook import payloads as page
from tests.connectors.instagram import payloads as account
from tests.connectors.whatsapp import payloads as whatsapp

JUNK: list[Any] = [None, [], "x", 10**30, {"x": None}]
CALLS = {
    "whatsapp": whatsapp.call(
        whatsapp.value(
            contacts=[whatsapp.CONTACT],
            messages=[
                *(whatsapp.message(kind) for kind in whatsapp.BODIES),
                *(whatsapp.message("interactive", interactive=choice) for choice in whatsapp.CHOICES.values()),
                whatsapp.message("edit", edit={"original_message_id": "1", "message": whatsapp.message()}),
                whatsapp.message("revoke", revoke={"original_message_id": "1"}),
                whatsapp.message("reaction", reaction={"message_id": "1", "emoji": "👍"}),
                whatsapp.system("user_changed_number", wa_id="1219", user_id="US.2") | {"from": "1"},
            ],
            statuses=[whatsapp.status("failed", errors=[{"code": 1, "error_data": {"details": "no"}}])],
        )
    ),
    "facebook": page.call(
        messaging=[
            page.message(attachments=[page.attachment("image", url="https://a.fbcdn.net/a.jpg")]),
            page.message(attachments=[page.attachment("location", coordinates={"lat": 1, "long": 2})]),
            page.direct(1, message_edit={"mid": "m", "text": "t", "num_edit": 1}),
            page.direct(1, read={"watermark": 1}),
            page.direct(1, delivery={"mids": ["m"], "watermark": 1}),
            page.direct(1, reaction={"mid": "m", "action": "react", "emoji": "❤"}),
            page.direct(1, postback={"mid": "m", "title": "t"}),
        ],
        changes=[page.comment(1), page.comment(1, "edited"), page.post(), page.post(author="1"), page.mention()],
    ),
    "instagram": account.call(
        messaging=[account.message(reply_to={"story": {"id": "1", "url": "https://a.fbcdn.net/s"}})],
        changes=[account.comment(1), account.mention(comment_id="1")],
    ),
}
BESIDE = {
    "whatsapp": whatsapp.said(whatsapp.message(number=99)),
    "facebook": page.call(messaging=[page.message(99)]),
    "instagram": account.call(messaging=[account.message(mid="mid-99")]),
}


def places(thing: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for name, inner in pairs:
        yield from places(inner, (*way, name))


def broken(entry: Any, way: tuple[Any, ...], junk: Any) -> Any:
    made = copy.deepcopy(entry)
    inner = made
    for step in way[:-1]:
        inner = inner[step]
    if junk is ...:
        del inner[way[-1]]
    else:
        inner[way[-1]] = junk
    return made


@pytest.mark.parametrize("kind", CALLS)
def test_one_broken_place_loses_nothing_beside_it(kind: str) -> None:
    whole, beside = json.loads(CALLS[kind]), json.loads(BESIDE[kind])["entry"][0]
    channel = Channel(kind=kind)
    count = 0
    for way in places(whole["entry"][0]):
        for junk in (..., *JUNK):
            entries = [broken(whole["entry"][0], way, junk), beside]
            body = json.dumps({"object": whole["object"], "entry": entries}).encode()
            raw = RawInbound(channel=channel, body=body, received_at=dt.datetime.now(dt.UTC))
            events = registry.get(kind).parse(raw)
            assert any(isinstance(event, InboundMessage) and event.external_id.endswith("99") for event in events)
            for event in events:
                assert sound(event), (way, junk, event)
            count += 1
    assert count > 100


def test_what_no_database_keeps_is_taken_out() -> None:
    """Emoji that somebody cut in the middle come as half a pair."""
    words = "A\0B\ud83d"
    bodies = {
        "whatsapp": whatsapp.said(whatsapp.message(text={"body": words})),
        "facebook": page.call(messaging=[page.message(1, words)]),
        "instagram": account.call(changes=[account.comment(text=words)]),
    }
    for kind, body in bodies.items():
        assert b"\\u0000" in body
        raw = RawInbound(channel=Channel(kind=kind), body=body, received_at=dt.datetime.now(dt.UTC))
        (event,) = registry.get(kind).parse(raw)
        assert isinstance(event, InboundMessage)
        assert event.body_text == "AB\ufffd"


def sound(event: Any) -> bool:
    """Its fields are of the types that they are declared with, and what names it is not empty."""
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.type == "str" and not isinstance(value, str):
            return False
        if field.type == "bool" and not isinstance(value, bool):
            return False
        if field.name in ("external_id", "own_id", "handle") and not value:
            return False
        rows = value if isinstance(value, tuple) else (value,)
        if not all(sound(row) for row in rows if dataclasses.is_dataclass(row)):
            return False
    return True
