"""Conditions, actions, and the rules made of them."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.conditions.fields import Type as ConditionType
from inbox.models import RuleRun as Run
from inbox.rules.kind import Type as InputType


def choices(kinds: type[ConditionType] | type[InputType]) -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in kinds]


class Choice(Shape):
    value = serializers.JSONField(help_text="A word, a number, or null for nobody and nothing.")
    label = serializers.CharField()  # type: ignore[assignment]


class ConditionOperator(Shape):
    op = serializers.CharField()
    label = serializers.CharField(help_text="As a sentence goes on: is, contains, has changed from.")  # type: ignore[assignment]
    value = serializers.BooleanField(help_text="False: it stands alone.")


class ConditionField(Shape):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField()
    type = serializers.ChoiceField(choices(ConditionType))
    ops = ConditionOperator(many=True)
    choices = Choice(many=True, allow_null=True)
    lasting = serializers.BooleanField(help_text="Rules by time may ask for it.")
    listable = serializers.BooleanField(help_text="Saved views may ask for it.")


class ConditionFields(Shape):
    results = ConditionField(many=True)
    next = serializers.CharField(allow_null=True)


class ActionInput(Shape):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices(InputType), help_text="long_text may hold {{ variables }}.")
    required = serializers.BooleanField()  # type: ignore[assignment]
    least = serializers.IntegerField(allow_null=True)
    most = serializers.IntegerField(allow_null=True, help_text="Of a number; the length of a text.")
    hint = serializers.CharField()
    choices = Choice(many=True, allow_null=True)


class ActionForm(Shape):
    do = serializers.CharField()
    label = serializers.CharField(help_text="As in: Set the priority.")  # type: ignore[assignment]
    group = serializers.CharField()
    fixed = serializers.DictField(help_text="Parameters that this line of the menu decides.")
    inputs = ActionInput(many=True)


class RuleTrigger(Shape):
    kind = serializers.CharField()
    label = serializers.CharField(help_text="As it goes on after When.")  # type: ignore[assignment]


class ActionForms(Shape):
    results = ActionForm(many=True)
    triggers = RuleTrigger(many=True, help_text="The events that rules can follow.")
    next = serializers.CharField(allow_null=True)


class Trigger(Shape):
    on = serializers.ListField(child=serializers.CharField(), help_text="Events; none: by time.")
    after = serializers.IntegerField(allow_null=True, help_text="Seconds that the conditions have to hold.")
    business = serializers.BooleanField(help_text="Counted in the team's working hours.")


class RuleVersion(Shape):
    number = serializers.IntegerField()
    trigger = Trigger()
    conditions = serializers.DictField(help_text="{} holds always; else all, any or none of a list, or a leaf.")
    actions = serializers.ListField(child=serializers.DictField())
    stop = serializers.BooleanField(help_text="Once it has run, later rules do not see the event.")
    created_by_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()


class RuleVersions(Shape):
    results = RuleVersion(many=True)
    next = serializers.CharField(allow_null=True)


class Rule(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    position = serializers.IntegerField()
    enabled = serializers.BooleanField()
    paused_at = serializers.DateTimeField(allow_null=True, help_text="Stopped by a breaker.")
    paused_reason = serializers.CharField()
    failures = serializers.IntegerField(help_text="In a row.")
    owner_id = serializers.IntegerField(allow_null=True, help_text="Who is told when something is wrong with it.")
    matched = serializers.IntegerField(help_text="How often it ran in the last 30 days.")
    last_run_at = serializers.DateTimeField(allow_null=True)
    version = RuleVersion(help_text="What it says now.")


class Rules(Shape):
    results = Rule(many=True)
    next = serializers.CharField(allow_null=True)


class ActionResult(Shape):
    do = serializers.CharField()
    result = serializers.CharField(help_text="In words; empty: there was nothing to do.")


class RuleRun(Shape):
    id = serializers.IntegerField()
    rule_id = serializers.IntegerField()
    rule = serializers.CharField()
    version = serializers.IntegerField()
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    event_id = serializers.IntegerField(allow_null=True)
    event_kind = serializers.CharField()
    outcome = serializers.ChoiceField(Run.Outcome.choices)
    changes = serializers.DictField(help_text="{field: [before, after]}")
    actions = ActionResult(many=True)
    error = serializers.CharField()
    depth = serializers.IntegerField(help_text="Rules that had answered one another before it.")
    duration_us = serializers.IntegerField()
    at = serializers.DateTimeField()


class RuleRuns(Shape):
    results = RuleRun(many=True)
    next = serializers.CharField(allow_null=True)


class Unmatched(Shape):
    rule_id = serializers.IntegerField()
    rule = serializers.CharField()
    version = serializers.IntegerField()
    failed = serializers.CharField(help_text="Why not, in words.")


class RuleLook(Shape):
    event_id = serializers.IntegerField()
    event_kind = serializers.CharField()
    cause_id = serializers.IntegerField(allow_null=True, help_text="The event to which a rule answered with this one.")
    at = serializers.DateTimeField()
    duration_us = serializers.IntegerField()
    runs = RuleRun(many=True)
    unmatched = Unmatched(many=True)


class RuleLooks(Shape):
    results = RuleLook(many=True, help_text="One per event that rules looked at, the newest first.")
    next = serializers.CharField(allow_null=True)


class DryRunTrial(Shape):
    event_id = serializers.IntegerField(allow_null=True)
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    at = serializers.DateTimeField()
    failed = serializers.CharField(allow_null=True, help_text="Why it would not have run; null: it would have.")
    changes = serializers.DictField(help_text="{field: [before, after]}")
    actions = ActionResult(many=True)
    error = serializers.CharField(help_text="Why its actions could not be done.")


class DryRun(Shape):
    events = serializers.IntegerField(help_text="Looked at; by time: tickets.")
    matched = serializers.IntegerField()
    complete = serializers.BooleanField(help_text="False: time was over before all of the last 500 were looked at.")
    runs = DryRunTrial(many=True)
