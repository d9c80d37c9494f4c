"""How a customer can be written to, and writing first."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, outreach, reach
from inbox.api import people_rows, rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import reach as shapes
from inbox.api.shapes.tickets import TicketRow
from inbox.api.strict import Body, Id

LONGEST_BODY = 500_000


class NewConversation(Body):
    channel_id = Id()
    identity_id = Id()
    subject = serializers.CharField(max_length=500)
    body_html = serializers.CharField(max_length=LONGEST_BODY)


class ContactReach(APIView):
    @operation("contacts_reach", summary="How they can be written to now", returns=shapes.Ways)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        found = reach.ways(contact, channels=access.channels(ask.user), visible=access.tickets(ask.user))
        return {"results": [people_rows.way(each) for each in found], "next": None}


class ContactConversations(APIView):
    @operation(
        "contacts_write_first",
        summary="Write to them in a new ticket",
        body=NewConversation,
        returns=TicketRow,
        status=201,
    )
    def post(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        ticket = outreach.start(
            contact,
            author=ask.user,
            channel=access.channel(ask.user, ask.body["channel_id"]),
            identity=access.identity(ask.user, contact.pk, ask.body["identity_id"]),
            subject=ask.body["subject"],
            body_html=ask.body["body_html"],
        )
        return rows.ticket_rows([ticket])[0]
