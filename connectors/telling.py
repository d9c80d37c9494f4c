"""Calls to endpoints: signed, bounded, one endpoint at a time in each process, so that a slow one holds up no other."""

from __future__ import annotations

import logging
import time

from django.utils import timezone

from connectors import health, locks, signed_calls
from connectors.errors import ConnectorError, Transient
from connectors.http import Answer, Client
from connectors.meaning import pause
from inbox.models import WebhookDelivery
from inbox.webhooks import endpoints, payloads, queue
from inbox.webhooks.queue import Answered

log = logging.getLogger(__name__)

TIMEOUT = 15.0  # seconds that an endpoint may take; the specification advises 15 to 30
BUDGET = 45.0  # seconds that one endpoint may keep a worker before others get their turn
EXCERPT = 300  # characters of an answer that the log keeps


def tell(endpoint_id: int) -> bool:
    """Tell what is due, unless another worker does. True: more is due, the time was up."""
    until = time.monotonic() + BUDGET
    while time.monotonic() < until:
        with locks.held(locks.Work.TELL, endpoint_id) as mine:
            if not mine:
                return False
            while time.monotonic() < until and (row := queue.claim(endpoint_id)):
                queue.settle(row, _call(row))
        if endpoint_id not in queue.due_endpoints():
            return False
    return True


def _call(row: WebhookDelivery) -> Answered:
    heard: list[Answer] = []

    def understand(answer: Answer) -> ConnectorError | None:
        heard.append(answer)
        if 200 <= answer.status < 300:
            return None
        said = "a redirect, which is not followed" if 300 <= answer.status < 400 else _excerpt(answer)
        return Transient(f"It answered {answer.status}: {said}" if said else f"It answered {answer.status}.")

    now, start = timezone.now(), time.monotonic()
    secrets = endpoints.signing(row.endpoint, now=now)
    try:
        body = signed_calls.payload(row.kind, payloads.full(row), at=row.event.at if row.event else row.created_at)
        keys = [signed_calls.key_of(secret) for secret in secrets]
        headers = signed_calls.headers(str(row.key), body, *keys, now=now)
        with Client(row.endpoint.url, timeout=TIMEOUT, understand=understand) as client:
            url = row.endpoint.url
            detail = _excerpt(client.call("POST", url, content=body, headers=headers, repeatable=True, within=TIMEOUT))
    except ConnectorError as error:
        detail = str(error)
    except Exception as error:  # a bug here must not hold up what waits behind it
        log.exception("webhook delivery %s", row.pk)
        detail = f"It could not be made: {type(error).__name__}."
    return Answered(
        status=heard[0].status if heard else None,
        detail=health.redacted(detail, {str(number): secret for number, secret in enumerate(secrets)}),
        duration_ms=round(1000 * (time.monotonic() - start)),
        retry_after=(pause(heard[0].headers) or 0.0) if heard else 0.0,
    )


def _excerpt(answer: Answer) -> str:
    text = answer.body[: 4 * EXCERPT].decode("utf-8", "replace").replace("\0", "")
    return " ".join(text.split())[:EXCERPT]
