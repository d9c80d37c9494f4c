"""Tickets, their clocks, and how many there are."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Address, Named, Shape
from inbox.models import Clock as ClockModel
from inbox.models import Ticket


class Clock(Shape):
    id = serializers.IntegerField()
    metric = serializers.ChoiceField(ClockModel.Metric.choices)
    state = serializers.ChoiceField(ClockModel.State.choices)
    target = serializers.IntegerField(help_text="Seconds promised.")
    consumed = serializers.IntegerField(help_text="Seconds used up when it was last settled.")
    warnings = serializers.ListField(
        child=serializers.IntegerField(), help_text="Warns when so many seconds are left, several times perhaps."
    )
    visibility = serializers.CharField(allow_blank=True, help_text="Of the message that it waits to see answered.")
    due_at = serializers.DateTimeField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True, help_text="Seconds left, while paused.")
    started_at = serializers.DateTimeField()
    stopped_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True, help_text="The due time it missed.")
    breach_cause = serializers.CharField(allow_blank=True)
    calendar_version_id = serializers.IntegerField(
        allow_null=True, help_text="Whose working hours it counts; null counts around the clock."
    )


class TicketContact(Named):
    handle = serializers.CharField()
    network = serializers.CharField()


class Thread(Shape):
    id = serializers.IntegerField()
    surface = serializers.CharField(help_text="A key of surfaces in the channel's capabilities: comment, dm, …")
    post_id = serializers.IntegerField(allow_null=True)


class TicketRow(Shape):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    reference = serializers.CharField(help_text="The number as people see it, HD-…")
    subject = serializers.CharField()
    status = serializers.ChoiceField(Ticket.Status.choices)
    priority = serializers.ChoiceField(Ticket.Priority.choices)
    channel_id = serializers.IntegerField()
    team_id = serializers.IntegerField(allow_null=True)
    assignee_id = serializers.IntegerField(allow_null=True)
    contact = TicketContact()
    outcome = serializers.ChoiceField(Ticket.Outcome.choices, allow_blank=True)
    threads = Thread(many=True, help_text="Where on its network it lives; none for mail and forms.")
    labels = serializers.ListField(child=serializers.CharField())
    custom = serializers.DictField(help_text="Values of custom fields by their keys.")
    preview = serializers.CharField()
    message_count = serializers.IntegerField()
    last_message_at = serializers.DateTimeField()
    last_customer_at = serializers.DateTimeField(allow_null=True)
    last_message_id = serializers.IntegerField(allow_null=True, help_text="Send it back as last_seen_message_id.")
    last_inbound_id = serializers.IntegerField(allow_null=True, help_text="Unread when above my read mark.")
    snoozed_until = serializers.DateTimeField(allow_null=True)
    merged_into_id = serializers.IntegerField(allow_null=True)
    follows_id = serializers.IntegerField(allow_null=True)
    maybe_related_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    solved_at = serializers.DateTimeField(allow_null=True)
    clocks = Clock(many=True)
    version = serializers.IntegerField(help_text="The higher one wins.")


class Writer(Shape):
    name = serializers.CharField(allow_blank=True)
    handle = serializers.CharField(allow_blank=True)
    messages = serializers.IntegerField()


class MergePreview(Shape):
    messages = serializers.IntegerField(help_text="To and from customers, that would move.")
    notes = serializers.IntegerField()
    files = serializers.IntegerField()
    scheduled = serializers.IntegerField(help_text="Replies that wait to be sent, and would leave from the survivor.")
    people = Writer(many=True, help_text="Who wrote on the survivor afterwards.")
    to = Address(many=True, help_text="Whom the next answer would go to.")
    cc = Address(many=True)
    clocks = Clock(many=True, help_text="That would run on the survivor.")
    between = serializers.BooleanField(help_text="Some of what moves would stand before what is there.")
    other_customer = serializers.BooleanField()
    warnings = serializers.ListField(child=serializers.CharField())


class Hit(Shape):
    message_id = serializers.IntegerField()
    snippet = serializers.CharField(help_text="Plain text; what matched stands between U+0002 and U+0003.")


class TicketPage(Shape):
    results = TicketRow(many=True)
    next = serializers.CharField(allow_null=True)
    read = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How far I have read the tickets of this page: {ticket_id: message_id}.",
    )
    hits = serializers.DictField(child=Hit(), help_text="Where the words of `q` were found: {ticket_id: hit}.")


class Counts(Shape):
    mine = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    open = serializers.IntegerField()
    breaching = serializers.IntegerField()
    snoozed = serializers.IntegerField()
    spam = serializers.IntegerField()
    by_team = serializers.DictField(child=serializers.IntegerField(), help_text="Of open, {team_id: n}.")
    by_channel = serializers.DictField(child=serializers.IntegerField(), help_text="Of open, {channel_id: n}.")
    by_view = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        help_text="Of the saved views at the side, {view_id: n}; null: too many to count now.",
    )


class TimelineEntry(Shape):
    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="As in ticket.changed.")
    actor = Named(allow_null=True)
    at = serializers.DateTimeField()
    data = serializers.DictField()  # type: ignore[assignment]


class Timeline(Shape):
    results = TimelineEntry(many=True)
    next = serializers.CharField(allow_null=True)
