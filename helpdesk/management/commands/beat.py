"""`manage.py beat`: sends the sweeps. Run any number; one at a time leads, another takes over when it dies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from helpdesk.celery import app


class Command(BaseCommand):
    help = "Send the scheduled sweeps to the workers."

    def handle(self, **options: Any) -> None:
        app.Beat(loglevel=settings.LOG_LEVEL, quiet=True).run()
