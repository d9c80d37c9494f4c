"""Who asked for a write before, and what they were answered. Rows are kept for a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.errors import InboxError
from inbox.models import IdempotencyKey, User

KEPT = dt.timedelta(days=1)


def claim(user: User, key: str, request_hash: str) -> tuple[bool, IdempotencyKey]:
    """True: the write is the caller's to do, in this transaction. False: it was done, and the row has the answer."""
    IdempotencyKey.objects.filter(user=user, key=key, created_at__lt=timezone.now() - KEPT).delete()
    # ON CONFLICT DO NOTHING waits for a twin that has not committed yet.
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(user=user, key=key, request_hash=request_hash)], ignore_conflicts=True
    )
    row = IdempotencyKey.objects.select_for_update().get(user=user, key=key)
    if row.status is None:
        return True, row
    if row.request_hash != request_hash:
        raise InboxError("idempotency_key_reused", _("This Idempotency-Key was used for a different request."), 409)
    return False, row


def settle(row: IdempotencyKey, *, status: int, body: Any) -> None:
    row.status, row.body = status, body
    row.save(update_fields=("status", "body"))
