"""Wiring only: settings, URLs, ASGI, Celery, the embedded engines and the supervisor."""

from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
