"""What this organisation calls things by: labels, and fields of its own."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import CustomField as FieldModel
from inbox.models import Label as LabelModel


class Label(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    colour = serializers.ChoiceField(LabelModel.Colour.choices)
    description = serializers.CharField()
    archived = serializers.BooleanField(help_text="Offered to nobody; who has it keeps it.")


class Labels(Shape):
    results = Label(many=True)
    next = serializers.CharField(allow_null=True)


class LabelUse(Shape):
    what = serializers.ChoiceField(["rule", "macro", "policy", "survey", "view"])
    id = serializers.IntegerField()
    name = serializers.CharField()


class LabelDetail(Label):
    tickets = serializers.IntegerField(help_text="How many carry it, merged ones too.")
    contacts = serializers.IntegerField()
    named_by = LabelUse(many=True, help_text="What is set up and asks for it.")


class LabelChanged(Shape):
    label = Label(allow_null=True, help_text="Null: it is gone.")  # type: ignore[assignment]
    bulk_id = serializers.IntegerField(
        allow_null=True, help_text="The work on tickets, as in /bulk/{id}; null: there is none."
    )


class CustomField(Shape):
    id = serializers.IntegerField()
    target = serializers.ChoiceField(FieldModel.Target.choices)
    key = serializers.CharField(help_text="Its name in `custom`, in rules and exports; never changes.")
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(FieldModel.Kind.choices)
    choices = serializers.ListField(child=serializers.CharField())
    help = serializers.CharField()
    position = serializers.IntegerField()
    required_to_solve = serializers.BooleanField()
    archived = serializers.BooleanField(help_text="Shown no more; values stay.")


class CustomFields(Shape):
    results = CustomField(many=True)
    next = serializers.CharField(allow_null=True)
