"""The organisation, its business hours and what it promises."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import Clock, Ticket

PAUSES = (Ticket.Status.WAITING_CUSTOMER, Ticket.Status.ON_HOLD)


class WorkWeights(Shape):
    chat = serializers.IntegerField()
    mail = serializers.IntegerField()
    comment = serializers.IntegerField()


class Organisation(Shape):
    name = serializers.CharField()
    calendar_id = serializers.IntegerField(allow_null=True)
    reopen_days = serializers.IntegerField()
    undo_seconds = serializers.IntegerField()
    rules_paused = serializers.BooleanField(help_text="The switch that stops all rules.")
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


class Target(Shape):
    priority = serializers.ChoiceField(Ticket.Priority.choices)
    metric = serializers.ChoiceField(Clock.Metric.choices)
    seconds = serializers.IntegerField()
    public_seconds = serializers.IntegerField(allow_null=True, help_text="To public messages; null: the same.")
    business = serializers.BooleanField(help_text="In business time; else around the clock.")
    warn = serializers.ListField(child=serializers.IntegerField(), help_text="Seconds left, most first.")


class PolicyVersion(Shape):
    version = serializers.IntegerField(help_text="Goes up with every change of what it says.")
    conditions = serializers.DictField(help_text="Of GET /conditions; {} means every ticket.")
    targets = Target(many=True, help_text="What is missing is not promised.")
    pause_on = serializers.ListField(child=serializers.ChoiceField(PAUSES), help_text="Where resolution stands still.")
    calendar_id = serializers.IntegerField(allow_null=True, help_text="Null: the team's, else the organisation's.")
    bot_counts = serializers.BooleanField(help_text="An automation's answer counts as a reply.")
    public_only = serializers.BooleanField(help_text="A public comment is answered in public or not at all.")
    update_while_waiting = serializers.BooleanField(help_text="The update clock runs while the customer is asked, too.")
    changed_by = serializers.CharField(allow_null=True)
    changed_at = serializers.DateTimeField()


class PolicyVersions(Shape):
    results = PolicyVersion(many=True)
    next = serializers.CharField(allow_null=True)


class Policy(PolicyVersion):
    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.IntegerField(help_text="The first active one whose conditions a ticket meets is its policy.")
    active = serializers.BooleanField()


class Policies(Shape):
    results = Policy(many=True)
    next = serializers.CharField(allow_null=True)
