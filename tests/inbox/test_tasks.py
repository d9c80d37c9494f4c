from __future__ import annotations

import datetime as dt

from django.utils import timezone

from helpdesk.celery import SCHEDULE, app
from inbox import attachments, heartbeat, tasks
from inbox.models import Attachment, Blob, Heartbeat, IdempotencyKey
from tests import office
from tests.office import Office


def test_every_scheduled_task_exists_and_goes_to_a_queue_that_exists() -> None:
    app.loader.import_default_modules()
    for entry in SCHEDULE.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["queue"] in {queue.name for queue in app.conf.task_queues}


def test_cleaning_drops_what_was_never_sent_and_keeps_what_was(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    sent = attachments.upload(ticket, shop.owner, "sent.pdf", b"%PDF-sent")
    attachments.upload(ticket, shop.owner, "forgotten.pdf", b"%PDF-forgotten")
    attachments.upload(ticket, shop.owner, "same.pdf", b"%PDF-sent")
    office.answer(ticket, shop.owner, attachment_ids=[sent.pk])
    IdempotencyKey.objects.create(user=shop.owner, key="old", request_hash="x")
    heartbeat.beat("worker")
    long_ago = timezone.now() - dt.timedelta(days=8)
    Attachment.objects.update(created_at=long_ago)
    IdempotencyKey.objects.update(created_at=long_ago)
    Heartbeat.objects.update(at=long_ago)

    tasks.clean()

    assert Attachment.objects.get() == sent
    assert Blob.objects.get() == sent.blob
    assert not IdempotencyKey.objects.exists()
    assert not Heartbeat.objects.exists()


def test_a_heartbeat_says_how_old_and_how_many(shop: Office) -> None:
    heartbeat.beat("worker", name="worker@a:1")
    heartbeat.beat("worker", name="worker@a:1")
    heartbeat.beat("worker", name="worker@b:2")
    ages = heartbeat.ages()["worker"]
    assert ages["count"] == 2
    assert ages["age"] < 5
