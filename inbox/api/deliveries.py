"""Taking a reply back, trying again, and deciding what became of one that nobody knows."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, replies
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes.messages import Message
from inbox.api.strict import Body
from inbox.models import Message as MessageModel


class Decision(Body):
    outcome = serializers.ChoiceField(("sent", "resend"))


class Undo(APIView):
    @operation("deliveries_undo", summary="Take it back while it has not left", returns=Message)
    def post(self, ask: Ask, delivery_id: int) -> dict[str, Any]:
        return _row(replies.undo(access.delivery(ask.user, delivery_id).pk, actor=ask.user))


class Retry(APIView):
    @operation("deliveries_retry", summary="Send a failed one again", returns=Message)
    def post(self, ask: Ask, delivery_id: int) -> dict[str, Any]:
        return _row(replies.retry(access.delivery(ask.user, delivery_id).pk, actor=ask.user))


class Decide(APIView):
    @operation("deliveries_decide", summary="Say what became of an unknown one", body=Decision, returns=Message)
    def post(self, ask: Ask, delivery_id: int) -> dict[str, Any]:
        delivery = access.delivery(ask.user, delivery_id)
        return _row(replies.decide(delivery.pk, actor=ask.user, outcome=ask.body["outcome"]))


def _row(message: MessageModel) -> dict[str, Any]:
    message.refresh_from_db()
    return rows.message_rows([message])[0]
