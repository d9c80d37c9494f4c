"""The channels one may see. connectors/api.py mounts it, and adds what needs to know a connector."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox import access
from inbox.api import directory
from inbox.api.operation import Ask, operation
from inbox.api.shapes import people as shapes


class ChannelList(APIView):
    @operation("channels_list", summary="The channels I may see", returns=shapes.Channels)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": directory.channel_rows(access.channels(ask.user)), "next": None}
