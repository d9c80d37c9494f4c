"""Where a panel's socket lives, and who may open it: a page of ours with a token in its subprotocol."""

from __future__ import annotations

from django.urls import path

from connectors.widget.consumer import VisitorConsumer
from inbox.live.routing import OurPagesOnly

websocket_urlpatterns = [path("ws/widget/<uuid:key>/", OurPagesOnly(VisitorConsumer.as_asgi()))]
