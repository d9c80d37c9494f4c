"""How much of a person is taken: what their open tickets and the offers before them weigh, in hundredths of a mail.

A chat in which the customer has been silent for ten minutes weighs a third. A snoozed ticket weighs nothing until it
wakes: that may take somebody over their capacity, which is shown and never made by routing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from inbox.models import Organisation
from inbox.models.operations import default_weights

SILENT = dt.timedelta(minutes=10)
SILENT_PART = 3
MAIL = 100
TAKEN = """
    SELECT user_id, sum(CASE
        WHEN work = 'chat' AND written < %(silent)s THEN %(silent_chat)s
        WHEN work = 'chat' THEN %(chat)s
        WHEN work = 'comment' THEN %(comment)s
        ELSE %(mail)s END)::int
    FROM (
        SELECT assignee_id AS user_id, work, coalesce(last_customer_at, created_at) AS written
        FROM inbox_ticket
        WHERE assignee_id = ANY(%(users)s) AND status = 'open' AND snoozed_until IS NULL AND merged_into_id IS NULL
        UNION ALL
        SELECT o.user_id, t.work, coalesce(t.last_customer_at, t.created_at)
        FROM inbox_offer o JOIN inbox_ticket t ON t.id = o.ticket_id
        WHERE o.user_id = ANY(%(users)s) AND o.state = 'open' AND t.status = 'open' AND t.assignee_id IS NULL
    ) held GROUP BY user_id
"""

Weights = Mapping[str, int]


def weights() -> Weights:
    kept = Organisation.objects.values_list("work_weights", flat=True).first() or {}
    return {**default_weights(), **kept}


def of_work(work: str, known: Weights) -> int:
    """What a ticket of this work weighs when somebody gets it."""
    return known.get(work, MAIL)


def of(user_ids: Collection[int], known: Weights, *, now: dt.datetime) -> dict[int, int]:
    """The load of each of them. Plain SQL, as it is asked for every ticket that is given, under the person's lock."""
    values: dict[str, Any] = {
        "users": list(user_ids),
        "silent": now - SILENT,
        "silent_chat": known["chat"] // SILENT_PART,
        "chat": known["chat"],
        "comment": known["comment"],
        "mail": known["mail"],
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, values)
        found = dict(cursor.fetchall())
    return {pk: found.get(pk, 0) for pk in user_ids}
