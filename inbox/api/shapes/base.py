"""The shapes that every resource shares."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


def const(value: str) -> serializers.CharField:
    """Always this word: tells the members of a union apart."""
    kind = type("Const", (serializers.CharField,), {})
    return extend_schema_field({"type": "string", "const": value})(kind)()  # type: ignore[no-any-return]


class Shape(serializers.Serializer[Any]):
    # Part of an answer. Every field is always there; what may be missing is null.
    # (A docstring here would become the description of every shape.)
    pass


class Error(Shape):
    code = serializers.CharField(help_text="Stable and machine-readable, as in ticket_changed.")
    message = serializers.CharField(help_text="For people.")
    fields = serializers.DictField(child=serializers.CharField(), help_text="Refused inputs by name.")  # type: ignore[assignment]
    data = serializers.DictField(help_text="What the caller needs to go on.")  # type: ignore[assignment]


class Named(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()


class Address(Shape):
    network = serializers.CharField()
    handle = serializers.CharField()
    name = serializers.CharField()


class Recipients(Shape):
    to = Address(many=True)
    cc = Address(many=True)
    bcc = Address(many=True)
