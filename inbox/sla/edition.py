"""One change of promises at a time, and everybody hears of it.

Every change raises ``Organisation.sla_version``, which tells all processes to read again. The number comes from a
sequence, so that a change that is rolled back never leaves its number to another one.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from inbox import events
from inbox.models import Organisation, User


def locked_organisation() -> Organisation:
    """Locks the organisation's row: changes of promises happen one after the other."""
    Organisation.objects.get_or_create(pk=1)
    return Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=1)


def announce(ours: Organisation) -> None:
    """Promises change with this transaction: everybody reads again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_organisation"
            " SET sla_version = nextval('inbox_sla_version'), sla_changed_at = clock_timestamp() WHERE id = %s",
            [ours.pk],
        )


def told(ours: Organisation, *, actor: User | None, **data: Any) -> None:
    """The same, as an event for the consoles and the audit."""
    announce(ours)
    events.record("organisation.changed", actor=actor, data=data)
