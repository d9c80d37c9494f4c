"""`manage.py up`: the whole product under one supervisor."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from helpdesk import keys, setup_link
from helpdesk.binaries import EngineError
from helpdesk.embedded import Engines
from helpdesk.processes import processes
from helpdesk.supervisor import Supervisor


class Command(BaseCommand):
    help = "Run everything: engines (when embedded), migrations, web, workers, beat, relay, listener."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        _refuse_taken_port()
        sys.exit(asyncio.run(self._up()))

    async def _up(self) -> int:
        supervisor = Supervisor(settings.BASE_DIR, dict(os.environ))
        supervisor.install_signals()
        engines = Engines(settings.DATA_DIR) if settings.EMBEDDED else None
        try:
            if engines:
                engines.lock()
                keys.generate(settings.DATA_DIR)
                engines.start()
            await self._prepare(supervisor)
            if not supervisor.stopping.is_set():
                greeting = asyncio.create_task(self._greet(supervisor))
                wanted = processes(demo=settings.DEMO, mailsink=settings.MAILSINK_PORT is not None)
                await supervisor.run(wanted, engines)
                greeting.cancel()
        except EngineError as error:
            supervisor.fail(str(error))
        finally:
            if engines:
                engines.stop()
            supervisor.say("up", "stopped")
        return supervisor.exit_code

    async def _prepare(self, supervisor: Supervisor) -> None:
        """Tables, and on the first start the demo."""
        if await supervisor.once("migrate", "--no-input", "-v", "0", name="migrate"):
            if not supervisor.stopping.is_set():
                supervisor.fail("the migrations failed, nothing was started")
            return
        unfinished = settings.DATA_DIR / "demo.unfinished"  # kept when we are killed while loading
        if settings.DEMO and (unfinished.exists() or await asyncio.to_thread(_nobody_works_here)):
            supervisor.say("up", "first start: loading the demo (DEMO=0 starts empty)")
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
            unfinished.touch()
            if await supervisor.once("demo", name="demo") == 0:
                unfinished.unlink()
            elif not supervisor.stopping.is_set():
                supervisor.say("up", "the demo could not be loaded; going on without it")

    async def _greet(self, supervisor: Supervisor) -> None:
        """When the web process answers, say where and how to sign in."""
        while not await _answers():
            await asyncio.sleep(0.1)
        supervisor.say("up", f"Janice runs at {settings.PUBLIC_URL}")
        if await asyncio.to_thread(_nobody_works_here):
            supervisor.say("up", "Nobody can sign in yet. Make the first admin within an hour at")
            await supervisor.once("createadmin", "--link", name="up")  # a child knows the generated SECRET_KEY
        elif settings.DEMO:
            await supervisor.once("demo", "--credentials", name="demo")


def _refuse_taken_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(f"cannot listen on {settings.HOST}:{settings.PORT}: {error.strerror}") from None


def _nobody_works_here() -> bool:
    try:
        return setup_link.nobody_works_here()
    finally:
        connection.close()


async def _answers() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104 - compared, not bound
    try:
        reader, writer = await asyncio.open_connection(host, settings.PORT)
    except OSError:
        return False
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = await reader.readline()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return b" 200 " in status
