"""Links between tickets, and a new ticket that follows one that is over."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, links
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes.base import Named, Shape
from inbox.api.shapes.tickets import TicketRow
from inbox.api.strict import Body, Id
from inbox.models import Ticket

KINDS = [(kind, kind) for kind in links.SEEN]


class LinkedTicket(Shape):
    id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(Ticket.Status.choices)
    contact = serializers.CharField()


class TicketLink(Shape):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(KINDS, help_text="What this ticket is to the other one.")
    ticket = LinkedTicket()
    actor = Named(allow_null=True)
    at = serializers.DateTimeField()


class TicketLinkList(Shape):
    results = TicketLink(many=True)
    hidden = serializers.IntegerField(help_text="Links to tickets that one may not see.")
    next = serializers.CharField(allow_null=True)


class NewLink(Body):
    ticket_id = Id(help_text="The other ticket.")
    kind = serializers.ChoiceField(KINDS, required=False, default="related")


class NewFollowUp(Body):
    subject = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, help_text="Empty: the same."
    )


class TicketLinks(APIView):
    @operation("tickets_links", summary="Tickets that it is linked to, the oldest link first", returns=TicketLinkList)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        found = links.of(access.ticket(ask.user, ticket_id))
        mine = access.tickets(ask.user).filter(pk__in=[seen.other.pk for seen in found])
        seen_by_me = set(mine.values_list("pk", flat=True))
        shown = [_row(seen) for seen in found if seen.other.pk in seen_by_me]
        return {"results": shown, "hidden": len(found) - len(shown), "next": None}

    @operation("tickets_link", summary="Link it to another ticket", body=NewLink, returns=TicketLink, status=201)
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket, other = access.ticket(ask.user, ticket_id), access.ticket(ask.user, ask.body["ticket_id"])
        return _row(links.link(ticket.pk, other.pk, ask.body["kind"], actor=ask.user))


class TicketLinkDetail(APIView):
    @operation("tickets_unlink", summary="Take a link away")
    def delete(self, ask: Ask, ticket_id: int, link_id: int) -> None:
        links.unlink(access.ticket(ask.user, ticket_id).pk, link_id, actor=ask.user)


class TicketFollowUp(APIView):
    @operation(
        "tickets_follow_up",
        summary="Write to the customer of a solved ticket anew: a ticket of its own that follows it",
        body=NewFollowUp,
        returns=TicketRow,
        status=201,
    )
    def post(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        ticket = access.ticket(ask.user, ticket_id)
        return rows.ticket_rows([links.follow_up(ticket.pk, actor=ask.user, subject=ask.body["subject"])])[0]


def _row(seen: links.Seen) -> dict[str, Any]:
    other, actor = seen.other, seen.link.actor
    return {
        "id": seen.link.pk,
        "kind": seen.kind,
        "ticket": {
            "id": other.pk,
            "reference": other.reference,
            "subject": other.subject,
            "status": other.status,
            "contact": other.contact.name,
        },
        "actor": {"id": actor.pk, "name": actor.get_full_name()} if actor is not None else None,
        "at": rows.iso(seen.link.at),
    }
