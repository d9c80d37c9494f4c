"""Labels: everybody uses them and may make one; admins rename, merge and remove them, on every ticket at once."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, labels, relabelling
from inbox.api.operation import Ask, operation
from inbox.api.shapes import labelling as shapes
from inbox.api.strict import Body, Id
from inbox.models import Label


class LabelChanges(Body):
    name = serializers.CharField(max_length=40, required=False)
    colour = serializers.ChoiceField(Label.Colour.choices, required=False)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    archived = serializers.BooleanField(required=False)


class NewLabel(Body):
    name = serializers.CharField(max_length=40)
    colour = serializers.ChoiceField(Label.Colour.choices, required=False)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LabelMergeInto(Body):
    into = Id()


class LabelList(APIView):
    @operation("labels_list", summary="All labels, archived ones too", returns=shapes.Labels)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [_row(label) for label in access.labels(ask.user)], "next": None}

    @operation("labels_create", summary="A new label", body=NewLabel, returns=shapes.Label, status=201)
    def post(self, ask: Ask) -> dict[str, Any]:
        return _row(labels.create(actor=ask.user, **ask.body))


class LabelDetail(APIView):
    @operation("labels_read", summary="Where it is in use", returns=shapes.LabelDetail, role="admin")
    def get(self, ask: Ask, label_id: int) -> dict[str, Any]:
        label = access.label(ask.user, label_id)
        found = relabelling.uses(label, actor=ask.user)
        named_by = [{"what": use.what, "id": use.id, "name": use.name} for use in found["named_by"]]
        return {**_row(label), **found, "named_by": named_by}

    @operation(
        "labels_update",
        summary="Change it; a new name goes to every ticket, rule and view that has the old one",
        body=LabelChanges,
        returns=shapes.LabelChanged,
        role="admin",
    )
    def patch(self, ask: Ask, label_id: int) -> dict[str, Any]:
        changes = dict(ask.body)
        pk = access.label(ask.user, label_id).pk
        name = changes.pop("name", None)
        labels.change(pk, actor=ask.user, **changes)
        bulk = None if name is None else relabelling.rename(pk, name, actor=ask.user)
        return {"label": _row(access.label(ask.user, pk)), "bulk_id": bulk and bulk.pk}

    @operation(
        "labels_delete", summary="Take it off every ticket and person", returns=shapes.LabelChanged, role="admin"
    )
    def delete(self, ask: Ask, label_id: int) -> dict[str, Any]:
        bulk = relabelling.remove(access.label(ask.user, label_id).pk, actor=ask.user)
        return {"label": None, "bulk_id": bulk.pk}


class LabelMerge(APIView):
    @operation(
        "labels_merge",
        summary="Make one of two: what has this one has the other instead",
        body=LabelMergeInto,
        returns=shapes.LabelChanged,
        role="admin",
    )
    def post(self, ask: Ask, label_id: int) -> dict[str, Any]:
        gone, into = access.label(ask.user, label_id), access.label(ask.user, ask.body["into"])
        bulk = relabelling.merge(gone.pk, into.pk, actor=ask.user)
        return {"label": _row(into), "bulk_id": bulk.pk}


def _row(label: Label) -> dict[str, Any]:
    return {
        "id": label.pk,
        "name": label.name,
        "colour": label.colour,
        "description": label.description,
        "archived": label.archived_at is not None,
    }
