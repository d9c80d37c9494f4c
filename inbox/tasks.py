"""Celery: the work that needs no connector. Every task is a sweep that any number of workers may run at once."""

from __future__ import annotations

import datetime as dt
import time

from celery import shared_task
from django.utils import timezone

from inbox import (
    attachments,
    availability,
    bulk,
    contacts,
    due,
    early,
    heartbeat,
    later,
    mailing,
    notifying,
    outbox,
    previews,
    reactions,
    routing,
)
from inbox.models import Attachment, IdempotencyKey
from inbox.routing import log as routing_log
from inbox.rules import engine, log, timed
from inbox.sla import apply, sweep
from inbox.webhooks import queue as webhooks

KEEP_ANSWERS = dt.timedelta(days=1)
KEEP_UPLOADS = dt.timedelta(days=7)
SCAN = 5.0  # seconds
TURN = 4.0


@shared_task(name="inbox.tasks.sweep_clocks")
def sweep_clocks() -> None:
    sweep.run()


@shared_task(name="inbox.tasks.apply_policies")
def apply_policies() -> None:
    apply.run()


@shared_task(name="inbox.tasks.route")
def route() -> None:
    routing.run()


@shared_task(name="inbox.tasks.take_offline")
def take_offline() -> None:
    availability.absent()


@shared_task(name="inbox.tasks.run_timers")
def run_timers() -> None:
    due.run()


@shared_task(name="inbox.tasks.react")
def react() -> None:
    reactions.read()


@shared_task(name="inbox.tasks.work_bulk")
def work_bulk() -> None:
    """A turn; the sweep, every five seconds, gives it the next. Timers, rules and routing have theirs in between."""
    bulk.run(seconds=TURN)


@shared_task(name="inbox.tasks.run_rules")
def run_rules() -> None:
    engine.run()


@shared_task(name="inbox.tasks.scan_rules")
def scan_rules() -> None:
    """New and changed rules by time look at the tickets that are there; what is left after SCAN comes next time."""
    end = time.monotonic() + SCAN
    while timed.scan() and time.monotonic() < end:
        pass


@shared_task(name="inbox.tasks.settle_lost_deliveries")
def settle_lost_deliveries() -> None:
    outbox.sweep(timezone.now())


@shared_task(name="inbox.tasks.mail_notifications", time_limit=600)
def mail_notifications() -> None:
    mailing.run()


@shared_task(name="inbox.tasks.clean")
def clean() -> None:
    """Drop what has served: old answers, uploads that were never sent, news of nothing, heartbeats of the dead."""
    now = timezone.now()
    IdempotencyKey.objects.filter(created_at__lt=now - KEEP_ANSWERS).delete()
    stale = Attachment.objects.filter(message__isnull=True, created_at__lt=now - KEEP_UPLOADS)
    stale = stale.exclude(pk__in=later.files())
    blobs = list(stale.values_list("blob_id", flat=True))
    stale.delete()
    attachments.drop_blobs(blobs)
    routing_log.forget(now)
    early.sweep(now)
    webhooks.clean(now)
    bulk.drop_old(now)
    contacts.follow_merges()
    heartbeat.forget_dead()
    notifying.forget()
    previews.forget(now)
    log.clean(now)
