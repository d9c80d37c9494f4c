"""How much of a person is taken: what their open tickets and the offers before them weigh, in hundredths of a mail.

A chat in which the customer has been silent for ten minutes weighs a third. A snoozed ticket weighs nothing until it
wakes: that may take somebody over their capacity, which is shown and never made by routing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Case, DateTimeField, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from inbox.models import Offer, Organisation, Ticket
from inbox.models.operations import default_weights

SILENT = dt.timedelta(minutes=10)
SILENT_PART = 3
MAIL = 100

Weights = Mapping[str, int]


def weights() -> Weights:
    kept = Organisation.objects.values_list("work_weights", flat=True).first() or {}
    return {**default_weights(), **kept}


def of_work(work: str, known: Weights) -> int:
    """What a ticket of this work weighs when somebody gets it."""
    return known.get(work, MAIL)


def of(user_ids: Collection[int], known: Weights, *, now: dt.datetime) -> dict[int, int]:
    """The load of each of them."""
    held = _sums(Ticket.objects.filter(assignee_id__in=user_ids), "assignee_id", "", known, now)
    offered = _sums(Offer.objects.filter(user_id__in=user_ids, state="open"), "user_id", "ticket__", known, now)
    return {pk: held.get(pk, 0) + offered.get(pk, 0) for pk in user_ids}


def _sums(rows: QuerySet[Any], by: str, path: str, known: Weights, now: dt.datetime) -> dict[int, int]:
    awake = {
        f"{path}status": Ticket.Status.OPEN,
        f"{path}snoozed_until__isnull": True,
        f"{path}merged_into__isnull": True,
    }
    found = rows.filter(**awake).order_by().values(by).annotate(load=Sum(_weight(path, known, now)))
    return dict(found.values_list(by, "load"))


def _weight(path: str, known: Weights, now: dt.datetime) -> Case:
    chat = Q(**{f"{path}work": Ticket.Work.CHAT})
    written = Coalesce(f"{path}last_customer_at", f"{path}created_at", output_field=DateTimeField())
    return Case(
        When(chat & Q(LessThan(written, now - SILENT)), then=Value(known["chat"] // SILENT_PART)),
        When(chat, then=Value(known["chat"])),
        When(**{f"{path}work": Ticket.Work.COMMENT}, then=Value(known["comment"])),
        default=Value(known["mail"]),
        output_field=IntegerField(),
    )
