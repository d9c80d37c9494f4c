"""`manage.py worker`: Celery. Run any number, on any queues; together they must serve all of them."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

from celery.apps import worker as celery_worker
from celery.exceptions import SecurityWarning
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk.celery import QUEUES, app


class Command(BaseCommand):
    help = "Run a Celery worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default=",".join(QUEUES), help=f"comma separated, of: {', '.join(QUEUES)}")
        parser.add_argument("--concurrency", type=int, default=settings.CELERY_WORKER_CONCURRENCY)

    def handle(self, *, queues: str, concurrency: int, **options: Any) -> None:
        names = [name.strip() for name in queues.split(",") if name.strip()]
        if unknown := [name for name in names if name not in QUEUES] or ([] if names else [""]):
            raise CommandError(f"unknown queue {unknown[0]!r}; the queues are {', '.join(QUEUES)}")
        warnings.simplefilter("ignore", SecurityWarning)  # it fears pickle as root; we take JSON only
        celery_worker.safe_say = lambda *_, **__: None  # type: ignore[attr-defined]  # advice about Ctrl+C that is wrong under a supervisor
        worker = app.Worker(
            hostname=f"{names[0]}-{os.getpid()}@%h",
            queues=names,
            concurrency=concurrency,
            loglevel=settings.LOG_LEVEL,
            without_gossip=True,
            without_mingle=True,
            quiet=True,
        )
        worker.start()
        sys.exit(worker.exitcode)
