"""Endpoints of other systems, and the log of what they were told."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import WebhookDelivery as Row


class Endpoint(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField(), help_text="Of events; none: all.")
    with_content = serializers.BooleanField(help_text="Subjects, names and the words of messages go along.")
    with_notes = serializers.BooleanField(help_text="Internal notes are told, too.")
    active = serializers.BooleanField()
    disabled_reason = serializers.CharField(help_text="Why it was switched off by itself; empty: it was not.")
    failing_since = serializers.DateTimeField(allow_null=True, help_text="Null: it takes what it is told.")
    hold_until = serializers.DateTimeField(allow_null=True, help_text="Left alone until then: it does not answer.")
    waiting = serializers.IntegerField(help_text="Calls that are still to be made.")
    failed = serializers.IntegerField(help_text="Calls that were given up, of the last 30 days.")
    both_secrets_until = serializers.DateTimeField(allow_null=True, help_text="The secret before signs, too.")
    created_at = serializers.DateTimeField()


class Endpoints(Shape):
    results = Endpoint(many=True)
    next = serializers.CharField(allow_null=True)


class EndpointSecret(Shape):
    endpoint = Endpoint()
    secret = serializers.CharField(help_text="Shown this once: whsec_ and base64, as Standard Webhooks has it.")


class EndpointKind(Shape):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class EndpointKinds(Shape):
    results = EndpointKind(many=True)
    next = serializers.CharField(allow_null=True)


class WebhookAttempt(Shape):
    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True, help_text="Null: no answer.")
    detail = serializers.CharField(help_text="The start of the answer, or what went wrong.")
    duration_ms = serializers.IntegerField()


class WebhookDelivery(Shape):
    id = serializers.IntegerField()
    key = serializers.CharField(help_text="Its webhook-id, the same in every attempt.")
    kind = serializers.CharField()
    state = serializers.ChoiceField(Row.State.choices)
    payload = serializers.DictField(help_text="Ids and states; words are put in only when it is sent.")
    next_attempt_at = serializers.DateTimeField(allow_null=True, help_text="Null: it is over.")
    created_at = serializers.DateTimeField()
    attempts = WebhookAttempt(many=True)


class WebhookDeliveries(Shape):
    results = WebhookDelivery(many=True)
    next = serializers.CharField(allow_null=True)


class Resent(Shape):
    queued = serializers.IntegerField()
