"""The one row of settings of the whole deployment."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inbox import events, tickets
from inbox.models import Organisation, User
from inbox.sla import calendars


def current() -> Organisation:
    return Organisation.objects.get_or_create(pk=1)[0]


def change(*, actor: User, **changes: Any) -> Organisation:
    """Name, days, seconds, weights; calendar_id through the promises, because it moves running clocks."""
    with transaction.atomic():
        ours = Organisation.objects.select_for_update().get_or_create(pk=1)[0]
        done = sorted(name for name, value in changes.items() if getattr(ours, name) != value)
        plain = [name for name in done if name != "calendar_id"]
        before = {name: getattr(ours, name) for name in plain}
        for name in plain:
            setattr(ours, name, changes[name])
        if plain:
            ours.save(update_fields=plain)
            data = {"fields": plain, "before": before, "after": {name: changes[name] for name in plain}}
            events.record("organisation.changed", actor=actor, data=data)
        if "auto_close_days" in plain:
            tickets.plan_closing(ours.auto_close_days)
        if "calendar_id" in done:
            calendars.use_calendar(changes["calendar_id"], actor=actor)
            ours.refresh_from_db()
        return ours
