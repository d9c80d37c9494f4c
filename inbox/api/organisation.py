"""The settings of the whole deployment."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import organisation
from inbox.api.operation import Ask, operation
from inbox.api.shapes import promises as shapes
from inbox.api.strict import Body, Id
from inbox.models import Organisation


class Weights(Body):
    chat = serializers.IntegerField(min_value=0, max_value=10_000)
    mail = serializers.IntegerField(min_value=0, max_value=10_000)
    comment = serializers.IntegerField(min_value=0, max_value=10_000)


class OrganisationChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    calendar_id = Id(required=False, allow_null=True)
    reopen_days = serializers.IntegerField(min_value=0, max_value=3650, required=False)
    undo_seconds = serializers.IntegerField(min_value=0, max_value=60, required=False)
    rules_paused = serializers.BooleanField(required=False)
    auto_close_days = serializers.IntegerField(min_value=0, max_value=3650, required=False)
    work_weights = Weights(required=False)
    zone = serializers.CharField(max_length=60, required=False, help_text="IANA name, as in Europe/Berlin.")
    language = serializers.RegexField(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?\Z", max_length=10, required=False)
    guide_hidden = serializers.BooleanField(required=False, help_text="The guided set-up is done with.")

    def validate_zone(self, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise serializers.ValidationError(
                _("{value} is no time zone; write it as Europe/Berlin.").format(value=value)
            )
        return value


class OrganisationDetail(APIView):
    @operation("organisation_read", summary="Our own settings", returns=shapes.Organisation)
    def get(self, ask: Ask) -> dict[str, Any]:
        return _row(organisation.current())

    @operation(
        "organisation_update",
        summary="Change them",
        body=OrganisationChanges,
        returns=shapes.Organisation,
        role="admin",
    )
    def patch(self, ask: Ask) -> dict[str, Any]:
        return _row(organisation.change(actor=ask.user, **ask.body))


def _row(ours: Organisation) -> dict[str, Any]:
    return {
        "name": ours.name,
        "calendar_id": ours.calendar_id,
        "reopen_days": ours.reopen_days,
        "undo_seconds": ours.undo_seconds,
        "rules_paused": ours.rules_paused,
        "auto_close_days": ours.auto_close_days,
        "work_weights": ours.work_weights,
        "zone": ours.zone,
        "language": ours.language,
        "guide_hidden": ours.guide_hidden,
    }
