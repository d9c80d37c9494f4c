"""``manage.py relay``: number the events and ring the consoles."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from inbox.live.relay import Relay


class Command(BaseCommand):
    help = "Number committed events and ring the consoles. Run as many as you like: one works, the others stand by."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_run())


async def _run() -> None:
    relay = Relay()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, relay.stop.set)
    await relay.run()
