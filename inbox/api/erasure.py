"""Erase a customer: what would go, and the word that it shall."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, erasing
from inbox.api.operation import Ask, operation
from inbox.api.shapes import customers as shapes
from inbox.api.strict import Body


class Sure(Body):
    confirm = serializers.CharField(max_length=320, help_text="The name that the preview gives.")
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class ContactErasure(APIView):
    @operation(
        "contacts_erase_preview",
        summary="What would go with them, and what refuses it; changes nothing",
        returns=shapes.ErasurePreview,
        role="supervisor",
    )
    def get(self, ask: Ask, contact_id: int) -> dict[str, Any]:
        return erasing.preview(access.contact(ask.user, contact_id))

    @operation(
        "contacts_erase",
        summary="Erase them for good, with every word and file of their tickets; done within minutes",
        body=Sure,
        status=202,
        role="supervisor",
    )
    def post(self, ask: Ask, contact_id: int) -> None:
        erasing.ask(access.contact(ask.user, contact_id).pk, actor=ask.user, **ask.body)
