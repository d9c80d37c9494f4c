"""Canned answers and macros."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape


class CannedAnswer(Shape):
    id = serializers.IntegerField()
    shortcut = serializers.CharField(help_text="What is typed after the slash.")
    title = serializers.CharField()
    body_html = serializers.CharField()
    language = serializers.CharField(help_text="As in de; empty: any.")
    team_id = serializers.IntegerField(allow_null=True, help_text="Null: for everybody.")
    used = serializers.IntegerField(help_text="How often it was put into a reply.")
    updated_at = serializers.DateTimeField()


class CannedAnswers(Shape):
    results = CannedAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class Rendered(Shape):
    html = serializers.CharField()
    missing = serializers.ListField(
        child=serializers.CharField(),
        help_text="Variables without a value on this ticket; they stand as {{ name }}.",
    )


class Variable(Shape):
    name = serializers.CharField()
    about = serializers.CharField()


class Variables(Shape):
    results = Variable(many=True)
    next = serializers.CharField(allow_null=True)


class Macro(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    actions = serializers.ListField(child=serializers.DictField(), help_text='As rules have them: {"do": kind, …}.')
    team_id = serializers.IntegerField(allow_null=True, help_text="Null: for everybody.")
    position = serializers.IntegerField()
    used = serializers.IntegerField()


class Macros(Shape):
    results = Macro(many=True)
    next = serializers.CharField(allow_null=True)


class ActionDone(Shape):
    do = serializers.CharField()
    result = serializers.CharField(help_text="In words.")


class MacroEffect(Shape):
    changes = serializers.DictField(child=serializers.ListField(), help_text="{field: [before, after]}")
    actions = ActionDone(many=True)
