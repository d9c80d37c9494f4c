"""Doing something to a message that stands on its network, and the record of what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, actions
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes.base import Shape
from inbox.api.strict import Body
from inbox.envelope import ActionKind
from inbox.models import Action as ActionModel

KINDS = [(kind.value, kind.value) for kind in ActionKind if kind not in actions.LIGHT]


class ActionRow(Shape):
    id = serializers.IntegerField()
    message_id = serializers.IntegerField()
    kind = serializers.ChoiceField(KINDS)
    text = serializers.CharField()
    emoji = serializers.CharField()
    reason = serializers.CharField()
    actor = serializers.CharField(allow_null=True, help_text="Who asked for it.")
    state = serializers.ChoiceField(ActionModel.State.choices)
    error_code = serializers.CharField()
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class ActionList(Shape):
    results = ActionRow(many=True)
    possible = serializers.ListField(child=serializers.ChoiceField(KINDS), help_text="What can be done to it now.")
    next = serializers.CharField(allow_null=True)


class NewAction(Body):
    kind = serializers.ChoiceField(KINDS)
    text = serializers.CharField(max_length=100_000, required=False, default="", allow_blank=True, help_text="edit")
    emoji = serializers.CharField(
        max_length=40, required=False, default="", allow_blank=True, help_text="react; empty takes ours away"
    )
    reason = serializers.CharField(
        max_length=500,
        required=False,
        default="",
        allow_blank=True,
        help_text="Required to hide or delete what a customer said; kept for the record.",
    )
    reveal = serializers.BooleanField(
        required=False, default=False, help_text="edit: in public even though it names somebody's numbers or addresses."
    )


class MessageActions(APIView):
    @operation("messages_actions", summary="What was done to it on its network, and what can be", returns=ActionList)
    def get(self, ask: Ask, message_id: int) -> dict[str, Any]:
        message = access.message(ask.user, message_id)
        found = message.actions.select_related("actor").order_by("-pk")
        return {"results": _rows(found), "possible": actions.possible(message), "next": None}

    @operation(
        "messages_act", summary="Do something to it on its network", body=NewAction, returns=ActionRow, status=202
    )
    def post(self, ask: Ask, message_id: int) -> dict[str, Any]:
        message = access.message(ask.user, message_id)
        return _rows([actions.request(message.pk, actor=ask.user, **ask.body)])[0]


def _rows(found: Iterable[ActionModel]) -> list[dict[str, Any]]:
    return [
        {
            "id": action.pk,
            "message_id": action.message_id,
            "kind": action.kind,
            "text": action.text,
            "emoji": action.emoji,
            "reason": action.reason,
            "actor": action.actor.get_full_name() if action.actor else None,
            "state": action.state,
            "error_code": action.error_code,
            "error": action.error,
            "created_at": rows.iso(action.created_at),
            "settled_at": rows.iso(action.settled_at),
        }
        for action in found
    ]
