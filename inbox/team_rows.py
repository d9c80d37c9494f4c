"""Rows that everybody may use, or one team alone: canned answers, macros, views. How they are written and removed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from inbox import access, events
from inbox.errors import InboxError
from inbox.models import User

Row = TypeVar("Row", bound=Model)


def write(
    row: Row,
    fields: dict[str, Any],
    *,
    kind: str,
    actor: User,
    user: User | None = None,
    taken: Mapping[str, str] = MappingProxyType({}),
) -> Row:
    """Save these fields and tell ``<kind>.changed``, to ``user`` alone if it is theirs; ``taken`` is what to say when
    another row has the same: ``{field: words}``."""
    if fields.get("team_id") is not None:
        access.team(actor, fields["team_id"])
    changed = sorted(fields) if row.pk else ["created"]
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            events.record(f"{kind}.changed", user=user, actor=actor, data=_named(row) | {"fields": changed})
    except IntegrityError:
        if not taken:
            raise
        raise InboxError("taken", " ".join(taken.values()), 409, fields=dict(taken)) from None
    return row


def delete(row: Model, *, kind: str, actor: User, user: User | None = None) -> None:
    with transaction.atomic():
        data = _named(row) | {"fields": [], "deleted": True}
        events.record(f"{kind}.changed", user=user, actor=actor, data=data)
        row.delete()


def _named(row: Model) -> dict[str, Any]:
    return {"id": row.pk, "name": str(row)}
