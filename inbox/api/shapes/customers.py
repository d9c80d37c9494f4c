"""What is known of a customer beside who they are."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.tickets import TicketRow
from inbox.models import Survey as SurveyModel


class Score(Shape):
    scale = serializers.ChoiceField(SurveyModel.Scale.choices)
    score = serializers.IntegerField(allow_null=True)
    comment = serializers.CharField()


class PastTicket(Shape):
    ticket = TicketRow()
    answer = Score(allow_null=True, help_text="What they said when they were asked how it was.")


class Satisfaction(Shape):
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    good = serializers.IntegerField()


class History(Shape):
    results = PastTicket(many=True)
    next = serializers.CharField(allow_null=True)
    total = serializers.IntegerField()
    satisfaction = Satisfaction()


class ErasurePreview(Shape):
    name = serializers.CharField(help_text="What has to be typed to confirm.")
    handles = serializers.ListField(child=serializers.CharField())
    tickets = serializers.IntegerField()
    open_tickets = serializers.IntegerField(help_text="Of these, not solved: they are closed without an answer.")
    messages = serializers.IntegerField()
    elsewhere = serializers.IntegerField(help_text="Messages of theirs on tickets of other customers.")
    files = serializers.IntegerField()
    bytes = serializers.IntegerField(help_text="Of the files.")
    held_by = serializers.ListField(
        child=serializers.CharField(), help_text="What carries the label legal-hold; any refuses it."
    )
    erasing = serializers.BooleanField(help_text="Somebody has asked for it already.")
