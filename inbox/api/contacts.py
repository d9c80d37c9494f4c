"""The people who write to us, as far as one sees a ticket of theirs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, listing, profiles
from inbox.api import directory, handles, rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import NEWEST, page
from inbox.api.shapes.people import Contact as ContactShape
from inbox.api.shapes.people import ContactPage
from inbox.api.strict import Body, PageQuery
from inbox.errors import InboxError
from inbox.models import Contact

NEWEST_TICKETS = 20
LONGEST_LABEL = 40


class ContactQuery(PageQuery):
    q = serializers.CharField(required=False, max_length=200, help_text="Part of a name or a handle.")
    label = serializers.CharField(required=False, max_length=LONGEST_LABEL)  # type: ignore[assignment]
    network = serializers.CharField(required=False, max_length=40, help_text="On which they have a handle.")
    vip = serializers.BooleanField(required=False)
    spam = serializers.BooleanField(required=False, help_text="A handle of theirs is marked as spam.")
    custom = serializers.RegexField(
        r"^[a-z][a-z0-9_]*=", required=False, max_length=600, help_text="A field of ours and its value, as in size=XL."
    )


class Described(Body):
    name = serializers.CharField(required=False, max_length=200, allow_blank=True)
    notes = serializers.CharField(required=False, max_length=20_000, allow_blank=True)
    language = serializers.CharField(required=False, max_length=20, allow_blank=True)
    zone = serializers.CharField(required=False, max_length=60, allow_blank=True, help_text="As in Europe/Berlin.")
    vip = serializers.BooleanField(required=False)
    labels = serializers.ListField(child=serializers.CharField(max_length=LONGEST_LABEL), required=False, max_length=40)
    custom = serializers.DictField(required=False, help_text="Only what is named changes; null empties a field.")


class ContactChanges(Described):
    was = serializers.DictField(
        required=False, help_text="What I saw, by field. Refused with 409 where it is something else by now."
    )


class NewContact(Described):
    identities = serializers.ListField(child=handles.NewHandle(), required=False, default=list, max_length=20)


class ContactList(APIView):
    @operation("contacts_list", summary="People who wrote to us", query=ContactQuery, returns=ContactPage)
    def get(self, ask: Ask) -> dict[str, Any]:
        found = listing.people(access.contacts(ask.user), ask.query)
        shown, cursor = page(found, NEWEST, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": directory.contact_rows(shown), "next": cursor}

    @operation(
        "contacts_create",
        summary="Somebody who has not written yet",
        body=NewContact,
        returns=ContactShape,
        status=201,
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        given = ask.body.pop("identities")
        try:
            return _row(ask, profiles.create(actor=ask.user, handles=given, **ask.body))
        except InboxError as error:
            raise handles.visible(error, ask) from None


class ContactDetail(APIView):
    @operation("contacts_read", summary="One person and their newest tickets", returns=ContactShape)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        return _row(ask, access.contact(ask.user, contact_id))

    @operation("contacts_update", summary="What we know of them", body=ContactChanges, returns=ContactShape)
    def patch(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        return _row(ask, profiles.describe(contact.pk, actor=ask.user, **ask.body))


def _row(ask: Ask, contact: Contact) -> dict[str, Any]:
    newest = access.tickets(ask.user).filter(contact=contact).order_by("-last_message_at", "-pk")[:NEWEST_TICKETS]
    return {**directory.contact_rows([contact])[0], "tickets": rows.ticket_rows(newest)}
