"""One's own reminders of a ticket."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, reminders
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes.base import Shape
from inbox.api.strict import Body
from inbox.models import Timer


class Reminder(Shape):
    at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)
    unless_answered = serializers.BooleanField(help_text="Not when the customer writes before.")


class ReminderList(Shape):
    results = Reminder(many=True, help_text="At most one.")
    next = serializers.CharField(allow_null=True)


class NewReminder(Body):
    at = serializers.DateTimeField(help_text="Within the next year.")
    note = serializers.CharField(max_length=reminders.LONGEST, required=False, default="", allow_blank=True)
    unless_answered = serializers.BooleanField(required=False, default=False)


class TicketReminders(APIView):
    @operation("tickets_reminders", summary="When I am reminded of it; nobody else sees this", returns=ReminderList)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return {"results": [_row(timer) for timer in reminders.mine(ticket, ask.user)], "next": None}

    @operation(
        "tickets_remind",
        summary="Remind me of it then; replaces my earlier reminder",
        body=NewReminder,
        returns=Reminder,
        status=201,
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return _row(reminders.remind(ticket.pk, user=ask.user, **ask.body))

    @operation("tickets_forget_reminder", summary="Do not remind me after all")
    def delete(self, ask: Ask, ticket_id: int) -> None:
        reminders.forget(access.ticket(ask.user, ticket_id).pk, user=ask.user)


def _row(timer: Timer) -> dict[str, Any]:
    return {
        "at": rows.iso(timer.due_at),
        "note": timer.data["note"],
        "unless_answered": timer.data["unless_answered"],
    }
