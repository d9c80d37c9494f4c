"""What is said on the socket is what the schema says."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers

from inbox.api.shapes import live as shapes
from inbox.models import Organisation
from tests.inbox.live.consoles import Process, Server
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def strays(shape: Any, value: Any, path: str) -> list[str]:
    """Names that only one of the two has."""
    if isinstance(shape, serializers.ListSerializer):
        return [stray for i, item in enumerate(value) for stray in strays(shape.child, item, f"{path}[{i}]")]
    if not isinstance(shape, serializers.Serializer) or value is None:
        return []
    fields = shape.fields
    missing = {name for name, field in fields.items() if field.required} - set(value)
    found = [f"{path}.{name} is missing" for name in sorted(missing)]
    found += [f"{path}.{name} is not in the schema" for name in sorted(set(value) - set(fields))]
    for name in set(value) & set(fields):
        found += strays(fields[name], value[name], f"{path}.{name}")
    return found


def test_every_frame_has_the_fields_that_the_schema_declares(server: Server, relay: Process, house: World) -> None:
    with server.console(house.nora) as nora:
        ticket = house.ticket(house.shop)
        house.say(ticket)
        nora.event("message.created")
        nora.say(type="wall", on=True)
        nora.say(type="typing", ticket_id=ticket.pk, kind="reply")
        nora.wait("eph")
        nora.wait("wall")
        nora.say(type="nonsense")
        nora.wait("error")
        nora.settle()
        Organisation.objects.update(epoch="00000000-0000-4000-8000-000000000000")
        nora.wait("resync")
    declared = shapes.SERVER.serializers
    assert {frame["type"] for frame in nora.frames} == set(declared)
    assert isinstance(declared, dict)
    for frame in nora.frames:
        assert strays(declared[frame["type"]](), frame, frame["type"]) == []
