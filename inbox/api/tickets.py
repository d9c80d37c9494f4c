"""Lists of tickets, and one ticket."""

from __future__ import annotations

import dataclasses
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, custom, listing, merge_preview, merging, reports, routing, search, tickets, views
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import Order, page
from inbox.api.shapes.routing import TicketUpdated
from inbox.api.shapes.tickets import Counts, MergePreview, TicketPage, TicketRow
from inbox.api.strict import Body, Id, PageQuery
from inbox.models import CustomField, Ticket

ORDERS = {
    "-last_message_at": Order("-last_message_at"),
    "last_message_at": Order("last_message_at"),
    "due_at": Order("due_at", sparse=True),
    "-created_at": Order("-created_at"),
    "created_at": Order("created_at"),
}


VIEW = rf"^({'|'.join(listing.VIEWS)}|saved-\d{{1,18}})$"
VIEW_HELP = f"One of {', '.join(listing.VIEWS)}, or saved- and the id of a view."


class Which(Body):
    # What a list shows.
    view = serializers.RegexField(VIEW, required=False, default="all", help_text=VIEW_HELP)
    team = Id(required=False)
    channel = Id(required=False)
    assignee = Id(required=False)
    priority = serializers.ChoiceField(Ticket.Priority.choices, required=False)
    status = serializers.ChoiceField(Ticket.Status.choices, required=False)
    label = serializers.CharField(required=False, max_length=40)  # type: ignore[assignment]
    contact = Id(required=False)
    q = serializers.CharField(
        required=False,
        max_length=300,
        help_text="Words of subject and messages, HD-…, a handle; and filters: is:open label:refund from:ada.",
    )


class TicketQuery(PageQuery, Which):
    order = serializers.ChoiceField(
        tuple(ORDERS), required=False, help_text="By default as the saved view says, else the newest first."
    )


class TicketChanges(Body):
    status = serializers.ChoiceField(Ticket.Status.choices, required=False)
    priority = serializers.ChoiceField(Ticket.Priority.choices, required=False)
    team_id = Id(required=False, allow_null=True)
    assignee_id = Id(required=False, allow_null=True)
    labels = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)
    subject = serializers.CharField(required=False, max_length=500, allow_blank=True)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    custom = serializers.DictField(
        required=False, help_text="Values of custom fields by their keys; null empties one, the others stay."
    )
    outcome = serializers.ChoiceField(
        Ticket.Outcome.choices,
        required=False,
        allow_blank=True,
        help_text="community: somebody else answered in public, well enough. Solves the ticket.",
    )


class Merge(Body):
    into_id = Id()


class Split(Body):
    message_id = Id(help_text="This message and all later ones move.")


class TicketList(APIView):
    @operation("tickets_list", summary="Tickets that I may see", query=TicketQuery, returns=TicketPage)
    def get(self, ask: Ask) -> dict[str, Any]:
        query = ask.query
        order = query.get("order") or views.order_of(query["view"], user=ask.user)
        found = views.tickets(access.tickets(ask.user), query, user=ask.user)
        shown, cursor = page(found, ORDERS[order], cursor=query.get("cursor"), limit=query["limit"])
        marks = access.read_marks(ask.user, [ticket.pk for ticket in shown])
        hits = search.hits(shown, query["q"], user=ask.user) if "q" in query else {}
        return {
            "results": rows.ticket_rows(shown),
            "next": cursor,
            "read": marks,
            "hits": {pk: dataclasses.asdict(hit) for pk, hit in hits.items()},
        }


class TicketCounts(APIView):
    @operation("tickets_counts", summary="How many there are in each view", returns=Counts)
    def get(self, ask: Ask) -> dict[str, Any]:
        return reports.counts(ask.user)


class TicketDetail(APIView):
    @operation("tickets_read", summary="One ticket", returns=TicketRow)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        return rows.ticket_rows([access.ticket(ask.user, ticket_id)])[0]

    @operation("tickets_update", summary="Change what agents may change", body=TicketChanges, returns=TicketUpdated)
    def patch(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        if "custom" in ask.body:
            custom.check(CustomField.Target.TICKET, ask.body["custom"])
        ticket = tickets.update(access.ticket(ask.user, ticket_id).pk, actor=ask.user, **ask.body)
        warnings = routing.warnings(ticket) if "assignee_id" in ask.body else []
        return {**rows.ticket_rows([ticket])[0], "warnings": warnings}


class TicketMerge(APIView):
    @operation("tickets_merge", summary="Merge into another ticket, the survivor", body=Merge, returns=TicketRow)
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        source, target = access.ticket(ask.user, ticket_id), access.ticket(ask.user, ask.body["into_id"])
        return rows.ticket_rows([merging.merge(source.pk, target.pk, actor=ask.user)])[0]


class TicketMergePreview(APIView):
    @operation(
        "tickets_merge_preview", summary="What merging would do; nothing is changed", body=Merge, returns=MergePreview
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        source, target = access.ticket(ask.user, ticket_id), access.ticket(ask.user, ask.body["into_id"])
        found = merge_preview.merge(source.pk, target.pk, actor=ask.user)
        shown = {name: getattr(found, name) for name in found.__slots__}
        clocks = [rows.clock_row(clock) for clock in found.clocks]
        return {**shown, "to": rows.addresses(found.to), "cc": rows.addresses(found.cc), "clocks": clocks}


class TicketUnmerge(APIView):
    @operation("tickets_unmerge", summary="Take a merge back", returns=TicketRow)
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return rows.ticket_rows([merging.unmerge(ticket.pk, actor=ask.user)])[0]


class TicketSplit(APIView):
    @operation(
        "tickets_split",
        summary="Give a message and what followed a ticket of its own",
        body=Split,
        returns=TicketRow,
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        message = access.message(ask.user, ask.body["message_id"])
        return rows.ticket_rows([merging.split(ticket.pk, message.pk, actor=ask.user)])[0]


class TicketNoReplyNeeded(APIView):
    @operation(
        "tickets_no_reply_needed", summary="Nothing has to be answered: end the wait for a reply", returns=TicketRow
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return rows.ticket_rows([tickets.no_reply_needed(ticket.pk, actor=ask.user)])[0]
