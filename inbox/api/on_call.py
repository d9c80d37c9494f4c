"""Who is called, and the calls that still want somebody."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, paging
from inbox.api import attention_rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import attention as shapes
from inbox.api.strict import Body, Id
from inbox.models import User

SHOWN = 100


class OnCallOrder(Body):
    user_ids = serializers.ListField(child=Id(), max_length=50, help_text="First to last; nobody twice.")


class OnCallForAll(APIView):
    @operation("on_call_read", summary="Who is called for tickets whose team has no list", returns=shapes.OnCall)
    def get(self, ask: Ask) -> dict[str, Any]:
        return _people(paging.on_call(None))

    @operation(
        "on_call_replace", summary="Call these, in this order", body=OnCallOrder, returns=shapes.OnCall, role="admin"
    )
    def put(self, ask: Ask) -> dict[str, Any]:
        return _people(paging.set_on_call(None, ask.body["user_ids"], actor=ask.user))


class OnCallForTeam(APIView):
    @operation("on_call_team_read", summary="Who is called for a team's tickets", returns=shapes.OnCall)
    def get(self, ask: Ask, team_id: int) -> dict[str, Any]:
        return _people(paging.on_call(access.team(ask.user, team_id).pk))

    @operation(
        "on_call_team_replace",
        summary="Call these, in this order",
        body=OnCallOrder,
        returns=shapes.OnCall,
        role="admin",
    )
    def put(self, ask: Ask, team_id: int) -> dict[str, Any]:
        return _people(paging.set_on_call(access.team(ask.user, team_id).pk, ask.body["user_ids"], actor=ask.user))


class PageList(APIView):
    @operation("pages_list", summary="Calls that nobody has taken yet", returns=shapes.Pages)
    def get(self, ask: Ask) -> dict[str, Any]:
        found = access.pages(ask.user).filter(pk__in=paging.open_pages().values("pk")).order_by("called_at", "pk")
        return {"results": attention_rows.pages(found[:SHOWN], ask.user), "next": None}


class PageAcknowledge(APIView):
    @operation("pages_acknowledge", summary="I have it; nobody else is called", returns=shapes.Page)
    def post(self, ask: Ask, page_id: int) -> dict[str, Any]:
        called = paging.acknowledge(access.page(ask.user, page_id).pk, actor=ask.user)
        return attention_rows.pages([called], ask.user)[0]


def _people(users: list[User]) -> dict[str, Any]:
    return {"results": [{"id": user.pk, "name": user.get_full_name()} for user in users], "next": None}
