"""Saved views."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.tickets import TicketRow

SHARED = ("me", "team", "all")


class View(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    icon = serializers.CharField(help_text="A name that the console knows; empty: its own choice.")
    conditions = serializers.DictField(help_text="As rules have them; {} is every ticket.")
    order = serializers.CharField()
    pinned = serializers.BooleanField(help_text="Stands at the side, with its number in /tickets/counts.")
    position = serializers.IntegerField()
    shared_with = serializers.ChoiceField(SHARED)
    team_id = serializers.IntegerField(allow_null=True)
    mine = serializers.BooleanField()


class Views(Shape):
    results = View(many=True)
    next = serializers.CharField(allow_null=True)


class ViewPreview(Shape):
    count = serializers.IntegerField(allow_null=True, help_text="Null: too many to count now.")
    examples = TicketRow(many=True)


class ViewDraft(Shape):
    conditions = serializers.DictField()
    left_out = serializers.ListField(child=serializers.CharField(), help_text="What no view can keep, as it was typed.")
