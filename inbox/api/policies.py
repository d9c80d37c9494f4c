"""What is promised to whom. A change makes a new version; open tickets keep the one they were promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox.api.operation import Ask, operation
from inbox.api.rows import iso, preview_row
from inbox.api.shapes import promises as shapes
from inbox.api.strict import Body, Id, Query
from inbox.models import Clock, Policy, PolicyVersion, Ticket
from inbox.sla import apply, policies, preview

LONGEST = 366 * 24 * 3600
SURE = "Needed when afterwards no active policy is for everybody."


class TargetIn(Body):
    priority = serializers.ChoiceField(Ticket.Priority.choices)
    metric = serializers.ChoiceField(Clock.Metric.choices)
    seconds = serializers.IntegerField(min_value=60, max_value=LONGEST)
    public_seconds = serializers.IntegerField(
        min_value=60, max_value=LONGEST, required=False, allow_null=True, default=None, help_text="To public messages."
    )
    business = serializers.BooleanField(required=False, default=True, help_text="Else around the clock.")
    warn = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LONGEST),
        required=False,
        default=list,
        max_length=5,
        help_text="Seconds left.",
    )


class PolicySays(Body):
    conditions = serializers.JSONField(required=False, help_text="See GET /conditions; {} means every ticket.")
    targets = serializers.ListField(child=TargetIn(), required=False, max_length=16)
    pause_on = serializers.ListField(child=serializers.ChoiceField(shapes.PAUSES), required=False)
    calendar_id = Id(required=False, allow_null=True)
    bot_counts = serializers.BooleanField(required=False)
    public_only = serializers.BooleanField(required=False)
    update_while_waiting = serializers.BooleanField(required=False)


class NewPolicy(PolicySays):
    name = serializers.CharField(max_length=80)


class PolicyChanges(PolicySays):
    name = serializers.CharField(max_length=80, required=False)
    active = serializers.BooleanField(required=False)
    sure = serializers.BooleanField(required=False, default=False, help_text=SURE)


class Draft(PolicySays):
    policy_id = Id(required=False, allow_null=True, default=None, help_text="Null: a new policy, asked before all.")


class PolicyOrder(Body):
    ids = serializers.ListField(child=Id(), max_length=1000)


class Revert(Body):
    number = serializers.IntegerField(min_value=1)
    sure = serializers.BooleanField(required=False, default=False, help_text=SURE)


class Sure(Query):
    sure = serializers.BooleanField(required=False, default=False, help_text=SURE)


class PolicyList(APIView):
    @operation("policies_list", summary="What is promised, in the order it is asked", returns=shapes.Policies)
    def get(self, ask: Ask) -> dict[str, Any]:
        return _all()

    @operation(
        "policies_create",
        summary="A promise that is asked before all others",
        body=NewPolicy,
        returns=shapes.Policy,
        status=201,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _row(policies.create_policy(actor=ask.user, **stored(ask.body)))


class PolicyDetail(APIView):
    @operation("policies_read", summary="One policy", returns=shapes.Policy)
    def get(self, ask: Ask, policy_id: int) -> dict[str, Any]:
        return _row(policies.policy(policy_id))

    @operation(
        "policies_update",
        summary="Promise something else to new tickets",
        body=PolicyChanges,
        returns=shapes.Policy,
        role="admin",
    )
    def patch(self, ask: Ask, policy_id: int) -> dict[str, Any]:
        return _row(policies.change_policy(policy_id, actor=ask.user, **stored(ask.body)))

    @operation(
        "policies_archive",
        summary="Ask it no longer; its clocks go on",
        query=Sure,
        returns=shapes.Policy,
        role="admin",
    )
    def delete(self, ask: Ask, policy_id: int) -> dict[str, Any]:
        return _row(policies.change_policy(policy_id, actor=ask.user, active=False, sure=ask.query["sure"]))


class PolicyOrderView(APIView):
    @operation(
        "policies_order", summary="Ask them in another order", body=PolicyOrder, returns=shapes.Policies, role="admin"
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        policies.order(ask.body["ids"], actor=ask.user)
        return _all()


class PolicyPreview(APIView):
    @operation(
        "policies_preview",
        summary="What a change would do to open tickets; nothing is changed",
        body=Draft,
        returns=shapes.PromisePreview,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        draft = stored(ask.body)
        return preview_row(preview.policy(draft.pop("policy_id"), draft))


class PolicyApply(APIView):
    @operation(
        "policies_apply",
        summary="Give open tickets what it says now; told by sla.applied",
        returns=shapes.Application,
        status=202,
        role="admin",
    )
    def post(self, ask: Ask, policy_id: int) -> dict[str, Any]:
        begun = apply.start(policy_id, actor=ask.user)
        return {"id": begun.pk, "policy_id": policy_id, "done": begun.done, "total": len(begun.ticket_ids)}


class PolicyVersions(APIView):
    @operation(
        "policies_versions", summary="All it ever said, the newest first", returns=shapes.PolicyVersions, role="admin"
    )
    def get(self, ask: Ask, policy_id: int) -> dict[str, Any]:
        found = policies.policy(policy_id)
        return {"results": [_version(version) for version in policies.versions(found)], "next": None}


class PolicyRevert(APIView):
    @operation(
        "policies_revert",
        summary="Say again what an older version said",
        body=Revert,
        returns=shapes.Policy,
        role="admin",
    )
    def post(self, ask: Ask, policy_id: int) -> dict[str, Any]:
        return _row(policies.revert(policy_id, ask.body["number"], actor=ask.user, sure=ask.body["sure"]))


def stored(body: dict[str, Any]) -> dict[str, Any]:
    """As a PolicyVersion keeps it."""
    says = dict(body)
    if "targets" in body:
        table: dict[str, Any] = {}
        says["targets"] = table
        for target in body["targets"]:
            kept = {name: target[name] for name in ("seconds", "public_seconds", "business", "warn")}
            table.setdefault(target["priority"], {})[target["metric"]] = kept
    return says


def _all() -> dict[str, Any]:
    return {"results": _rows(policies.policies()), "next": None}


def _row(policy: Policy) -> dict[str, Any]:
    return _rows([policy])[0]


def _rows(found: Sequence[Policy]) -> list[dict[str, Any]]:
    newest = policies.newest([policy.pk for policy in found])
    return [
        {
            "id": policy.pk,
            "name": policy.name,
            "position": policy.position,
            "active": policy.active,
            **_version(newest[policy.pk]),
        }
        for policy in found
    ]


def _version(version: PolicyVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "conditions": version.conditions,
        "targets": [
            {"priority": priority, "metric": metric, **version.targets[priority][metric]}
            for priority in reversed(Ticket.Priority.values)
            for metric in Clock.Metric.values
            if metric in version.targets.get(priority, {})
        ],
        "pause_on": version.pause_on,
        "calendar_id": version.calendar_id,
        "bot_counts": version.bot_counts,
        "public_only": version.public_only,
        "update_while_waiting": version.update_while_waiting,
        "changed_by": None if version.created_by is None else version.created_by.name,
        "changed_at": iso(version.created_at),
    }
