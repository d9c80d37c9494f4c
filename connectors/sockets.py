"""WebSockets that customers hold: the ``sockets`` module beside a connector lists its ``websocket_urlpatterns``."""

from __future__ import annotations

import importlib
from typing import Any

from channels.routing import URLRouter
from django.urls import re_path

from connectors import registry


def before(consoles: Any) -> Any:
    """The application for all sockets: those of connectors by their paths, whatever is left the consoles'."""
    patterns = [
        pattern for name in registry.socket_modules() for pattern in importlib.import_module(name).websocket_urlpatterns
    ]
    return URLRouter([*patterns, re_path(r"", consoles)])
