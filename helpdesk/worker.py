"""What every worker process does besides its tasks: keep its database connection honest, beat, and never outlive us."""

from __future__ import annotations

import os
import signal
from typing import Any

from celery.signals import task_postrun, task_prerun, worker_process_init, worker_ready
from django.db import DatabaseError, close_old_connections, connection

from helpdesk.lifeline import tie_to_parent
from inbox.heartbeat import beat

EVERY = 10.0


@task_prerun.connect
@task_postrun.connect
def drop_broken_connections(**_: Any) -> None:
    """The connection is kept between tasks (a new one costs as much as the task); one that died is not."""
    close_old_connections()


@worker_process_init.connect
def follow_parent(**_: Any) -> None:
    """A pool child whose main process was killed with -9 would wait for ever."""
    tie_to_parent(os.getppid(), signal.SIGKILL)


@worker_ready.connect
def start_heart(sender: Any, **_: Any) -> None:
    """On the consumer's own timer: it stops when the consumer hangs, and no thread is alive when the pool forks."""
    queues = sorted(sender.app.amqp.queues.consume_from)

    def pulse() -> None:
        try:
            beat("worker", info={"queues": queues})
        except DatabaseError:
            pass  # readyz says so; the next one tries again
        finally:
            connection.close()

    pulse()
    sender.timer.call_repeatedly(EVERY, pulse)
