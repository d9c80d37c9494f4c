"""The organisation, its business hours and what it promises."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import Ticket


class WorkWeights(Shape):
    chat = serializers.IntegerField()
    mail = serializers.IntegerField()
    comment = serializers.IntegerField()


class Organisation(Shape):
    name = serializers.CharField()
    calendar_id = serializers.IntegerField(allow_null=True)
    reopen_days = serializers.IntegerField()
    undo_seconds = serializers.IntegerField()
    auto_close_days = serializers.IntegerField(help_text="A solved ticket closes after so many days; 0: never.")
    work_weights = WorkWeights(help_text="How much of a person a ticket takes, in hundredths of a mail.")


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
