"""Merges of people as JSON, and what one would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inbox import contact_values
from inbox.api import directory
from inbox.api.rows import Row, iso
from inbox.models import Contact, ContactMerge

SHOWN = (*contact_values.PLAIN, "vip", "labels", "notes")


def merges(found: Sequence[ContactMerge]) -> list[Row]:
    return [
        {
            "source_id": row.source_id,
            "name": row.source.name,
            "by": row.actor.get_full_name() if row.actor else None,
            "at": iso(row.at),
            "identities": len(row.identity_ids),
            "tickets": len(row.ticket_ids),
        }
        for row in found
    ]


def preview(source: Contact, into: Contact, *, tickets: int) -> Row:
    """Both sides and the result of each field in which they differ; what may be chosen has ``choice``."""
    result = contact_values.joined(source, into, {})
    fields = [_compared(name, getattr(source, name), getattr(into, name), result[name]) for name in SHOWN]
    for key in dict.fromkeys((*into.custom, *source.custom)):
        name = contact_values.CUSTOM + key
        fields.append(_compared(name, source.custom.get(key), into.custom.get(key), result["custom"].get(key)))
    both = {row["id"]: row for row in directory.contact_rows([source, into])}
    return {
        "source": both[source.pk],
        "into": both[into.pk],
        "fields": [field for field in fields if field["source"] != field["into"]],
        "tickets": tickets,
    }


def _compared(name: str, source: Any, into: Any, result: Any) -> Row:
    both = bool(source) and bool(into)
    free = name in contact_values.PLAIN or name.startswith(contact_values.CUSTOM)
    return {"name": name, "source": source, "into": into, "result": result, "choice": both and free and source != into}
