"""The Celery app: its queues, and the schedule that beat ticks.

A Celery message is a nudge; the row is the truth. So messages are acknowledged early, nothing is kept as a result, and
every schedule entry below is a sweep that finds what a lost nudge left behind. Whoever owns a task adds its entry.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

QUEUES = ("ingest", "sla", "delivery", "polling", "default")


def _every(seconds: float, task: str, *, queue: str) -> dict[str, Any]:
    """A sweep. One that finds no worker in time is dropped, for the next one does its work."""
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": max(seconds, 10)}}


# name: {"task": …, "schedule": seconds or crontab, "options": {"queue": …}}
SCHEDULE: dict[str, dict[str, Any]] = {
    "process kept items": _every(5, "connectors.tasks.process_raws", queue="ingest"),
    "deliver what is due": _every(5, "connectors.tasks.deliver_due", queue="delivery"),
    "tend channels": _every(30, "connectors.tasks.tend", queue="default"),
    "ask about accounts": _every(30, "connectors.tasks.check_due", queue="polling"),
    "tell other systems": _every(5, "connectors.tasks.tell_endpoints", queue="polling"),
    "carry out actions": _every(5, "connectors.tasks.act_due", queue="delivery"),
    "look at silent mailboxes": _every(15, "connectors.tasks.poll_due", queue="polling"),
    "fetch files of messages": _every(15, "connectors.tasks.fetch_media", queue="polling"),
    "look at links": _every(30, "connectors.tasks.fetch_previews", queue="polling"),
    "ask who people are": _every(60, "connectors.tasks.fetch_profiles", queue="polling"),
    "note warnings and breaches": _every(2, "inbox.tasks.sweep_clocks", queue="sla"),
    "apply policies": _every(15, "inbox.tasks.apply_policies", queue="default"),
    "assign what waits": _every(5, "inbox.tasks.route", queue="default"),
    "take absent people offline": _every(15, "inbox.tasks.take_offline", queue="default"),
    "do what is due on tickets": _every(2, "inbox.tasks.run_timers", queue="default"),
    "answer events": _every(2, "inbox.tasks.react", queue="default"),
    "change many tickets": _every(5, "inbox.tasks.work_bulk", queue="default"),
    "mail what is urgent": _every(5, "inbox.tasks.mail_notifications", queue="delivery"),
    "let rules answer events": _every(2, "inbox.tasks.run_rules", queue="default"),
    "show tickets to new rules": _every(10, "inbox.tasks.scan_rules", queue="default"),
    "settle lost deliveries": _every(15, "inbox.tasks.settle_lost_deliveries", queue="default"),
    "remove what is over": _every(300, "connectors.tasks.retain", queue="default"),
    "erase customers": _every(60, "connectors.tasks.erase", queue="default"),
    "drop what has served": _every(3600, "inbox.tasks.clean", queue="default"),
    "report silent channels": _every(300, "connectors.tasks.check_channels", queue="polling"),
}

app = Celery("janice")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="default",
    task_create_missing_queues=False,
    beat_schedule=SCHEDULE,
)
app.autodiscover_tasks()
app.autodiscover_tasks(["helpdesk"], related_name="worker")
