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
