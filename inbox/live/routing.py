"""Where the socket lives, and who may open it: a browser that came from our own pages, with a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import ParseResult

from asgiref.sync import ThreadSensitiveContext
from channels.auth import AuthMiddleware
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.conf import settings
from django.http.request import validate_host
from django.urls import path

from inbox.live.consumer import LiveConsumer

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[Any]]


class OurPagesOnly:
    """The Origin must be PUBLIC_URL or the very host that was asked for: a page elsewhere, even on another port of this
    machine, could ride on the visitor's cookie."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin1").lower()
        allowed = [settings.PUBLIC_URL]
        if validate_host(host.rpartition(":")[0] or host, settings.ALLOWED_HOSTS):
            allowed += [f"http://{host}", f"https://{host}"]
        return await _ExactOrigin(self.application, allowed)(scope, receive, send)


class _ExactOrigin(OriginValidator):  # type: ignore[misc]
    def match_allowed_origin(self, parsed_origin: ParseResult | None, pattern: str) -> bool:
        """Without subdomains."""
        return parsed_origin is not None and parsed_origin.geturl().lower() == pattern


class Authenticate(AuthMiddleware):  # type: ignore[misc]
    """Finds the session's person on a thread of this connection, so that handshakes do not queue behind each other."""

    async def resolve_scope(self, scope: Scope) -> None:
        async with ThreadSensitiveContext():
            await super().resolve_scope(scope)


websocket_urlpatterns = [path("ws/live/", LiveConsumer.as_asgi())]

websocket_application = OurPagesOnly(
    CookieMiddleware(SessionMiddleware(Authenticate(URLRouter(websocket_urlpatterns))))
)
