"""Saved views: to keep, to share, to try out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, views
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import views as shapes
from inbox.api.strict import Body, Id, Query
from inbox.api.tickets import ORDERS, Which
from inbox.models import View


class ViewChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    icon = serializers.CharField(max_length=30, required=False, allow_blank=True)
    conditions = serializers.DictField(required=False)
    order = serializers.ChoiceField(tuple(ORDERS), required=False)
    pinned = serializers.BooleanField(required=False)
    shared_with = serializers.ChoiceField(shapes.SHARED, required=False)
    team_id = Id(required=False, allow_null=True, help_text="Whose it is when it is shared with a team.")


class NewView(ViewChanges):
    name = serializers.CharField(max_length=80)
    conditions = serializers.DictField()


class ViewIds(Body):
    ids = serializers.ListField(child=Id(), max_length=2 * views.MOST)


class ViewWords(Body):
    conditions = serializers.DictField()


class ListQuery(Which, Query):
    pass


class ViewList(APIView):
    @operation("views_list", summary="My views, and those shared with me", returns=shapes.Views)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": _rows(ask, access.views(ask.user)), "next": None}

    @operation(
        "views_create", summary="A new view; who supervises may share it", body=NewView, returns=shapes.View, status=201
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _rows(ask, [views.create(actor=ask.user, **ask.body)])[0]


class ViewDetail(APIView):
    @operation("views_update", summary="Change it", body=ViewChanges, returns=shapes.View)
    def patch(self, ask: Ask, view_id: int) -> dict[str, Any]:
        return _rows(ask, [views.change(access.view(ask.user, view_id).pk, actor=ask.user, **ask.body)])[0]

    @operation("views_delete", summary="Remove it; its tickets stay")
    def delete(self, ask: Ask, view_id: int) -> None:
        views.delete(access.view(ask.user, view_id).pk, actor=ask.user)


class ViewOrder(APIView):
    @operation("views_order", summary="Put them into this order", body=ViewIds, returns=shapes.Views, status=200)
    def post(self, ask: Ask) -> dict[str, Any]:
        views.reorder(ask.body["ids"], actor=ask.user)
        return {"results": _rows(ask, access.views(ask.user)), "next": None}


class ViewPreview(APIView):
    @operation(
        "views_preview", summary="What conditions would show", body=ViewWords, returns=shapes.ViewPreview, status=200
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        found = views.preview(ask.body["conditions"], user=ask.user)
        return {"count": found["count"], "examples": rows.ticket_rows(found["examples"])}


class ViewDraft(APIView):
    @operation("views_draft", summary="A list as the beginning of a view", query=ListQuery, returns=shapes.ViewDraft)
    def get(self, ask: Ask) -> dict[str, Any]:
        return views.draft(ask.query, user=ask.user)


def _rows(ask: Ask, found: Iterable[View]) -> list[dict[str, Any]]:
    return [
        {
            "id": view.pk,
            "name": view.name,
            "icon": view.icon,
            "conditions": view.conditions,
            "order": view.order,
            "pinned": view.pinned,
            "position": view.position,
            "shared_with": views.whose(view),
            "team_id": view.team_id,
            "mine": view.owner_id == ask.user.pk,
        }
        for view in found
    ]
