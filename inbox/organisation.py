"""The one row of settings of the whole deployment."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inbox import events
from inbox.errors import InboxError
from inbox.models import Calendar, Organisation, User
from inbox.sla import policies


def current() -> Organisation:
    return Organisation.objects.get_or_create(pk=1)[0]


def change(*, actor: User, **changes: Any) -> Organisation:
    """Name, calendar_id, reopen_days, undo_seconds."""
    with transaction.atomic():
        ours = Organisation.objects.select_for_update().get_or_create(pk=1)[0]
        calendar_id = changes.get("calendar_id")
        if calendar_id is not None and not Calendar.objects.filter(pk=calendar_id).exists():
            raise InboxError(
                "invalid", "There is no such calendar.", fields={"calendar_id": "There is no such calendar."}
            )
        done = sorted(name for name, value in changes.items() if getattr(ours, name) != value)
        for name in done:
            setattr(ours, name, changes[name])
        if done:
            ours.save(update_fields=done)
            if "calendar_id" in done:
                policies.announce(ours)
            events.record("organisation.changed", actor=actor, data={"fields": done})
        return ours
