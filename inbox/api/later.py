"""Replies that wait to be sent at a time of the agent's choice."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, later
from inbox.api import rows
from inbox.api.conversation import NewReply, handles
from inbox.api.operation import Ask, operation
from inbox.api.shapes.base import Named, Shape
from inbox.api.shapes.messages import Message
from inbox.api.strict import Body
from inbox.models import Timer


class Scheduled(Shape):
    id = serializers.IntegerField()
    author = Named()
    body_html = serializers.CharField()
    send_at = serializers.DateTimeField()
    cancel_if_answered = serializers.BooleanField(help_text="Not when the customer writes before.")
    status_after = serializers.ChoiceField(("open", "waiting_customer", "on_hold", "solved", "closed"), allow_null=True)
    visibility = serializers.CharField(allow_null=True, help_text="What the agent chose: public or private.")
    files = serializers.IntegerField(help_text="How many go with it.")


class ScheduledList(Shape):
    results = Scheduled(many=True)
    next = serializers.CharField(allow_null=True)


class NewScheduled(NewReply):
    force = None  # type: ignore[assignment]  # it is the time of sending that counts, and cancel_if_answered
    last_seen_message_id = None  # type: ignore[assignment]
    send_at = serializers.DateTimeField(help_text="Within the next year.")
    cancel_if_answered = serializers.BooleanField(required=False, default=True)


class ScheduledChanges(Body):
    send_at = serializers.DateTimeField(required=False, help_text="Within the next year.")
    cancel_if_answered = serializers.BooleanField(required=False)


class ScheduledReplies(APIView):
    @operation("tickets_scheduled", summary="Replies that wait for their time, soonest first", returns=ScheduledList)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return {"results": _rows(later.scheduled(ticket)), "next": None}

    @operation(
        "tickets_schedule",
        summary="Answer the customer at a later time",
        body=NewScheduled,
        returns=Scheduled,
        status=201,
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _rows([later.schedule(ticket.pk, author=ask.user, **{**ask.body, **handles(ask.body)})])[0]


class ScheduledReply(APIView):
    @operation("tickets_reschedule", summary="Send it at another time", body=ScheduledChanges, returns=Scheduled)
    def patch(self, ask: Ask, ticket_id: int, scheduled_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _rows([later.change(ticket.pk, scheduled_id, actor=ask.user, **ask.body)])[0]

    @operation("tickets_unschedule", summary="Do not send it; it becomes its author's draft again")
    def delete(self, ask: Ask, ticket_id: int, scheduled_id: int) -> None:
        ticket = access.ticket(ask.user, ticket_id)
        later.cancel(ticket.pk, scheduled_id, actor=ask.user)


class ScheduledReplyNow(APIView):
    @operation("tickets_send_scheduled", summary="Send it now", returns=Message)
    def post(self, ask: Ask, ticket_id: int, scheduled_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return rows.message_rows([later.send_now(ticket.pk, scheduled_id, actor=ask.user)])[0]


def _rows(timers: list[Timer]) -> list[dict[str, Any]]:
    return [
        {
            "id": timer.ref,
            "author": {"id": timer.data["author_id"], "name": timer.data["author_name"]},
            "body_html": timer.data["body_html"],
            "send_at": rows.iso(timer.due_at),
            "cancel_if_answered": timer.data["cancel_if_answered"],
            "status_after": timer.data.get("status_after"),
            "visibility": timer.data.get("visibility"),
            "files": len(timer.data.get("attachment_ids", ())),
        }
        for timer in timers
    ]
