"""Tables of connectors that need one of their own."""

from __future__ import annotations

from connectors.webform.models import HeldFile

__all__ = ["HeldFile"]
