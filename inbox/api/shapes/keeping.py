"""What only admins see: the audit, how long things are kept, tokens, the health of the machine, the first steps."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import User as UserModel
from inbox.retention import RULES


class AuditRow(Shape):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor_id = serializers.IntegerField(allow_null=True)
    actor_name = serializers.CharField(help_text="As it was then; empty: nobody, or nobody known.")
    action = serializers.CharField(help_text="As in user.changed, sign_in.failed.")
    target_kind = serializers.CharField()
    target_id = serializers.IntegerField(allow_null=True)
    target_name = serializers.CharField()
    details = serializers.DictField(help_text="Which fields; before and after where they are known. Never a secret.")
    address = serializers.CharField(allow_null=True, help_text="Of a sign-in.")


class AuditPage(Shape):
    results = AuditRow(many=True)
    next = serializers.CharField(allow_null=True)


class RetentionRule(Shape):
    rule = serializers.ChoiceField(RULES)
    days = serializers.IntegerField(help_text="0: for ever.")
    would_remove = serializers.IntegerField(help_text="Now.")
    held = serializers.IntegerField(help_text="Would go, but for their label legal-hold.")


class Removal(Shape):
    id = serializers.IntegerField()
    rule = serializers.ChoiceField(RULES)
    days = serializers.IntegerField()
    removed = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class Retention(Shape):
    rules = RetentionRule(many=True)
    removals = Removal(many=True, help_text="The newest 50 passes that removed something.")


class RetentionPreview(Shape):
    rules = RetentionRule(many=True)


class Token(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    begins = serializers.CharField(help_text="Its first characters.")
    user_id = serializers.IntegerField(help_text="Whose rights it has.")
    user_name = serializers.CharField()
    role = serializers.ChoiceField(UserModel.Role.choices)
    made_by_name = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the hour.")


class Tokens(Shape):
    results = Token(many=True)
    next = serializers.CharField(allow_null=True)


class NewToken(Token):
    token = serializers.CharField(help_text="Shown this once.")


class Step(Shape):
    key = serializers.ChoiceField(["organisation", "channel", "people", "message", "answer"])
    done = serializers.BooleanField()


class Guide(Shape):
    steps = Step(many=True, help_text="In their order.")
    hidden = serializers.BooleanField()
    ticket_id = serializers.IntegerField(allow_null=True, help_text="The newest message that waits for an answer.")
