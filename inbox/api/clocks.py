"""The clocks of a ticket explained, and broken promises excused."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access
from inbox.api.operation import Ask, operation
from inbox.api.shapes import promises as shapes
from inbox.api.strict import Body, Id
from inbox.models import Clock
from inbox.sla import excuse, explain

NAMES = ("calendar_id", "policy_id", "channel_id")


class Reason(Body):
    reason = serializers.CharField(max_length=excuse.LONGEST)


class ExcuseMany(Reason):
    start = serializers.DateTimeField(help_text="Promises that broke from then on …")
    end = serializers.DateTimeField(help_text="… and before then.")
    calendar_id = Id(required=False)
    policy_id = Id(required=False)
    channel_id = Id(required=False)
    dry_run = serializers.BooleanField(required=False, default=False, help_text="Only count.")


class TicketClocks(APIView):
    @operation(
        "tickets_clocks", summary="Every promise on it, and why it stands as it does", returns=shapes.TicketClocks
    )
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return {"results": explain.clocks(ticket, now=timezone.now()), "next": None}


class ClockExcuse(APIView):
    @operation(
        "clocks_excuse",
        summary="Say why a broken promise does not count",
        body=Reason,
        returns=shapes.TicketClock,
        role="supervisor",
    )
    def post(self, ask: Ask, clock_id: int) -> dict[str, Any]:
        clock = excuse.excuse(access.clock(ask.user, clock_id), actor=ask.user, reason=ask.body["reason"])
        return _row(clock)

    @operation(
        "clocks_take_back_excuse", summary="It counts again", returns=shapes.TicketClock, status=200, role="supervisor"
    )
    def delete(self, ask: Ask, clock_id: int) -> dict[str, Any]:
        return _row(excuse.take_back(access.clock(ask.user, clock_id), actor=ask.user))


class ClocksExcuse(APIView):
    @operation(
        "clocks_excuse_many",
        summary="The same for all that broke in a time, by calendar, policy or channel",
        body=ExcuseMany,
        returns=shapes.Excused,
        role="supervisor",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        body = ask.body
        where = {name: body[name] for name in NAMES if name in body}
        if body["dry_run"]:
            count, examples = excuse.preview(body["start"], body["end"], **where)
            return {"count": count, "dry_run": True, "examples": [_broken(clock) for clock in examples]}
        done = excuse.excuse_all(body["start"], body["end"], actor=ask.user, reason=body["reason"], **where)
        return {"count": done, "dry_run": False, "examples": []}


def _broken(clock: Clock) -> dict[str, Any]:
    return {
        "clock_id": clock.pk,
        "ticket_id": clock.ticket_id,
        "reference": clock.ticket.reference,
        "subject": clock.ticket.subject,
        "metric": clock.metric,
        "breached_at": clock.breached_at,
    }


def _row(clock: Clock) -> dict[str, Any]:
    (row,) = (row for row in explain.clocks(clock.ticket, now=timezone.now()) if row["id"] == clock.pk)
    return row
