"""The people who write to us, as far as one sees a ticket of theirs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, contacts, listing
from inbox.api import directory, rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import NEWEST, page
from inbox.api.shapes import people as shapes
from inbox.api.strict import Body, PageQuery
from inbox.models import Contact

NEWEST_TICKETS = 20


class ContactQuery(PageQuery):
    q = serializers.CharField(required=False, max_length=200, help_text="Part of a name or a handle.")


class ContactChanges(Body):
    name = serializers.CharField(required=False, max_length=200, allow_blank=True)
    notes = serializers.CharField(required=False, max_length=20_000, allow_blank=True)
    vip = serializers.BooleanField(required=False)


class ContactList(APIView):
    @operation("contacts_list", summary="People who wrote to us", query=ContactQuery, returns=shapes.ContactPage)
    def get(self, ask: Ask) -> dict[str, Any]:
        found = access.contacts(ask.user)
        if "q" in ask.query:
            found = listing.named(found, ask.query["q"])
        shown, cursor = page(found, NEWEST, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": directory.contact_rows(shown), "next": cursor}


class ContactDetail(APIView):
    @operation("contacts_read", summary="One person and their newest tickets", returns=shapes.Contact)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        return _row(ask, access.contact(ask.user, contact_id))

    @operation(
        "contacts_update",
        summary="Name, notes, and whether they come first",
        body=ContactChanges,
        returns=shapes.Contact,
    )
    def patch(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        return _row(ask, contacts.describe(contact.pk, actor=ask.user, **ask.body))


def _row(ask: Ask, contact: Contact) -> dict[str, Any]:
    newest = access.tickets(ask.user).filter(contact=contact).order_by("-last_message_at", "-pk")[:NEWEST_TICKETS]
    return {**directory.contact_rows([contact])[0], "tickets": rows.ticket_rows(newest)}
