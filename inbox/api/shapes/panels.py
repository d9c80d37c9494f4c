"""Panels beside a ticket."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import Panel as PanelModel


class Panel(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(PanelModel.Kind.choices)
    url_template = serializers.CharField()
    height = serializers.IntegerField()
    open_at_once = serializers.BooleanField()
    active = serializers.BooleanField()


class Panels(Shape):
    results = Panel(many=True)
    next = serializers.CharField(allow_null=True)


class NewPanel(Shape):
    panel = Panel()
    secret = serializers.CharField(help_text="Shown this once; empty for a link.")


class PanelTrial(Shape):
    ticket = serializers.CharField(help_text="The reference of the newest one; empty when there is none yet.")
    customer = serializers.CharField()
    url = serializers.CharField(help_text="Empty where something is missing.")
    missing = serializers.ListField(child=serializers.CharField(), help_text="Variables without a value there.")


class PanelSecret(Shape):
    secret = serializers.CharField(help_text="Shown this once.")


class PanelView(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(PanelModel.Kind.choices)
    url = serializers.CharField(help_text="Empty where something is missing.")
    origin = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    height = serializers.IntegerField()
    open_at_once = serializers.BooleanField()


class PanelViews(Shape):
    results = PanelView(many=True)
    next = serializers.CharField(allow_null=True)


class PanelContext(Shape):
    token = serializers.CharField(help_text="A JSON Web Token, HS256.")
    expires_at = serializers.DateTimeField()


class PanelVariable(Shape):
    name = serializers.CharField()
    about = serializers.CharField()


class PanelVariables(Shape):
    results = PanelVariable(many=True)
    next = serializers.CharField(allow_null=True)
