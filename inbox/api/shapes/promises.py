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
    zone = serializers.CharField(allow_blank=True, help_text="IANA name; empty: nobody said yet.")
    language = serializers.CharField(help_text="Where nobody chose another.")
    guide_hidden = serializers.BooleanField(help_text="The guided set-up is done with.")


class Window(Shape):
    weekday = serializers.IntegerField(help_text="0 is Monday.")
    start = serializers.CharField(help_text="Local time, as in 09:00.")
    end = serializers.CharField(help_text="Local time; 24:00 is the end of the day.")


class Hours(Shape):
    start = serializers.CharField()
    end = serializers.CharField()


class WorkingHours(Shape):
    zone = serializers.CharField(help_text="IANA name, as in Europe/Berlin.")
    spans = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="[[opens, closes], …] in seconds since 1970, disjoint and in order.",
    )


class ClosedDay(Shape):
    date = serializers.DateField()
    name = serializers.CharField()


class SpecialDay(Shape):
    date = serializers.DateField()
    windows = Hours(many=True)


class CalendarHours(Shape):
    version = serializers.IntegerField(help_text="Goes up with every change of the hours.")
    zone = serializers.CharField(help_text="IANA name, as in Europe/Berlin.")
    windows = Window(many=True)
    closed = ClosedDay(many=True)
    special = SpecialDay(many=True, help_text="Days with other hours than their weekday.")


class Calendar(CalendarHours):
    id = serializers.IntegerField()
    name = serializers.CharField()


class CalendarVersion(CalendarHours):
    changed_at = serializers.DateTimeField()


class CalendarVersions(Shape):
    results = CalendarVersion(many=True)
    next = serializers.CharField(allow_null=True)


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


class Move(Shape):
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    metric = serializers.ChoiceField(Clock.Metric.choices)
    due_before = serializers.DateTimeField(allow_null=True)
    due_after = serializers.DateTimeField(allow_null=True)
    left_before = serializers.IntegerField(help_text="Seconds, as the clock counts.")
    left_after = serializers.IntegerField()
    late = serializers.BooleanField(help_text="The new promise is used up already; only the grace is left.")


class PromisePreview(Shape):
    open = serializers.IntegerField(help_text="Open tickets.")
    matched = serializers.IntegerField(help_text="Of them, those that it is for.")
    moved = serializers.IntegerField(help_text="Clocks that would be due at another time.")
    would_breach = serializers.IntegerField(help_text="Of them, those whose new promise is used up already.")
    later = serializers.IntegerField()
    earlier = serializers.IntegerField()
    grace = serializers.IntegerField(help_text="Seconds that a used-up promise still leaves.")
    examples = Move(many=True)


class Application(Shape):
    id = serializers.IntegerField()
    policy_id = serializers.IntegerField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class Explained(Shape):
    id = serializers.IntegerField()
    event_id = serializers.IntegerField(allow_null=True)
    action = serializers.CharField()
    words = serializers.CharField(help_text="What happened and why.")
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    at_local = serializers.CharField(help_text="In the time zone of the clock.")
    before = serializers.IntegerField(help_text="Seconds consumed before.")
    after = serializers.IntegerField()
    target = serializers.IntegerField()
    calendar = serializers.CharField(allow_null=True, help_text="Null: around the clock.")
    policy = serializers.CharField(allow_null=True)


class TicketClock(Shape):
    id = serializers.IntegerField()
    metric = serializers.ChoiceField(Clock.Metric.choices)
    cycle = serializers.IntegerField()
    state = serializers.ChoiceField(Clock.State.choices)
    visibility = serializers.CharField()
    target = serializers.IntegerField()
    used = serializers.IntegerField(help_text="Seconds, as the clock counts.")
    left = serializers.IntegerField()
    late_business = serializers.IntegerField(allow_null=True, help_text="Seconds late, as the clock counts.")
    late_seconds = serializers.IntegerField(allow_null=True, help_text="Seconds late on the wall clock.")
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    due_local = serializers.CharField(allow_null=True, help_text="In the time zone of the clock.")
    stopped_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    breach_cause = serializers.CharField()
    zone = serializers.CharField()
    calendar = serializers.CharField(allow_null=True, help_text="Null: around the clock.")
    policy = serializers.CharField(allow_null=True)
    excused_at = serializers.DateTimeField(allow_null=True)
    excused_by = serializers.CharField(allow_null=True)
    excuse = serializers.CharField()
    explain = Explained(many=True)


class TicketClocks(Shape):
    results = TicketClock(many=True)
    next = serializers.CharField(allow_null=True)


class Broken(Shape):
    clock_id = serializers.IntegerField()
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    metric = serializers.ChoiceField(Clock.Metric.choices)
    breached_at = serializers.DateTimeField()


class Excused(Shape):
    count = serializers.IntegerField()
    dry_run = serializers.BooleanField()
    examples = Broken(many=True, help_text="Of a dry run: the latest.")
