"""How long things are kept, and what would go now."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import retention
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import keeping as shapes
from inbox.api.strict import Body

SHOWN = 50


def _days() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=36_500, required=False, help_text="0: for ever.")


class Days(Body):
    spam_days = _days()
    closed_days = _days()
    raw_days = _days()
    notification_days = _days()
    audit_days = _days()


class RetentionDetail(APIView):
    @operation("retention_read", summary="What is kept for how long", returns=shapes.Retention, role="admin")
    def get(self, ask: Ask) -> dict[str, Any]:
        return _row()

    @operation("retention_update", summary="Keep it for so long", body=Days, returns=shapes.Retention, role="admin")
    def patch(self, ask: Ask) -> dict[str, Any]:
        retention.change(actor=ask.user, **ask.body)
        return _row()


class RetentionPreview(APIView):
    @operation(
        "retention_preview",
        summary="What these days would remove now; changes nothing",
        body=Days,
        returns=shapes.RetentionPreview,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return {"rules": retention.preview(retention.days() | ask.body, now=timezone.now())}


def _row() -> dict[str, Any]:
    done = retention.removals()[:SHOWN]
    return {
        "rules": retention.preview(retention.days(), now=timezone.now()),
        "removals": [
            {
                "id": each.pk,
                "rule": each.rule,
                "days": each.days,
                "removed": each.removed,
                "started_at": rows.iso(each.started_at),
                "finished_at": rows.iso(each.finished_at),
            }
            for each in done
        ],
    }
