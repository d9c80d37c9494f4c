"""Who the client is when reverse proxies stand in front."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Application = Callable[[Scope, Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Awaitable[None]]


class TrustedProxies:
    """Takes address and scheme from X-Forwarded-*, but only what our own ``count`` proxies wrote.

    Each proxy appends the address it saw, so the client is the ``count``-th entry from the right; whatever stands
    further left was sent by the client. With 0 proxies the headers are ignored.
    """

    def __init__(self, application: Application, count: int) -> None:
        self.application, self.count = application, count

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if self.count and scope["type"] in {"http", "websocket"}:
            scope = self._seen_through(scope)
        await self.application(scope, receive, send)

    def _seen_through(self, scope: Scope) -> Scope:
        addresses = _values(scope, b"x-forwarded-for")
        if len(addresses) < self.count:
            return scope  # did not come through all of our proxies
        scope = {**scope, "client": (addresses[-self.count], 0)}
        schemes = _values(scope, b"x-forwarded-proto")
        if schemes and schemes[-1] in {"http", "https"}:
            secure = schemes[-1] == "https"
            scope["scheme"] = {True: "https", False: "http"}[secure]
            if scope["type"] == "websocket":
                scope["scheme"] = {True: "wss", False: "ws"}[secure]
        return scope


def _values(scope: Scope, name: bytes) -> list[str]:
    joined = b",".join(value for key, value in scope["headers"] if key == name).decode("latin-1")
    return [part.strip() for part in joined.split(",") if part.strip()]
