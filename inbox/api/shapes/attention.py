"""What people are told, who is called, and what customers say afterwards."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Named, Shape
from inbox.models import Follower as FollowerModel
from inbox.models import Survey as SurveyModel


class TicketName(Shape):
    id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()


class Notification(Shape):
    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="As in mention, assigned, sla_breach, rule, page, digest.")
    ticket = TicketName(allow_null=True)
    text = serializers.CharField()
    reason = serializers.CharField(help_text="Why you are told.")
    count = serializers.IntegerField(help_text="It stands for so many.")
    ways = serializers.ListField(
        child=serializers.ChoiceField(("app", "desktop", "sound")), help_text="Where it shows itself to me."
    )
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class Notifications(Shape):
    results = Notification(many=True)
    unread = serializers.IntegerField(help_text="Of all, not only of this page.")
    next = serializers.CharField(allow_null=True)


class Follower(Shape):
    user = Named()
    why = serializers.ChoiceField(FollowerModel.Why.choices)
    since = serializers.DateTimeField()


class Followers(Shape):
    results = Follower(many=True, help_text="The first to follow first.")


class OnCall(Shape):
    results = Named(many=True, help_text="In the order in which they are called.")
    next = serializers.CharField(allow_null=True)


class Page(Shape):
    id = serializers.IntegerField()
    ticket = TicketName()
    team_id = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    user = Named(help_text="Who is called now, or was last.")
    step = serializers.IntegerField(help_text="How many were called before.")
    wait = serializers.IntegerField(help_text="Seconds until the next one is called.")
    mine = serializers.BooleanField(help_text="You were called.")
    called_at = serializers.DateTimeField()
    given_up_at = serializers.DateTimeField(allow_null=True, help_text="Everybody was called in vain.")
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = Named(allow_null=True)


class Pages(Shape):
    results = Page(many=True)
    next = serializers.CharField(allow_null=True)


class Survey(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    question = serializers.CharField()
    thanks = serializers.CharField()
    scale = serializers.ChoiceField(SurveyModel.Scale.choices)
    conditions = serializers.DictField()
    wait = serializers.IntegerField(help_text="Seconds after a ticket was solved.")
    again_after_days = serializers.IntegerField(help_text="Nobody is asked more often.")
    active = serializers.BooleanField()
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    good = serializers.IntegerField(help_text="Answers of 4 and 5.")


class Surveys(Shape):
    results = Survey(many=True)
    next = serializers.CharField(allow_null=True)


class Opinions(Shape):
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    good = serializers.IntegerField(help_text="Answers of 4 and 5.")
    average = serializers.FloatField(allow_null=True)


class GroupOpinions(Opinions):
    id = serializers.IntegerField()
    name = serializers.CharField()


class Figures(Opinions):
    teams = GroupOpinions(many=True)
    agents = GroupOpinions(many=True)


class Answer(Shape):
    id = serializers.IntegerField()
    ticket = TicketName()
    customer = Named()
    agent = Named(allow_null=True, help_text="Who solved it.")
    scale = serializers.ChoiceField(SurveyModel.Scale.choices)
    score = serializers.IntegerField(allow_null=True, help_text="1 (bad) to 5 (good); null: no answer yet.")
    comment = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class Answers(Shape):
    figures = Figures()
    results = Answer(many=True)
    next = serializers.CharField(allow_null=True)


class TicketAnswers(Shape):
    answer = Answer(allow_null=True, help_text="Of this ticket; null: they were not asked.")
    earlier = Answer(many=True, help_text="What this customer said on other tickets that you may see.")
