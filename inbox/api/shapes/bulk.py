"""One change to many tickets, on the wire."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import Bulk as BulkModel


class BulkFailure(Shape):
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class BulkProgress(Shape):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(BulkModel.State.choices)
    done = serializers.IntegerField(help_text="How many tickets were looked at.")
    total = serializers.IntegerField()
    failures = serializers.IntegerField()


class Bulk(BulkProgress):
    failed = BulkFailure(many=True)
    undoable = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
