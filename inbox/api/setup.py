"""The guided set-up: how far it is."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from inbox import setup_guide
from inbox.api.operation import Ask, operation
from inbox.api.shapes import keeping as shapes


class SetupGuide(APIView):
    @operation("setup_read", summary="The first steps, and which are done", returns=shapes.Guide, role="admin")
    def get(self, ask: Ask) -> dict[str, Any]:
        return setup_guide.row()
