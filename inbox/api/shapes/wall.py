"""How the organisation keeps its promises: the wall."""

from __future__ import annotations

from rest_framework import serializers

from inbox import breaches
from inbox.api.shapes.base import Shape
from inbox.api.shapes.tickets import TicketRow
from inbox.models import Clock as ClockModel
from inbox.models import User as UserModel


class WallNumbers(Shape):
    open = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    due_soon = serializers.IntegerField()
    breached = serializers.IntegerField()
    breached_today = serializers.IntegerField(help_text="Without those that were excused.")
    excused_today = serializers.IntegerField()
    met_today = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Tickets for which routing has found nobody yet.")
    waiting_since = serializers.DateTimeField(allow_null=True, help_text="Since when the first of them.")


class WallGroup(WallNumbers):
    id = serializers.IntegerField(allow_null=True)


class WallCause(Shape):
    cause = serializers.ChoiceField(breaches.CAUSES)
    count = serializers.IntegerField()


class WallBreach(Shape):
    clock_id = serializers.IntegerField()
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    channel_id = serializers.IntegerField()
    team_id = serializers.IntegerField(allow_null=True)
    assignee_id = serializers.IntegerField(allow_null=True, help_text="Who has it now.")
    metric = serializers.ChoiceField(ClockModel.Metric.choices)
    breached_at = serializers.DateTimeField()
    cause = serializers.ChoiceField(breaches.CAUSES)
    excused = serializers.BooleanField()
    excuse = serializers.CharField(help_text="The reason that was given.")


class WallWork(Shape):
    chat = serializers.IntegerField()
    mail = serializers.IntegerField()
    comment = serializers.IntegerField()


class WallAgent(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    availability = serializers.ChoiceField(UserModel.Availability.choices)
    open = serializers.IntegerField()
    capacity = serializers.IntegerField(help_text="In mails.")
    load = serializers.FloatField(help_text="In mails: what routing sets against it, of all teams.")
    work = WallWork(help_text="Of how many tickets the load is made.")
    due_soon = serializers.IntegerField()
    breached = serializers.IntegerField()
    viewing_ticket_id = serializers.IntegerField(allow_null=True)


class Wall(Shape):
    now = serializers.DateTimeField()
    kpis = WallNumbers()
    next = TicketRow(many=True, help_text="By due time, the nearest first.")
    breached = TicketRow(many=True, help_text="The longest overdue first.")
    causes = WallCause(many=True, help_text="Why promises were broken today, the most frequent first.")
    newest_breaches = WallBreach(many=True, help_text="Of today, excused ones among them.")
    teams = WallGroup(many=True)
    channels = WallGroup(many=True)
    agents = WallAgent(many=True)
