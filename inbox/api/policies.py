"""What is promised at each priority."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox.api.operation import Ask, operation
from inbox.api.shapes import promises as shapes
from inbox.api.strict import Body, Id
from inbox.models import Policy, Ticket
from inbox.sla import policies

LONGEST = 366 * 24 * 3600


def _seconds(**kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=60, max_value=LONGEST, required=False, **kwargs)


class PolicyChanges(Body):
    first_reply = _seconds(allow_null=True)
    resolution = _seconds(allow_null=True)
    business_hours = serializers.BooleanField(required=False)
    warn_before = serializers.IntegerField(min_value=0, max_value=LONGEST, required=False)
    pause_on = serializers.ListField(
        child=serializers.ChoiceField((Ticket.Status.WAITING_CUSTOMER, Ticket.Status.ON_HOLD)), required=False
    )
    calendar_id = Id(required=False, allow_null=True)


class PolicyList(APIView):
    @operation("policies_list", summary="What is promised, by priority", returns=shapes.Policies)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [_row(policy) for policy in policies.policies()], "next": None}


class PolicyDetail(APIView):
    @operation(
        "policies_update", summary="Promise something else", body=PolicyChanges, returns=shapes.Policy, role="admin"
    )
    def patch(self, ask: Ask, priority: str) -> dict[str, Any]:
        return _row(policies.change_policy(priority, actor=ask.user, **ask.body))


def _row(policy: Policy) -> dict[str, Any]:
    return {
        "priority": policy.priority,
        "first_reply": policy.first_reply,
        "resolution": policy.resolution,
        "business_hours": policy.business_hours,
        "warn_before": policy.warn_before,
        "pause_on": policy.pause_on,
        "calendar_id": policy.calendar_id,
        "version": policy.version,
    }
