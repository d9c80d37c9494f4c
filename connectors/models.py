"""Tables of connectors that need one of their own."""

from __future__ import annotations

from connectors.webform.models import HeldFile
from connectors.widget.models import Line, Visitor

__all__ = ["HeldFile", "Line", "Visitor"]
