"""`manage.py alive KIND`: the health check of a container that serves no HTTP."""

from __future__ import annotations

import datetime as dt
import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from helpdesk.health import KINDS, STALE_AFTER
from inbox.models import Heartbeat

LED = {"beat", "relay"}  # one of them leads and beats; the others stand by


class Command(BaseCommand):
    help = "Exit 0 when this machine's process of a kind is alive (beat and relay: when any machine's is)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=("worker", *KINDS))

    def handle(self, *, kind: str, **options: Any) -> None:
        since = timezone.now() - dt.timedelta(seconds=STALE_AFTER)
        hearts = Heartbeat.objects.filter(kind=kind, at__gte=since)
        if kind not in LED:
            hearts = hearts.filter(name__startswith=f"{kind}@{socket.gethostname()}:")
        try:
            alive = hearts.exists()
        except DatabaseError as error:
            raise CommandError(f"the database does not answer: {error}") from None
        if not alive:
            raise CommandError(f"no heartbeat of a {kind} in the last {STALE_AFTER:.0f} s")
