from __future__ import annotations

from typing import Any

import pytest

from helpdesk.celery import QUEUES, SCHEDULE, app


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=SCHEDULE)
def test_every_sweep_is_a_task_on_a_queue_that_workers_serve(entry: dict[str, Any]) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    assert entry["options"]["queue"] in QUEUES


def test_messages_are_nudges() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result
    assert not app.conf.result_backend
    assert not app.conf.task_acks_late
    assert app.conf.worker_prefetch_multiplier == 1
