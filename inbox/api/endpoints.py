"""Other systems that want to know: their endpoints, and the log of what they were told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access
from inbox.api import paging, webhook_rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes import webhooks as shapes
from inbox.api.strict import Body, PageQuery
from inbox.models import WebhookDelivery
from inbox.webhooks import endpoints, payloads, queue

ADMIN = "admin"


class EndpointChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    url = serializers.CharField(max_length=1000, required=False)
    kinds = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
    with_content = serializers.BooleanField(required=False)
    with_notes = serializers.BooleanField(required=False)
    active = serializers.BooleanField(required=False)


class NewEndpoint(EndpointChanges):
    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=1000)


class ResendSince(Body):
    since = serializers.DateTimeField(help_text="What was given up of the events from then on.")


class DeliveryQuery(PageQuery):
    state = serializers.ChoiceField(WebhookDelivery.State.choices, required=False)


class EndpointKinds(APIView):
    @operation("endpoint_kinds_list", summary="What can be told", returns=shapes.EndpointKinds, role=ADMIN)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": [{"kind": kind, "label": _(label)} for kind, label in payloads.KINDS.items()], "next": None}


class EndpointList(APIView):
    @operation("endpoints_list", summary="Who is told", returns=shapes.Endpoints, role=ADMIN)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": webhook_rows.endpoint_rows(access.endpoints(ask.user)), "next": None}

    @operation(
        "endpoints_create",
        summary="Tell another system; its secret is shown this once",
        body=NewEndpoint,
        returns=shapes.EndpointSecret,
        status=201,
        role=ADMIN,
        idempotent=False,  # an answer with a secret is kept nowhere
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        end, secret = endpoints.create(actor=ask.user, **ask.body)
        return {"endpoint": webhook_rows.endpoint_rows([end])[0], "secret": secret}


class EndpointDetail(APIView):
    @operation("endpoints_read", summary="One endpoint", returns=shapes.Endpoint, role=ADMIN)
    def get(self, ask: Ask, endpoint_id: int) -> dict[str, Any]:
        return webhook_rows.endpoint_rows([access.endpoint(ask.user, endpoint_id)])[0]

    @operation("endpoints_update", summary="Change it", body=EndpointChanges, returns=shapes.Endpoint, role=ADMIN)
    def patch(self, ask: Ask, endpoint_id: int) -> dict[str, Any]:
        end = endpoints.change(access.endpoint(ask.user, endpoint_id).pk, actor=ask.user, **ask.body)
        return webhook_rows.endpoint_rows([end])[0]

    @operation("endpoints_delete", summary="Tell it nothing more, and drop its log", role=ADMIN)
    def delete(self, ask: Ask, endpoint_id: int) -> None:
        endpoints.delete(access.endpoint(ask.user, endpoint_id).pk, actor=ask.user)


class EndpointTest(APIView):
    @operation("endpoints_test", summary="Make one test call", returns=shapes.WebhookDelivery, status=202, role=ADMIN)
    def post(self, ask: Ask, endpoint_id: int) -> dict[str, Any]:
        return webhook_rows.delivery_rows([queue.test(access.endpoint(ask.user, endpoint_id).pk)])[0]


class EndpointSecret(APIView):
    @operation(
        "endpoints_secret",
        summary="A new secret, shown this once; the old one signs along for a day",
        returns=shapes.EndpointSecret,
        role=ADMIN,
        idempotent=False,
    )
    def post(self, ask: Ask, endpoint_id: int) -> dict[str, Any]:
        end, secret = endpoints.rotate(access.endpoint(ask.user, endpoint_id).pk, actor=ask.user)
        return {"endpoint": webhook_rows.endpoint_rows([end])[0], "secret": secret}


class EndpointDeliveries(APIView):
    @operation(
        "endpoints_deliveries",
        summary="What it was told, the newest first",
        query=DeliveryQuery,
        returns=shapes.WebhookDeliveries,
        role=ADMIN,
    )
    def get(self, ask: Ask, endpoint_id: int) -> dict[str, Any]:
        rows = access.webhook_deliveries(ask.user).filter(endpoint=access.endpoint(ask.user, endpoint_id))
        if "state" in ask.query:
            rows = rows.filter(state=ask.query["state"])
        found, following = paging.page(rows, paging.NEWEST, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": webhook_rows.delivery_rows(found), "next": following}


class EndpointResend(APIView):
    @operation(
        "endpoints_resend",
        summary="Tell it again whatever failed since then",
        body=ResendSince,
        returns=shapes.Resent,
        status=202,
        role=ADMIN,
    )
    def post(self, ask: Ask, endpoint_id: int) -> dict[str, Any]:
        end = access.endpoint(ask.user, endpoint_id)
        return {"queued": queue.resend_failed(end.pk, since=ask.body["since"])}


class DeliveryResend(APIView):
    @operation(
        "webhook_deliveries_resend",
        summary="Tell it once more, under the same id",
        returns=shapes.WebhookDelivery,
        status=202,
        role=ADMIN,
    )
    def post(self, ask: Ask, delivery_id: int) -> dict[str, Any]:
        row = queue.resend(access.webhook_delivery(ask.user, delivery_id))
        return webhook_rows.delivery_rows([row])[0]
