"""The channels one may see. Creating and changing them needs to know their connector: connectors/api.py."""

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
