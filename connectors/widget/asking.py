"""One request of a panel: which chat, whose token, what it says."""

from __future__ import annotations

import dataclasses
import json
import uuid
from typing import Any

from django.conf import settings as site
from django.http import HttpRequest

from connectors.widget import tokens
from connectors.widget.models import Visitor
from connectors.widget.pages import channel_of
from connectors.widget.settings import WidgetSettings, read
from inbox.errors import InboxError
from inbox.models import Channel

LONGEST = 64 * 1024


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    request: HttpRequest
    channel: Channel
    settings: WidgetSettings
    visitor: Visitor | None

    def who(self) -> Visitor:
        """Whose token it was; without one nothing is said or shown."""
        if self.visitor is None:
            raise InboxError("no_session", "Open the chat again.", 401)
        return self.visitor

    def body(self) -> dict[str, Any]:
        if len(self.request.body) > LONGEST:
            raise InboxError("too_large", "That is too much at once.", 413)
        try:
            said = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise InboxError("invalid", "A JSON object is expected.", 400)
        return said

    def number(self, name: str) -> int:
        value = self.request.GET.get(name, "0")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def ask(request: HttpRequest, key: uuid.UUID) -> Asking:
    """Raises InboxError when there is no such chat, or the page that writes is not ours."""
    channel = channel_of(key)
    if channel is None:
        raise InboxError("not_found", "There is no chat here.", 404)
    if request.method == "POST" and not ours(request.headers.get("Origin", ""), request.get_host()):
        raise InboxError("foreign_page", "Only the chat's own page may do this.", 403)
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    visitor = tokens.read(token, channel) if word.lower() == "bearer" and token else None
    if visitor is not None:
        visitor.channel = channel
    return Asking(request=request, channel=channel, settings=read(channel), visitor=visitor)


def ours(origin: str, host: str) -> bool:
    """The panel's page is served by us, so its Origin is our public address or the very host that was asked."""
    return origin.lower() in {site.PUBLIC_URL, f"http://{host}".lower(), f"https://{host}".lower()}
