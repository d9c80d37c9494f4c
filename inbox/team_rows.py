"""Rows that everybody may use, or one team alone: canned answers, macros, views. How they are written and removed."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from inbox import access, events
from inbox.errors import InboxError
from inbox.models import User

Row = TypeVar("Row", bound=Model)


def write(row: Row, fields: dict[str, Any], *, kind: str, unique: str, taken: str, actor: User) -> Row:
    """Save these fields and tell ``<kind>.changed``; ``taken`` refuses the field ``unique`` when another row has it."""
    if fields.get("team_id") is not None:
        access.team(actor, fields["team_id"])
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            events.record(f"{kind}.changed", actor=actor, data=_named(row) | {"fields": sorted(fields)})
    except IntegrityError:
        raise InboxError("taken", taken, 409, fields={unique: taken}) from None
    return row


def delete(row: Model, *, kind: str, actor: User) -> None:
    with transaction.atomic():
        events.record(f"{kind}.changed", actor=actor, data=_named(row) | {"fields": [], "deleted": True})
        row.delete()


def _named(row: Model) -> dict[str, Any]:
    return {"id": row.pk, "name": str(row)}
