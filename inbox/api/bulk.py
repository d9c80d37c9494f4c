"""One change to many tickets: begin, watch, cancel, undo."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, bulk, views
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import bulk as shapes
from inbox.api.strict import Body, Id
from inbox.api.tickets import Which
from inbox.errors import InboxError
from inbox.models import Bulk, Ticket


def _labels() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)


class BulkChanges(Body):
    status = serializers.ChoiceField(Ticket.Status.choices, required=False)
    priority = serializers.ChoiceField(Ticket.Priority.choices, required=False)
    team_id = Id(required=False, allow_null=True)
    assignee_id = Id(required=False, allow_null=True)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    add_labels = _labels()
    remove_labels = _labels()


class NewBulk(Body):
    ticket_ids = serializers.ListField(child=Id(), required=False, max_length=bulk.LARGEST)
    view = Which(required=False, help_text="Instead of ticket_ids: everything that this list shows now.")
    changes = BulkChanges(required=False)
    macro_id = Id(required=False)


class BulkList(APIView):
    @operation("bulk_start", summary="Change many tickets", body=NewBulk, returns=shapes.Bulk, status=202)
    def post(self, ask: Ask) -> dict[str, Any]:
        macro = access.macro(ask.user, ask.body["macro_id"]) if "macro_id" in ask.body else None
        changes = ask.body.get("changes", {})
        if changes.get("team_id") is not None:
            access.team(ask.user, changes["team_id"])
        if changes.get("assignee_id") is not None:
            access.person(ask.user, changes["assignee_id"])
        return _row(ask, bulk.start(actor=ask.user, ticket_ids=_chosen(ask), changes=changes, macro=macro))


class BulkDetail(APIView):
    @operation("bulk_read", summary="How far it is, and what could not be done", returns=shapes.Bulk)
    def get(self, ask: Ask, bulk_id: int) -> dict[str, Any]:
        return _row(ask, access.bulk(ask.user, bulk_id))


class BulkCancel(APIView):
    @operation("bulk_cancel", summary="Stop; what is done stays done", returns=shapes.Bulk)
    def post(self, ask: Ask, bulk_id: int) -> dict[str, Any]:
        return _row(ask, bulk.cancel(access.bulk(ask.user, bulk_id).pk, actor=ask.user))


class BulkUndo(APIView):
    @operation("bulk_undo", summary="Put back what it changed: another one of these", returns=shapes.Bulk, status=202)
    def post(self, ask: Ask, bulk_id: int) -> dict[str, Any]:
        return _row(ask, bulk.undo(access.bulk(ask.user, bulk_id).pk, actor=ask.user))


def _chosen(ask: Ask) -> list[int]:
    tickets = access.tickets(ask.user)
    if ("ticket_ids" in ask.body) == ("view" in ask.body):
        text = _("Say which tickets: either ticket_ids or a view.")
        raise InboxError("invalid", text, fields={"ticket_ids": text})
    if "view" in ask.body:
        found = views.tickets(tickets, ask.body["view"], user=ask.user)
        return list(found.order_by("pk").values_list("pk", flat=True)[: bulk.LARGEST + 1])
    wanted = set(ask.body["ticket_ids"])
    known = list(tickets.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := sorted(wanted - set(known)):
        text = _("Unknown: {these}.").format(these=", ".join(map(str, missing[:20])))
        raise InboxError("not_found", f"ticket_ids: {text}", 404, fields={"ticket_ids": text})
    return known


def _row(ask: Ask, row: Bulk) -> dict[str, Any]:
    failed = access.tickets(ask.user).in_bulk([entry["ticket_id"] for entry in row.failed])
    references = {pk: ticket.reference for pk, ticket in failed.items()}
    return {
        "id": row.pk,
        "state": row.state,
        "done": row.done,
        "total": len(row.ticket_ids),
        "failures": len(row.failed),
        "failed": [{**entry, "reference": references.get(entry["ticket_id"], "")} for entry in row.failed],
        "undoable": bulk.undoable(row),
        "created_at": rows.iso(row.created_at),
        "finished_at": rows.iso(row.finished_at),
    }
