"""What customers allow, and how they can be written to."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.people import Identity
from inbox.models import Consent as ConsentModel


class Said(Shape):
    id = serializers.IntegerField()
    purpose = serializers.ChoiceField(ConsentModel.Purpose.choices)
    given = serializers.BooleanField()
    source = serializers.CharField(help_text="How they said so.")  # type: ignore[assignment]
    note = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="Who wrote it down; null: themselves.")
    at = serializers.DateTimeField()


class Purpose(Shape):
    purpose = serializers.ChoiceField(ConsentModel.Purpose.choices)
    given = serializers.BooleanField(allow_null=True, help_text="Null: they never said.")
    said = Said(allow_null=True)


class Consents(Shape):
    now = Purpose(many=True)
    history = Said(many=True)


class WayChannel(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()


class WayTicket(Shape):
    id = serializers.IntegerField()
    reference = serializers.CharField()


class Way(Shape):
    identity = Identity()
    channel = WayChannel(allow_null=True)
    surface = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    public = serializers.BooleanField()
    possible = serializers.BooleanField()
    until = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField(help_text="Why not, in words.")
    ticket = WayTicket(allow_null=True, help_text="Where it goes on; null: a new conversation begins.")


class Ways(Shape):
    results = Way(many=True)
    next = serializers.CharField(allow_null=True)
