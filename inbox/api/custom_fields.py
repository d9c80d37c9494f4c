"""Fields that this organisation added to tickets and customers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, custom
from inbox.api.operation import Ask, operation
from inbox.api.shapes import labelling as shapes
from inbox.api.strict import Body, Id, Query
from inbox.models import CustomField


class FieldQuery(Query):
    target = serializers.ChoiceField(CustomField.Target.choices, required=False)


class FieldChanges(Body):
    label = serializers.CharField(max_length=80, required=False)  # type: ignore[assignment]
    choices = serializers.ListField(
        child=serializers.CharField(max_length=custom.LONGEST_CHOICE), required=False, max_length=custom.MOST_CHOICES
    )
    help = serializers.CharField(max_length=200, required=False, allow_blank=True)
    required_to_solve = serializers.BooleanField(required=False)
    archived = serializers.BooleanField(required=False)


class NewField(Body):
    target = serializers.ChoiceField(CustomField.Target.choices)
    key = serializers.CharField(max_length=40)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]
    kind = serializers.ChoiceField(CustomField.Kind.choices)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=custom.LONGEST_CHOICE), required=False, max_length=custom.MOST_CHOICES
    )
    help = serializers.CharField(max_length=200, required=False, allow_blank=True)
    required_to_solve = serializers.BooleanField(required=False)


class FieldOrder(Body):
    target = serializers.ChoiceField(CustomField.Target.choices)
    ids = serializers.ListField(child=Id(), max_length=custom.MOST)


class FieldList(APIView):
    @operation(
        "custom_fields_list", summary="All fields, archived ones too", query=FieldQuery, returns=shapes.CustomFields
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        found = access.custom_fields(ask.user).filter(**ask.query)
        return {"results": [_row(field) for field in found], "next": None}

    @operation(
        "custom_fields_create",
        summary="A new field",
        body=NewField,
        returns=shapes.CustomField,
        status=201,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _row(custom.create(actor=ask.user, **ask.body))


class FieldDetail(APIView):
    @operation("custom_fields_update", summary="Change it", body=FieldChanges, returns=shapes.CustomField, role="admin")
    def patch(self, ask: Ask, field_id: int) -> dict[str, Any]:
        return _row(custom.change(access.custom_field(ask.user, field_id).pk, actor=ask.user, **ask.body))

    @operation("custom_fields_delete", summary="Remove an archived field; values stay as words", role="admin")
    def delete(self, ask: Ask, field_id: int) -> None:
        custom.delete(access.custom_field(ask.user, field_id).pk, actor=ask.user)


class FieldOrderView(APIView):
    @operation(
        "custom_fields_order",
        summary="Show them in this order",
        body=FieldOrder,
        returns=shapes.CustomFields,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        target = ask.body["target"]
        custom.order(target, ask.body["ids"], actor=ask.user)
        return {"results": [_row(each) for each in access.custom_fields(ask.user).filter(target=target)], "next": None}


def _row(field: CustomField) -> dict[str, Any]:
    return {
        "id": field.pk,
        "target": field.target,
        "key": field.key,
        "label": field.label,
        "kind": field.kind,
        "choices": field.choices,
        "help": field.help,
        "position": field.position,
        "required_to_solve": field.required_to_solve,
        "archived": field.archived_at is not None,
    }
