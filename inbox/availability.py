"""Who is there: an open console brings a person online, two minutes without one take them offline.

What a person says themself stands: somebody who chose to be offline or away stays so with any number of consoles. Who
never had a console (an account that a shift plan or a program sets) is left as it was set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from inbox import events
from inbox.models import User
from inbox.routing import absence

GRACE = dt.timedelta(seconds=120)
Availability = User.Availability


def present(user_ids: Collection[int]) -> None:
    """These people have a console open now. Rows that somebody else holds are left for the next time."""
    with transaction.atomic():
        here = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=user_ids).order_by("pk")
        found = list(here)
        User.objects.filter(pk__in=[user.pk for user in found]).update(heartbeat_at=timezone.now())
        _become(
            [user for user in found if user.availability == Availability.OFFLINE and not user.offline_by_choice],
            Availability.ONLINE,
        )


def absent() -> int:
    """Take those offline whose last console closed; returns how many."""
    with transaction.atomic():
        gone = _gone().select_for_update(skip_locked=True, no_key=True).order_by("pk")
        return _become(list(gone), Availability.OFFLINE)


def _gone() -> QuerySet[User]:
    return User.objects.filter(heartbeat_at__lt=timezone.now() - GRACE).exclude(availability=Availability.OFFLINE)


def _become(people: list[User], availability: str) -> int:
    User.objects.filter(pk__in=[user.pk for user in people]).update(availability=availability)
    if people and availability == Availability.OFFLINE:
        absence.gone([user.pk for user in people])
    for user in people:
        events.record("user.changed", data={"user_id": user.pk, "fields": ["availability"]})
    if people and availability == Availability.ONLINE:
        events.nudge("inbox.tasks.route", queue="default")
    return len(people)
