"""The organisation, its business hours, what it promises, and how it keeps that: the wall."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.tickets import TicketRow
from inbox.models import Ticket
from inbox.models import User as UserModel


class Organisation(Shape):
    name = serializers.CharField()
    calendar_id = serializers.IntegerField(allow_null=True)
    reopen_days = serializers.IntegerField()
    undo_seconds = serializers.IntegerField()


class Window(Shape):
    weekday = serializers.IntegerField(help_text="0 is Monday.")
    start = serializers.CharField(help_text="Local time, as in 09:00.")
    end = serializers.CharField(help_text="Local time; 24:00 is the end of the day.")


class Hours(Shape):
    start = serializers.CharField()
    end = serializers.CharField()


class ClosedDay(Shape):
    date = serializers.DateField()
    name = serializers.CharField()


class SpecialDay(Shape):
    date = serializers.DateField()
    windows = Hours(many=True)


class Calendar(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField(help_text="Goes up with every change of the hours.")
    zone = serializers.CharField(help_text="IANA name, as in Europe/Berlin.")
    windows = Window(many=True)
    closed = ClosedDay(many=True)
    special = SpecialDay(many=True, help_text="Days with other hours than their weekday.")


class Calendars(Shape):
    results = Calendar(many=True)
    next = serializers.CharField(allow_null=True)


class HolidayProposals(Shape):
    results = ClosedDay(many=True)
    next = serializers.CharField(allow_null=True)


class Policy(Shape):
    priority = serializers.ChoiceField(Ticket.Priority.choices)
    first_reply = serializers.IntegerField(allow_null=True, help_text="Seconds; null promises nothing.")
    resolution = serializers.IntegerField(allow_null=True, help_text="Seconds; null promises nothing.")
    business_hours = serializers.BooleanField()
    warn_before = serializers.IntegerField()
    pause_on = serializers.ListField(child=serializers.ChoiceField(Ticket.Status.choices))
    calendar_id = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()


class Policies(Shape):
    results = Policy(many=True)
    next = serializers.CharField(allow_null=True)


class WallNumbers(Shape):
    open = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    due_soon = serializers.IntegerField()
    breached = serializers.IntegerField()
    breached_today = serializers.IntegerField()
    met_today = serializers.IntegerField()


class WallGroup(Shape):
    id = serializers.IntegerField(allow_null=True)
    open = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    due_soon = serializers.IntegerField()
    breached = serializers.IntegerField()


class WallAgent(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    availability = serializers.ChoiceField(UserModel.Availability.choices)
    open = serializers.IntegerField()
    capacity = serializers.IntegerField()
    due_soon = serializers.IntegerField()
    breached = serializers.IntegerField()
    viewing_ticket_id = serializers.IntegerField(allow_null=True)


class Wall(Shape):
    now = serializers.DateTimeField()
    kpis = WallNumbers()
    next = TicketRow(many=True, help_text="By due time, the nearest first.")
    breached = TicketRow(many=True, help_text="The longest overdue first.")
    teams = WallGroup(many=True)
    channels = WallGroup(many=True)
    agents = WallAgent(many=True)
