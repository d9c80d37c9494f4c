"""What breaches next, what has breached, and who is at work: what the socket pushes, for a first look and programs."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox.api.operation import Ask, operation
from inbox.api.shapes.wall import Wall
from inbox.api.strict import Id, Query
from inbox.live import presence, reading


class WallQuery(Query):
    team = Id(required=False)
    channel = Id(required=False)


class WallView(APIView):
    @operation("wall_read", summary="The supervisors' wall", query=WallQuery, returns=Wall, role="supervisor")
    def get(self, ask: Ask) -> dict[str, Any]:
        team, channel = ask.query.get("team"), ask.query.get("channel")
        return reading.wall(team=team, channel=channel, viewing=presence.viewing())
