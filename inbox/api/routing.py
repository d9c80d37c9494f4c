"""Routing, explained: the queue, what was decided on a ticket, who could take it, and what would happen if."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, routing
from inbox.api import routing_rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import NEWEST, page
from inbox.api.shapes import routing as shapes
from inbox.api.skills import Level
from inbox.api.strict import Body, Id, PageQuery, Query
from inbox.models import Ticket

LONGEST_QUEUE = 200


class QueueQuery(Query):
    team = Id(required=False)


class Imagined(Body):
    channel_id = Id()
    team_id = Id(required=False, help_text="Else the channel's own.")
    priority = serializers.ChoiceField(Ticket.Priority.choices, required=False, default=Ticket.Priority.NORMAL)
    work = serializers.ChoiceField(Ticket.Work.choices, required=False, default=Ticket.Work.MAIL)
    language = serializers.RegexField(r"^[A-Za-z]{2,3}\Z", required=False, allow_blank=True, default="")
    vip = serializers.BooleanField(required=False, default=False)
    skills = serializers.ListField(child=Level(), required=False, max_length=50)
    contact_id = Id(required=False, allow_null=True, help_text="For whoever answered this person before.")
    at = serializers.DateTimeField(required=False, help_text="For business hours; loads and people are as they are.")


class QueueList(APIView):
    @operation("queue_list", summary="What waits for a person, in order", query=QueueQuery, returns=shapes.Queue)
    def get(self, ask: Ask) -> dict[str, Any]:
        waiting = access.queue(ask.user)
        if "team" in ask.query:
            waiting = waiting.filter(team_id=ask.query["team"])
        return {"results": routing_rows.queue_rows(waiting[:LONGEST_QUEUE]), "next": None}


class TicketDecisions(APIView):
    @operation(
        "tickets_decisions",
        summary="What routing decided on it, the newest first",
        query=PageQuery,
        returns=shapes.Decisions,
    )
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        found = access.decisions(ask.user).filter(ticket=access.ticket(ask.user, ticket_id))
        shown, cursor = page(found, NEWEST, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": routing_rows.decision_rows(shown), "next": cursor}


class TicketCandidates(APIView):
    @operation("tickets_candidates", summary="Who could take it now, and why not others", returns=shapes.Candidates)
    def get(self, ask: Ask, ticket_id: int) -> dict[str, Any]:
        considered = routing.candidates(access.ticket(ask.user, ticket_id))
        return {"results": routing_rows.considered_rows(considered), "next": None}


class Simulate(APIView):
    @operation(
        "routing_simulate",
        summary="Who would get such a ticket, and why; changes nothing",
        body=Imagined,
        returns=shapes.Simulation,
        role="supervisor",
        idempotent=False,
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        channel = access.channel(ask.user, ask.body.pop("channel_id"))
        contact_id = ask.body.pop("contact_id", None)
        contact = access.contact(ask.user, contact_id) if contact_id is not None else None
        needs = {each["skill_id"]: each["level"] for each in ask.body.pop("skills", [])}
        return routing_rows.simulation_row(routing.simulate(channel, contact=contact, needs=needs, **ask.body))
