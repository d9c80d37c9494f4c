"""Who I am here."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import events, organisation, people, wishes
from inbox.api import directory
from inbox.api.operation import Ask, operation
from inbox.api.shapes import people as shapes
from inbox.api.strict import Body
from inbox.models import User
from inbox.models.people import LANGUAGES

LONGEST_PREFERENCES = 16_000


class MyChanges(Body):
    name = serializers.CharField(max_length=120, required=False)
    availability = serializers.ChoiceField(User.Availability.choices, required=False)
    signature = serializers.CharField(max_length=5000, required=False, allow_blank=True, trim_whitespace=False)
    language = serializers.ChoiceField(LANGUAGES, required=False, allow_blank=True, help_text="Empty: the browser's.")
    zone = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="As in Europe/Berlin.")
    notify = serializers.DictField(
        child=serializers.DictField(child=serializers.BooleanField()),
        required=False,
        help_text='Only what changes, as in {"assigned": {"mail": true}}.',
    )
    quiet = serializers.DictField(required=False, help_text="{from, to, days}; {} is never.")
    preferences = serializers.DictField(required=False, help_text="Replaces what was there; at most 16,000 characters.")

    def validate_preferences(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(json.dumps(value)) > LONGEST_PREFERENCES:
            raise serializers.ValidationError(_("At most {most} characters of JSON.").format(most=LONGEST_PREFERENCES))
        return value


class Me(APIView):
    @operation("me_read", summary="Who I am", returns=shapes.Me)
    def get(self, ask: Ask) -> dict[str, Any]:
        return _row(ask.user)

    @operation("me_update", summary="What I may change about myself", body=MyChanges, returns=shapes.Me)
    def patch(self, ask: Ask) -> dict[str, Any]:
        return _row(people.change_me(ask.user, **ask.body))


def _row(user: User) -> dict[str, Any]:
    ours = organisation.current()
    epoch, seq = events.head()
    public = directory.user_rows([user])[0]
    public.pop("active")
    return {
        **public,
        "email": user.email,
        "signature": user.signature,
        "language": user.language,
        "zone": user.zone,
        "notify": wishes.matrix(user),
        "quiet": user.quiet or None,
        "preferences": user.preferences,
        "organisation": {
            "name": ours.name,
            "undo_seconds": ours.undo_seconds,
            "language": ours.language,
            "zone": ours.zone,
        },
        "live": {"epoch": epoch, "seq": seq},
    }
