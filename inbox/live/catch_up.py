"""What happened since, over REST: for programs and for consoles without a socket."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox.api.operation import Ask, operation
from inbox.api.shapes.live import Events
from inbox.api.strict import BIGGEST_ID, Query
from inbox.live import reading


class EventQuery(Query):
    after = serializers.IntegerField(min_value=0, max_value=BIGGEST_ID, help_text="The newest number I have.")
    limit = serializers.IntegerField(required=False, default=200, min_value=1, max_value=500)


class EventList(APIView):
    @operation("events_list", summary="Numbered events after mine", query=EventQuery, returns=Events)
    def get(self, ask: Ask) -> dict[str, Any]:
        return reading.catch_up(ask.user, ask.query["after"], limit=ask.query["limit"])
