"""Two people who are one."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.people import ContactRow
from inbox.likeness import Strength


class Merge(Shape):
    source_id = serializers.IntegerField()
    name = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="Null: the network said so.")
    at = serializers.DateTimeField()
    identities = serializers.IntegerField()
    tickets = serializers.IntegerField()


class Merges(Shape):
    results = Merge(many=True)
    next = serializers.CharField(allow_null=True)


class Suggestion(Shape):
    contact = ContactRow()
    strength = serializers.ChoiceField([(each.name.lower(), each.name.lower()) for each in Strength])
    reasons = serializers.ListField(child=serializers.CharField())


class Suggestions(Shape):
    results = Suggestion(many=True)
    next = serializers.CharField(allow_null=True)


class MergeField(Shape):
    name = serializers.CharField(help_text="name, language, zone, vip, labels, notes, or custom.KEY")
    source = serializers.JSONField(allow_null=True)  # type: ignore[assignment]
    into = serializers.JSONField(allow_null=True)
    result = serializers.JSONField(allow_null=True, help_text="If nothing is chosen.")
    choice = serializers.BooleanField(help_text="Whether one of the two is to be chosen.")


class PersonMergePreview(Shape):
    source = ContactRow()  # type: ignore[assignment]
    into = ContactRow()
    fields = MergeField(many=True, help_text="Those in which they differ.")  # type: ignore[assignment]
    tickets = serializers.IntegerField(help_text="Of those that I see, how many go over.")
