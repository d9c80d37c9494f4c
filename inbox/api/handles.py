"""The handles of a customer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, identities
from inbox.api import directory
from inbox.api.operation import Ask, operation
from inbox.api.shapes.people import Identity as IdentityShape
from inbox.api.strict import Body
from inbox.errors import InboxError


class NewHandle(Body):
    network = serializers.CharField(max_length=40)
    handle = serializers.CharField(max_length=320)
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class HandleChanges(Body):
    handle = serializers.CharField(max_length=320, required=False)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    primary = serializers.BooleanField(required=False, help_text="The usual one of its network.")
    spam = serializers.BooleanField(required=False, help_text="What they begin from it, from now on.")


class ContactHandles(APIView):
    @operation("contacts_add_identity", summary="A further handle", body=NewHandle, returns=IdentityShape, status=201)
    def post(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        try:
            return directory.identity_row(identities.add(contact.pk, actor=ask.user, **ask.body))
        except InboxError as error:
            raise visible(error, ask) from None


class ContactHandle(APIView):
    @operation(
        "contacts_change_identity",
        summary="Another spelling, or the usual one",
        body=HandleChanges,
        returns=IdentityShape,
    )
    def patch(self, ask: Ask, contact_id: int, identity_id: int) -> dict[str, Any]:
        found = access.identity(ask.user, contact_id, identity_id)
        try:
            return directory.identity_row(identities.change(found.pk, actor=ask.user, **ask.body))
        except InboxError as error:
            raise visible(error, ask) from None

    @operation("contacts_remove_identity", summary="A handle that nobody wrote from")
    def delete(self, ask: Ask, contact_id: int, identity_id: int) -> None:
        identities.remove(access.identity(ask.user, contact_id, identity_id).pk, actor=ask.user)


def visible(error: InboxError, ask: Ask) -> InboxError:
    """Who holds a handle is told only to those who may see them."""
    holder = error.data.get("contact_id")
    if holder is None or access.contacts(ask.user).filter(pk=holder).exists():
        return error
    return InboxError(error.code, error.message, error.status, fields=error.fields)
