"""The one error type of the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class InboxError(Exception):
    """Something the caller asked for cannot be done; says which, why, and the HTTP status that fits.

    ``code`` is stable and machine-readable (``ticket_changed``), ``message`` is for people, ``fields``
    names the offending inputs, ``data`` carries what the caller needs to go on (for example the newer
    messages of a held reply).
    """

    def __init__(
        self,
        code: str,
        message: str,
        status: int = 400,
        *,
        fields: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.fields = dict(fields or {})
        self.data = dict(data or {})
