"""Rules: what they are made of, how they stand, what they did, and what they would have done."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, conditions
from inbox.api import paging
from inbox.api.operation import Ask, operation
from inbox.api.shapes import rules as shapes
from inbox.api.strict import Body, Id, PageQuery
from inbox.models import Rule, RuleRun, RuleVersion
from inbox.rules import actions, dry_run, log, versions


class NewTrigger(Body):
    on = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)
    after = serializers.IntegerField(required=False, allow_null=True)
    business = serializers.BooleanField(required=False)


class RuleChanges(Body):
    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(max_length=500, required=False, allow_blank=True)
    enabled = serializers.BooleanField(required=False)
    trigger = NewTrigger(required=False)
    conditions = serializers.DictField(required=False)
    actions = serializers.ListField(child=serializers.DictField(), required=False, max_length=actions.MOST)
    stop = serializers.BooleanField(required=False)


class NewRule(RuleChanges):
    name = serializers.CharField(max_length=120)
    trigger = NewTrigger()
    actions = serializers.ListField(child=serializers.DictField(), max_length=actions.MOST)


class RuleDraft(Body):
    rule_id = Id(required=False, allow_null=True)
    trigger = NewTrigger()
    conditions = serializers.DictField(required=False, default=dict)
    actions = serializers.ListField(child=serializers.DictField(), max_length=actions.MOST)
    stop = serializers.BooleanField(required=False, default=False)


class RuleIds(Body):
    ids = serializers.ListField(child=Id(), max_length=5000)


class RuleNumber(Body):
    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ConditionList(APIView):
    @operation("conditions_list", summary="What conditions can ask for", returns=shapes.ConditionFields)
    def get(self, ask: Ask) -> dict[str, Any]:
        fields = []
        seen = set(access.channels(ask.user).values_list("pk", flat=True))
        for field in conditions.catalogue():
            if field["name"] == "channel_id":
                field["choices"] = [choice for choice in field["choices"] if choice["value"] in seen]
            lasting, lists = field["name"] in versions.LASTING, conditions.listable(field["name"])
            fields.append({**field, "lasting": lasting, "listable": lists})
        return {"results": fields, "next": None}


class ActionList(APIView):
    @operation(
        "rule_actions_list", summary="What rules and macros can do", returns=shapes.ActionForms, role="supervisor"
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": actions.catalogue(), "triggers": versions.triggers(), "next": None}


class RuleList(APIView):
    @operation("rules_list", summary="All rules, in their order", returns=shapes.Rules, role="supervisor")
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [_row(rule) for rule in versions.rules()], "next": None}

    @operation("rules_create", summary="A new rule", body=NewRule, returns=shapes.Rule, status=201, role="admin")
    def post(self, ask: Ask) -> dict[str, Any]:
        return _row(versions.create(actor=ask.user, **ask.body))


class RuleDetail(APIView):
    @operation("rules_read", summary="One rule", returns=shapes.Rule, role="supervisor")
    def get(self, ask: Ask, rule_id: int) -> dict[str, Any]:
        return _row(versions.rule(rule_id))

    @operation("rules_update", summary="Change it", body=RuleChanges, returns=shapes.Rule, role="admin")
    def patch(self, ask: Ask, rule_id: int) -> dict[str, Any]:
        return _row(versions.change(rule_id, actor=ask.user, **ask.body))

    @operation("rules_delete", summary="Put it away; its log stays", role="admin")
    def delete(self, ask: Ask, rule_id: int) -> None:
        versions.archive(rule_id, actor=ask.user)


class RuleOrder(APIView):
    @operation("rules_order", summary="Run them in this order", body=RuleIds, returns=shapes.Rules, role="admin")
    def post(self, ask: Ask) -> dict[str, Any]:
        versions.order(ask.body["ids"], actor=ask.user)
        return {"results": [_row(rule) for rule in versions.rules()], "next": None}


class RuleVersions(APIView):
    @operation(
        "rule_versions_list",
        summary="Everything it ever said, the newest first",
        returns=shapes.RuleVersions,
        role="supervisor",
    )
    def get(self, ask: Ask, rule_id: int) -> dict[str, Any]:
        return {"results": [_version(each) for each in versions.rule(rule_id).versions.all()], "next": None}


class RuleRevert(APIView):
    @operation(
        "rules_revert", summary="Say again what it said then", body=RuleNumber, returns=shapes.Rule, role="admin"
    )
    def post(self, ask: Ask, rule_id: int) -> dict[str, Any]:
        return _row(versions.revert(rule_id, ask.body["number"], actor=ask.user))


class RuleResume(APIView):
    @operation("rules_resume", summary="Let it run again after a breaker", returns=shapes.Rule, role="admin")
    def post(self, ask: Ask, rule_id: int) -> dict[str, Any]:
        return _row(versions.resume(rule_id, actor=ask.user))


class RuleRuns(APIView):
    @operation(
        "rule_runs_list", summary="What it did lately", query=PageQuery, returns=shapes.RuleRuns, role="supervisor"
    )
    def get(self, ask: Ask, rule_id: int) -> dict[str, Any]:
        rows = versions.rule(rule_id).runs.select_related("rule", "version", "ticket", "event")
        found, after = paging.page(rows, paging.NEWEST, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": [_run(run) for run in found], "next": after}


class RuleDryRun(APIView):
    @operation(
        "rules_dry_run",
        summary="What it would have done to the last 500 events; nothing is changed",
        body=RuleDraft,
        returns=shapes.DryRun,
        role="admin",
        idempotent=False,
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        rule_id = ask.body.get("rule_id")
        rule = None if rule_id is None else versions.rule(rule_id)
        report = dry_run.run(versions.checked(ask.body), rule=rule)
        return {
            "events": len(report.trials),
            "matched": sum(trial.failed is None for trial in report.trials),
            "complete": report.complete,
            "runs": [_trial(trial) for trial in report.trials],
        }


class TicketRuleRuns(APIView):
    @operation(
        "ticket_rule_runs", summary="What rules did to this ticket, and why others did not", returns=shapes.RuleLooks
    )
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        looks = log.of_ticket(access.ticket(ask.user, ticket_id), channels=access.channel_ids(ask.user))
        return {"results": [_look(look) for look in looks], "next": None}


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.pk,
        "name": rule.name,
        "description": rule.description,
        "position": rule.position,
        "enabled": rule.enabled,
        "paused_at": rule.paused_at,
        "paused_reason": rule.paused_reason,
        "failures": rule.failures,
        "owner_id": rule.owner_id,
        "matched": rule.matched,  # type: ignore[attr-defined]
        "last_run_at": rule.last_run_at,  # type: ignore[attr-defined]
        "version": _version(versions.in_force(rule)),
    }


def _version(of: RuleVersion) -> dict[str, Any]:
    return {
        "number": of.number,
        "trigger": {
            "on": of.trigger.get("on", []),
            "after": of.trigger.get("after"),
            "business": of.trigger.get("business", False),
        },
        "conditions": of.conditions,
        "actions": of.actions,
        "stop": of.stop,
        "created_by_id": of.created_by_id,
        "created_at": of.created_at,
    }


def _run(run: RuleRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "rule_id": run.rule_id,
        "rule": run.rule.name,
        "version": run.version.number,
        "ticket_id": run.ticket_id,
        "reference": run.ticket.reference,
        "event_id": run.event_id,
        "event_kind": run.event.kind if run.event is not None else "",
        "outcome": run.outcome,
        "changes": run.changes,
        "actions": actions.results(run.actions),
        "error": run.error,
        "depth": run.depth,
        "duration_us": run.duration_us,
        "at": run.at,
    }


def _look(look: dict[str, Any]) -> dict[str, Any]:
    event = look["event"]
    return {
        "event_id": event.pk,
        "event_kind": event.kind,
        "cause_id": event.cause_id,
        "at": look["at"],
        "duration_us": look["duration_us"],
        "runs": [_run(run) for run in look["runs"]],
        "unmatched": look["unmatched"],
    }


def _trial(trial: dry_run.Trial) -> dict[str, Any]:
    return {
        "event_id": trial.event.pk if trial.event is not None else None,
        "ticket_id": trial.ticket.pk,
        "reference": trial.ticket.reference,
        "subject": trial.ticket.subject,
        "at": trial.at,
        "failed": trial.failed,
        "changes": trial.changes,
        "actions": actions.results(trial.actions),
        "error": trial.error,
    }
