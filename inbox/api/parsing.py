"""JSON of a reasonable size."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser

from inbox.errors import InboxError

LARGEST = 2 * 2**20


class JSON(JSONParser):
    """Strict JSON (no NaN), at most LARGEST bytes."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise InboxError("too_large", _("A request may have at most {most} MB.").format(most=LARGEST // 2**20), 413)
        return super().parse(io.BytesIO(body), media_type, parser_context)
