"""What breaches next, what has breached, and who is at work. The pushed wall says the same, and who views what."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox import access, reports
from inbox.api.operation import Ask, operation
from inbox.api.rows import ticket_rows
from inbox.api.shapes.promises import Wall
from inbox.api.strict import Id, Query


class WallQuery(Query):
    team = Id(required=False)
    channel = Id(required=False)


class WallView(APIView):
    @operation("wall_read", summary="The supervisors' wall", query=WallQuery, returns=Wall, role="supervisor")
    def get(self, ask: Ask) -> dict[str, Any]:
        allowed = access.channel_ids(ask.user)
        return reports.wall(allowed, rows=ticket_rows, team=ask.query.get("team"), channel=ask.query.get("channel"))
