"""What customers allow us, how they can be written to, and what is held about them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, consent
from inbox.api import exports, people_rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import reach as shapes
from inbox.api.strict import Body, Query
from inbox.models import Consent


class Word(Body):
    purpose = serializers.ChoiceField(Consent.Purpose.choices)
    given = serializers.BooleanField()
    source = serializers.CharField(max_length=200, help_text="By phone, in a form.")  # type: ignore[assignment]
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ExportQuery(Query):
    kind = serializers.ChoiceField([("json", "json"), ("html", "html")], required=False, default="json")


class ContactConsent(APIView):
    @operation("contacts_consent", summary="What they allow, and all they ever said of it", returns=shapes.Consents)
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        return people_rows.consents(consent.history(contact.pk))

    @operation("contacts_consent_say", summary="They said yes or no", body=Word, returns=shapes.Consents, status=201)
    def post(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        contact = access.contact(ask.user, contact_id)
        consent.say(contact.pk, actor=ask.user, **ask.body)
        return people_rows.consents(consent.history(contact.pk))


class ContactExport(APIView):
    @operation("contacts_export", summary="What is held about them, for them", query=ExportQuery, returns=bytes)
    def get(self, ask: Ask, contact_id: int) -> HttpResponseBase:
        contact = access.contact(ask.user, contact_id)
        return exports.contact(
            contact, access.tickets(ask.user), kind=ask.query["kind"], whole=ask.user.sees_everything
        )
