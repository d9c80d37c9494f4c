"""Chats that are put to me for half a minute."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox import access, routing
from inbox.api.operation import Ask, operation
from inbox.api.routing_rows import offer_rows
from inbox.api.shapes import routing as shapes


class OfferList(APIView):
    @operation("offers_list", summary="What is open for me", returns=shapes.Offers)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": offer_rows(access.open_offers(ask.user)), "next": None}


class OfferAccept(APIView):
    @operation("offers_accept", summary="Take it: the ticket is mine", returns=shapes.Offer)
    def post(self, ask: Ask, offer_id: int) -> dict[str, Any]:
        return offer_rows([routing.accept(access.offer(ask.user, offer_id).pk, user=ask.user)])[0]


class OfferDecline(APIView):
    @operation("offers_decline", summary="Pass it on", returns=shapes.Offer)
    def post(self, ask: Ask, offer_id: int) -> dict[str, Any]:
        return offer_rows([routing.decline(access.offer(ask.user, offer_id).pk, user=ask.user)])[0]
