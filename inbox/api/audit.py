"""The audit: read by admins, written by nobody here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import Order, page
from inbox.api.shapes import keeping as shapes
from inbox.api.strict import Id, Query
from inbox.audit import KINDS
from inbox.models import AuditEntry

NEWEST = Order("-at")
COLUMNS = ("at", "actor_name", "action", "target_kind", "target_id", "target_name", "details", "address")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out


class AuditFilter(Query):
    actor_id = Id(required=False)
    target_kind = serializers.ChoiceField(sorted(KINDS), required=False)
    target_id = Id(required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False, help_text="Not later than just before it.")
    text = serializers.CharField(required=False, max_length=100, help_text="Part of a name.")


class AuditQuery(AuditFilter):
    cursor = serializers.CharField(required=False, max_length=400, help_text="`next` of the page before.")
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class AuditList(APIView):
    @operation(
        "audit_list",
        summary="Who changed what, and who signed in",
        query=AuditQuery,
        returns=shapes.AuditPage,
        role="admin",
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        wanted = dict(ask.query)
        cursor, limit = wanted.pop("cursor", None), wanted.pop("limit")
        shown, following = page(access.audit(ask.user, **wanted), NEWEST, cursor=cursor, limit=limit)
        return {"results": [_row(entry) for entry in shown], "next": following}


class AuditExport(APIView):
    @operation("audit_export", summary="The same as CSV, all of it", query=AuditFilter, returns=bytes, role="admin")
    def get(self, ask: Ask) -> StreamingHttpResponse:
        found = access.audit(ask.user, **ask.query)
        response = StreamingHttpResponse(_lines(found.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="audit.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _lines(found: Iterator[AuditEntry]) -> Iterator[str]:
    yield _line(COLUMNS)
    for entry in found:
        row = _row(entry)
        yield _line([_cell(row[name]) for name in COLUMNS])


def _line(cells: Any) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "at": rows.iso(entry.at),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "target_kind": entry.target_kind,
        "target_id": entry.target_id,
        "target_name": entry.target_name,
        "details": entry.data,
        "address": entry.address,
    }
