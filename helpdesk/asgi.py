"""HTTP by Django, WebSocket by Channels."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
os.environ.setdefault("PROCESS_ROLE", "web")

django_application = get_asgi_application()  # sets Django up; what needs models is imported after this line

from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from connectors import sockets  # noqa: E402
from helpdesk.proxies import TrustedProxies  # noqa: E402
from inbox.live.routing import websocket_application  # noqa: E402

application = TrustedProxies(
    ProtocolTypeRouter({"http": django_application, "websocket": sockets.before(websocket_application)}),
    settings.TRUSTED_PROXIES,
)
