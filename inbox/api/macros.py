"""Macros: to manage, to look at beforehand, and to run on a ticket."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, macros
from inbox.api.canned import ForTicket
from inbox.api.operation import Ask, operation
from inbox.api.shapes import answers as shapes
from inbox.api.strict import Body, Id
from inbox.models import Macro
from inbox.rules import actions

MOST = 30


class MacroChanges(Body):
    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(max_length=500, required=False, allow_blank=True)
    actions = serializers.ListField(child=serializers.DictField(), required=False, max_length=MOST)
    team_id = Id(required=False, allow_null=True)
    position = serializers.IntegerField(min_value=0, max_value=100_000, required=False)


class NewMacro(MacroChanges):
    name = serializers.CharField(max_length=120)
    actions = serializers.ListField(child=serializers.DictField(), max_length=MOST)


class MacroList(APIView):
    @operation("macros_list", summary="The macros that I may use", returns=shapes.Macros)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": _rows(access.macros(ask.user)), "next": None}

    @operation("macros_create", summary="A new macro", body=NewMacro, returns=shapes.Macro, status=201, role="admin")
    def post(self, ask: Ask) -> dict[str, Any]:
        return _rows([macros.create(actor=ask.user, **ask.body)])[0]


class MacroDetail(APIView):
    @operation("macros_update", summary="Change it", body=MacroChanges, returns=shapes.Macro, role="admin")
    def patch(self, ask: Ask, macro_id: int) -> dict[str, Any]:
        return _rows([macros.change(access.macro(ask.user, macro_id).pk, actor=ask.user, **ask.body)])[0]

    @operation("macros_delete", summary="Remove it", role="admin")
    def delete(self, ask: Ask, macro_id: int) -> None:
        macros.delete(access.macro(ask.user, macro_id).pk, actor=ask.user)


class MacroPreview(APIView):
    @operation("macros_preview", summary="What it would do to a ticket", body=ForTicket, returns=shapes.MacroEffect)
    def post(self, ask: Ask, macro_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ask.body["ticket_id"])
        return _effect(macros.preview(ticket.pk, access.macro(ask.user, macro_id), actor=ask.user))


class TicketMacro(APIView):
    @operation("tickets_macro", summary="Run a macro on it", returns=shapes.MacroEffect)
    def post(self, ask: Ask, ticket_id: int, macro_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _effect(macros.run(ticket.pk, access.macro(ask.user, macro_id), actor=ask.user))


def _effect(done: actions.Done) -> dict[str, Any]:
    return dataclasses.asdict(done) | {"actions": actions.results(done.actions)}


def _rows(found: Iterable[Macro]) -> list[dict[str, Any]]:
    return [
        {
            "id": macro.pk,
            "name": macro.name,
            "description": macro.description,
            "actions": macro.actions,
            "team_id": macro.team_id,
            "position": macro.position,
            "used": macro.used,
        }
        for macro in found
    ]
