"""What I should know, and why I am told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, notifying
from inbox.api import attention_rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import Order, page
from inbox.api.shapes import attention as shapes
from inbox.api.strict import Body, Id, PageQuery

NEWS = Order("-at")


class NotificationQuery(PageQuery):
    unread = serializers.BooleanField(required=False, default=False, help_text="Only what I have not read.")
    about = serializers.ChoiceField(
        ("all", "mentions", "mine"), required=False, default="all", help_text="Mine: of tickets assigned to me."
    )


class WhatIRead(Body):
    ids = serializers.ListField(child=Id(), required=False, max_length=500)
    all = serializers.BooleanField(required=False, default=False, help_text="Everything until now.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["all"] == ("ids" in attrs):
            raise serializers.ValidationError({"ids": _("Give either ids, or all.")})
        return attrs


class NotificationList(APIView):
    @operation(
        "notifications_list", summary="What I should know", query=NotificationQuery, returns=shapes.Notifications
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        mine = access.notifications(ask.user).filter(ways__contains=["app"])
        unread = mine.filter(read_at__isnull=True)
        rows = unread if ask.query["unread"] else mine
        if ask.query["about"] == "mentions":
            rows = rows.filter(kind__in=("mention", "team_mention"))
        elif ask.query["about"] == "mine":
            rows = rows.filter(ticket__assignee=ask.user)
        found, cursor = page(rows, NEWS, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": attention_rows.notifications(found), "unread": unread.count(), "next": cursor}


class NotificationsRead(APIView):
    @operation("notifications_read", summary="I have read these", body=WhatIRead)
    def post(self, ask: Ask) -> None:
        notifying.read(ask.user, None if ask.body["all"] else ask.body["ids"])
