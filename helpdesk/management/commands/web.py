"""`manage.py web`: HTTP and WebSocket. Run any number; they share everything through PostgreSQL and Redis."""

from __future__ import annotations

import logging
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serve HTTP and WebSocket on HOST:PORT."

    def handle(self, **options: Any) -> None:
        if not settings.SMTP_URL:
            log.warning("SMTP_URL is not set: password links and other notices cannot be mailed")
        uvicorn.run(
            "helpdesk.asgi:application",
            host=settings.HOST,
            port=settings.PORT,
            ws="websockets-sansio",
            ws_per_message_deflate=False,  # halves the memory of a socket
            ws_max_size=1 << 16,
            timeout_graceful_shutdown=3,
            proxy_headers=False,  # helpdesk.proxies knows how many proxies to trust
            server_header=False,
            access_log=False,
            log_config=None,
            lifespan="off",
        )
